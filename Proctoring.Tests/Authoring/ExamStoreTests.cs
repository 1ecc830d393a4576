using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Integration;
using Proctoring.Core.Policies;
using Proctoring.Core.Privacy;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Exams that administrators create: drafts, versions, copies, and what a session keeps of them.</summary>
public sealed class ExamStoreTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly StaffViewer Admin = StaffViewer.Console;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static ExamContent Content { get; } =
        new()
        {
            Slug = "geography",
            Title = "Geography",
            Description = "Rivers and *cities*.",
            Language = "en",
            Minutes = 30,
            Settings = new ExamSettings
            {
                OpensAt = new DateTime(2026, 11, 1, 8, 0, 0, DateTimeKind.Utc),
                TimeZone = "Europe/Berlin",
                PassPercent = 62.5m,
                AllowsPaper = true,
                Rules = "No books.",
            },
            Draws = new Dictionary<string, int> { ["rivers"] = 2 },
            Questions =
            [
                new("Capital of France?", new ShortText([new("Paris"), new("Par*", 0.5m)])) { Points = 2.5m, Tags = ["capitals"] },
                .. Enumerable
                    .Range(1, 4)
                    .Select(number => new QuestionContent($"River {number}?", new TrueFalse(number % 2 == 0))
                    {
                        Pool = "rivers",
                        Section = "Rivers",
                        Difficulty = number,
                    }),
                new("Order", new Ordering(["first", "second", "third"])) { Explanation = "By name." },
            ],
            Files = [new("map.png", "image/png", [1, 2, 3])],
        };

    /// <summary>Restrictions, holds and subscriptions name exams by title, as sessions do.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_new_title_has_the_same_restriction_hold_and_subscription_and_a_published_exam_has_questions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<ExamStore>();
        var created = await store.CreateAsync(Admin, Content, Cancellation);
        await store.SetStatusAsync(Admin, created.Id, ExamStatus.Open, Cancellation);
        Guid ana;
        await using (var db = host.OpenDatabase())
        {
            ana = (await db.HireAsync("Ana", StaffRoles.Reviewer)).UserId!.Value;
            db.Add(new ExamReviewer { ExamName = Content.Title, UserId = ana });
            db.Add(new MailSubscription { UserId = ana, ExamName = Content.Title, Events = OutboxEventTypes.Flagged });
            await db.SaveChangesAsync(Cancellation);
        }

        await host.Get<LegalHolds>().SetAsync(Admin, HoldScope.Exam, Content.Title, "a lawsuit", Cancellation);

        await store.ReplaceAsync(Admin, created.Id, 1, Content with { Title = "Corrected" }, Cancellation);

        await using (var db = host.OpenDatabase())
        {
            var titles = new[] { "Corrected", Content.Title };
            Assert.Equal(
                titles.Select(title => (title, ana)),
                (await db.ExamReviewers.ToListAsync(Cancellation)).Select(row => (row.ExamName, row.UserId)).Order()
            );
            Assert.Equal(titles, (await db.LegalHolds.Standing().ToListAsync(Cancellation)).Select(hold => hold.ExamName!).Order());
            Assert.Equal(2, await db.AuditEntries.CountAsync(act => act.Action == "hold_set" && act.Reason == "a lawsuit", Cancellation));
            Assert.Equal(
                titles.Select(title => (title, ana, OutboxEventTypes.Flagged)),
                (await db.MailSubscriptions.ToListAsync(Cancellation)).Select(row => (row.ExamName!, row.UserId, row.Events)).Order()
            );
        }

        var refusal = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            store.ReplaceAsync(Admin, created.Id, 2, Content with { Questions = [], Draws = new Dictionary<string, int>() }, Cancellation)
        );
        Assert.Contains("withdraw it first", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_exams_with_the_same_title_a_system_starts_the_open_one()
    {
        await using var host = await CoreHost.CreateAsync();
        var store = host.Get<ExamStore>();
        var undated = Content with { Settings = Content.Settings with { OpensAt = null } };
        foreach (var (slug, status) in new[] { ("a", ExamStatus.Archived), ("b", ExamStatus.Open), ("c", ExamStatus.Draft) })
        {
            var exam = await store.CreateAsync(Admin, undated with { Slug = slug }, Cancellation);
            await store.SetStatusAsync(Admin, exam.Id, status, Cancellation);
        }

        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = Content.Title,
                    TotalQuestions = 1,
                },
                Cancellation
            );

        await using var db = host.OpenDatabase();
        var session = await db.Sessions.Include(row => row.Exam).SingleAsync(row => row.Id == opened.Access.SessionId, Cancellation);
        Assert.Equal("b", session.Exam!.Slug);
    }

    [Fact]
    public async Task An_exam_whose_policy_is_archived_or_missing_is_neither_published_nor_copied()
    {
        await using var host = await CoreHost.CreateAsync();
        var (store, policies) = (host.Get<ExamStore>(), host.Get<PolicyStore>());
        await policies.CopyAsync(Admin, "strict", "house", Cancellation);
        await policies.SetArchivedAsync(Admin, "house", 1, true, Cancellation);
        var archived = await store.CreateAsync(Admin, Content with { Policy = "house" }, Cancellation);
        var missing = await store.CreateAsync(Admin, Content with { Slug = "gone", Policy = "gone" }, Cancellation);

        Assert.StartsWith("policy: the policy \"house\" is archived", await PublishAsync(archived), StringComparison.Ordinal);
        Assert.StartsWith("policy: there is no policy \"gone\"; there are", await PublishAsync(missing), StringComparison.Ordinal);
        var copied = await RefusedAsync(() => store.CopyAsync(Admin, archived.Id, "copy", "Copy", Cancellation));
        Assert.StartsWith("policy: the policy \"house\" is archived", copied, StringComparison.Ordinal);

        await policies.SetArchivedAsync(Admin, "house", 2, false, Cancellation);
        await store.SetStatusAsync(Admin, archived.Id, ExamStatus.Open, Cancellation);
        await store.CopyAsync(Admin, archived.Id, "copy", "Copy", Cancellation);
        // A published exam cannot change to a policy that no session can have.
        var changed = await RefusedAsync(() =>
            store.ReplaceAsync(Admin, archived.Id, 1, Content with { Policy = "gone" }, Cancellation)
        );
        Assert.StartsWith("policy: there is no policy \"gone\"", changed, StringComparison.Ordinal);

        Task<string> PublishAsync(StoredExam exam) =>
            RefusedAsync(() => store.SetStatusAsync(Admin, exam.Id, ExamStatus.Open, Cancellation));

        static async Task<string> RefusedAsync(Func<Task> act) => (await Assert.ThrowsAnyAsync<ValidationException>(act)).Message;
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_keeps_the_version_of_the_exam_it_was_opened_with(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<ExamStore>();
        var created = await store.CreateAsync(Admin, Content, Cancellation);
        Assert.Equal((1, 0, ExamStatus.Draft), (created.Version, created.Revision, created.Status));
        AssertSame(Content, created.Content);

        // A draft changes in place, and no one can take it.
        var shorter = Content with
        {
            Questions = Content.Questions.Take(5).ToList(),
        };
        Assert.Equal((1, 1), Numbers(await store.ReplaceAsync(Admin, created.Id, 0, shorter, Cancellation)));
        await Assert.ThrowsAnyAsync<ValidationException>(() => OpenAsync(host));
        await store.SetStatusAsync(Admin, created.Id, ExamStatus.Open, Cancellation);
        Assert.Contains(await host.Get<ExamCatalog>().ListAsync(Cancellation), exam => exam.Slug == "geography");
        var first = await OpenAsync(host);

        // Two of the four rivers, and the capital.
        var asked = await QuestionsAsync(host, first);
        Assert.Equal(("Capital of France?", 3), (asked[0].Text, asked.Count));
        var changed = shorter with
        {
            Title = "World",
            Questions = [new("Capital of Chile?", new ShortText([new("Santiago")]))],
            Draws = new Dictionary<string, int>(),
        };
        var stored = await store.ReplaceAsync(Admin, created.Id, 2, changed, Cancellation);
        Assert.Equal((2, 3, 1), (stored.Version, stored.Revision, stored.Sessions));
        Assert.Equal(asked, await QuestionsAsync(host, first));
        Assert.Equal("Capital of Chile?", Assert.Single(await QuestionsAsync(host, await OpenAsync(host))).Text);

        // New settings need no new version, an old revision is refused, and an archived exam cannot be opened.
        Assert.Equal((2, 4), Numbers(await store.ReplaceAsync(Admin, created.Id, 3, changed with { Minutes = 5 }, Cancellation)));
        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => store.ReplaceAsync(Admin, created.Id, 3, changed, Cancellation));
        var copy = await store.CopyAsync(Admin, created.Id, "geography-2", "Copy", Cancellation);
        AssertSame(changed with { Minutes = 5, Slug = "geography-2", Title = "Copy" }, copy.Content);
        await store.SetStatusAsync(Admin, created.Id, ExamStatus.Archived, Cancellation);
        await Assert.ThrowsAnyAsync<ValidationException>(() => OpenAsync(host));
        Assert.Equal("geography", Assert.Single(await store.ListAsync(Admin, archived: true, Cancellation)).Slug);
        Assert.Equal(asked, await QuestionsAsync(host, first));
        Assert.Null((await host.Get<ChainVerifier>().VerifyInstallationAsync(Cancellation)).Broken);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(first.SessionId, Cancellation)).Broken);
    }

    [Fact]
    public async Task An_exam_is_open_within_its_times_only()
    {
        await using var host = await CoreHost.CreateAsync();
        var store = host.Get<ExamStore>();
        var limited = Content with { Settings = Content.Settings with { OpensAt = host.Now.AddHours(1), ClosesAt = host.Now.AddHours(2) } };
        var created = await store.CreateAsync(Admin, limited, Cancellation);
        await store.SetStatusAsync(Admin, created.Id, ExamStatus.Open, Cancellation);
        foreach (var (minutes, open) in new[] { (0, false), (60, true), (59, true), (1, false) })
        {
            host.Clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(open, (await host.Get<ExamCatalog>().ListAsync(Cancellation)).Any(exam => exam.Slug == "geography"));
            Assert.Equal(open, await host.Get<ExamCatalog>().FindAsync("geography", Cancellation) is not null);
            if (open)
                await OpenAsync(host);
            else
                await Assert.ThrowsAnyAsync<ValidationException>(() => OpenAsync(host));
        }
    }

    [Fact]
    public async Task Only_administrators_change_exams_and_a_mistake_names_its_field()
    {
        await using var host = await CoreHost.CreateAsync();
        var store = host.Get<ExamStore>();
        var reviewer = new StaffViewer(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => store.CreateAsync(reviewer, Content, Cancellation));
        Assert.Empty(await store.ListAsync(reviewer, archived: false, Cancellation));
        Assert.Null(await store.FindAsync(reviewer, "software-interview", Cancellation));

        await store.CreateAsync(Admin, Content, Cancellation);
        var taken = await Assert.ThrowsAnyAsync<ValidationException>(() => store.CreateAsync(Admin, Content, Cancellation));
        Assert.Contains("slug", taken.Message, StringComparison.Ordinal);
        var wrong = Content with
        {
            Slug = "No spaces",
            Draws = new Dictionary<string, int> { ["rivers"] = 5 },
            Questions =
            [
                .. Content.Questions,
                new("Which?", SingleChoice.Of(["a", "b"], 7)),
                new("A {{1}} b", new Blanks([new(new Essay())])),
            ],
        };
        var problems = ExamContentCheck.Problems(wrong).Select(problem => problem.Field);
        Assert.Equal(["slug", "draws[rivers]", "questions[6].body.choices", "questions[7].body.gaps[0].body"], problems);
    }

    /// <summary>The rows of an installation that was updated keep the hash that its chain has.</summary>
    [Fact]
    public async Task A_question_and_an_exam_of_before_question_types_keep_their_hash_and_their_solution()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var question = new Question
        {
            Id = 7,
            ExamId = 3,
            Number = 2,
            Text = "Which?",
            Choices = ["a", "b"],
            RightChoice = 1,
            Explanation = "Because.",
        };
        var before = ChainContent.Create(
            ChainContent.Question,
            "7",
            "Choices",
            new List<string> { "a", "b" },
            "ExamId",
            3,
            "Explanation",
            "Because.",
            "Id",
            7,
            "Number",
            2,
            "RightChoice",
            1,
            "Text",
            "Which?"
        );
        Assert.Equal(before, ChainedRows.Of(db.Model, question, null));
        Assert.Equal(["a", "b"], Assert.IsType<SingleChoice>(question.Body).Choices.Select(choice => choice.Text));
        Assert.Equal(1, ((SingleChoice)question.Body).RightChoice);

        var exam = new Exam
        {
            Id = 3,
            Slug = "s",
            Title = "t",
            Description = "d",
            Minutes = 20,
        };
        var old = ChainContent.Create(
            ChainContent.Exam,
            "3",
            "Description",
            "d",
            "Id",
            3,
            "Minutes",
            20,
            "Policy",
            "standard",
            "Slug",
            "s",
            "Title",
            "t"
        );
        Assert.Equal(old, ChainedRows.Of(db.Model, exam, null));
    }

    static (int Version, int Revision) Numbers(StoredExam exam) => (exam.Version, exam.Revision);

    static void AssertSame(ExamContent expected, ExamContent actual) =>
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize(expected, QuestionJson.Options),
            System.Text.Json.JsonSerializer.Serialize(actual, QuestionJson.Options)
        );

    static Task<SessionAccess> OpenAsync(CoreHost host) =>
        host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = "student-1",
                    ExamSlug = "geography",
                    Proctored = false,
                },
                Cancellation
            );

    static async Task<IReadOnlyList<(int Id, string Text)>> QuestionsAsync(CoreHost host, SessionAccess access)
    {
        await host.Get<SessionOpener>().StartAsync(access, Cancellation);
        var questions = await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation);
        return [.. questions.Select(question => (question.Id, question.Text))];
    }
}
