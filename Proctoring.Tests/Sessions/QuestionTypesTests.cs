using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A question of each type from the paper to the grade.</summary>
public sealed class QuestionTypesTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly int[] OnlyFirst = [0];

    static readonly string[] ReadBack = ["matching", "ordering", "essay", "number", "multiple_choice"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Answers_of_every_type_are_stored_scored_graded_and_reported(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await host.Get<QuestionTypesExam>().SeedAsync(Cancellation);
        var access = await StartAsync(host);
        var questions = (await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation)).ToDictionary(one => one.Type);
        Assert.Equal(11, questions.Count);
        // Nothing in what the candidate gets reveals the solution: not the order of items, not the fractions.
        var sheet = JsonSerializer.Serialize(questions.Values);
        Assert.DoesNotContain("raction", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("Names confidentiality", sheet, StringComparison.Ordinal);
        Assert.DoesNotContain("Pythagoras", sheet, StringComparison.Ordinal);
        string[] periods = ["Bronze Age", "Middle Ages", "Renaissance", "Space Age"];
        Assert.NotEqual(periods, questions["ordering"].Choices);

        var upload = questions["file_upload"];
        var files = host.Get<SessionFiles>();
        Assert.NotNull((await files.KeepAsync(access, upload.Id, "tree.exe", [1], Cancellation)).Refusal);
        // The extension that counts is the one that staff see.
        Assert.NotNull((await files.KeepAsync(access, upload.Id, "tree\u202egnp.exe", [1], Cancellation)).Refusal);
        Assert.NotNull((await files.KeepAsync(access, upload.Id, "tree.png", new byte[2_000_001], Cancellation)).Refusal);
        Assert.NotNull((await files.KeepAsync(access, questions["essay"].Id, "tree.png", [1], Cancellation)).Refusal);
        var (file, _) = await files.KeepAsync(access, upload.Id, "tree.png", [1, 2, 3], Cancellation);
        var responses = new Dictionary<string, object>
        {
            ["single_choice"] = 1,
            ["multiple_choice"] = OnlyFirst,
            ["true_false"] = false,
            ["short_text"] = "PARIS",
            ["number"] = new { number = "0,05", unit = "m" },
            ["blanks"] = new object?[] { new { number = "100" }, 1, "steam" },
            ["matching"] = questions["matching"]
                .Prompts.Select(prompt =>
                    questions["matching"]
                        .Choices.ToList()
                        .IndexOf(
                            prompt == "Frog" ? "Amphibian"
                            : prompt == "Eagle" ? "Bird"
                            : "Reptile"
                        )
                ),
            ["ordering"] = periods.Select(period => questions["ordering"].Choices.ToList().IndexOf(period)),
            ["essay"] = "It hides what I read.\nNobody can change it.",
            ["code"] = "def sum_even(numbers):\n    return 0",
            ["file_upload"] = new { id = file!.Id, name = "other.exe" },
        };
        foreach (var (type, response) in responses)
            Assert.Equal(AnswerOutcome.Stored, await KeepAsync(host, access, questions[type].Id, response));
        Assert.Equal(AnswerOutcome.NoSuchQuestion, await KeepAsync(host, access, questions["ordering"].Id, OnlyFirst));
        Assert.Equal(AnswerOutcome.NoSuchQuestion, await KeepAsync(host, access, upload.Id, new { id = Guid.NewGuid() }));

        // The browser reads back what it sent, in its own order.
        var read = await host.Get<AnswerStore>().ReadAsync(access, Cancellation);
        foreach (var type in ReadBack)
            Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(responses[type]), read[questions[type].Id]), type);

        var report = (await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation))!;
        Assert.Equal((null, null, 3), (report.Score, report.CorrectAnswers, report.Ungraded));
        // 1 + 1 + 1 + 1 + 1 + 2 + 2 + 1 of 25.
        Assert.Equal((10m, 25m), (report.Points, report.MaxPoints));
        var uploaded = report.Answers.Single(answer => answer.Type == "file_upload");
        Assert.Equal((true, "tree.png"), (uploaded.Waiting, Assert.Single(uploaded.Response)));
        Assert.Equal(["Frog: Amphibian", "Eagle: Bird", "Whale: Reptile"], report.Answers.Single(one => one.Type == "matching").Response);

        await GradeAsync(host, access);
        var graded = (await host.Get<ReportReader>().FindAsync(access, Cancellation))!;
        // 10 + 4 + 2.5 + 2 of 25.
        Assert.Equal((74m, true, 0, 6), (graded.Score, graded.Passed, graded.Ungraded, graded.CorrectAnswers));
        // Reviewers read the answers at their places in the session.
        var reviewed = (await host.Get<CaseReader>().FindAsync(StaffViewer.Console, access.SessionId, Cancellation))!.Answers;
        Assert.Equal(11, reviewed.Count);
        Assert.Equal(
            report.Answers.Select(answer => answer.Number),
            reviewed.OrderBy(answer => answer.Question).Select(answer => answer.Question)
        );
        Assert.Equal(["tree.png"], reviewed.Single(answer => answer.Type == "file_upload").Response);
        Assert.Equal(["Frog: Amphibian", "Eagle: Bird", "Whale: Reptile"], reviewed.Single(one => one.Type == "matching").Response);
        Assert.Equal((2m, 3m), reviewed.Where(one => one.Type == "matching").Select(one => (one.Points!.Value, one.MaxPoints)).Single());
        Assert.All(reviewed, answer => Assert.NotEmpty(answer.Response));
        Assert.Equal("Good start.", graded.Answers.Single(answer => answer.Type == "essay").Comment);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);
        Assert.Null((await host.Get<ChainVerifier>().VerifyInstallationAsync(Cancellation)).Broken);

        // The chain covers a response and the solution with which it was scored.
        await using var db = host.OpenDatabase();
        // A host learns of the score by one event, or by asking for what changed since.
        Assert.Equal(1, await db.OutboxEvents.CountAsync(row => row.Type == OutboxEventTypes.Graded, Cancellation));
        db.Add(new SessionNumber { SessionId = access.SessionId });
        await db.SaveChangesAsync(Cancellation);
        Assert.Equal(1, await ChangedSinceAsync(host.Now));
        Assert.Equal(0, await ChangedSinceAsync(host.Now.AddSeconds(1)));
        await db
            .Answers.Where(answer => answer.QuestionId == questions["essay"].Id)
            .ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Response, "\"Another text\""), Cancellation);
        Assert.NotNull((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);

        Task<int> ChangedSinceAsync(DateTime since) =>
            new ExamFilter { UpdatedSince = since }
                .Apply(db.SessionNumbers, db)
                .CountAsync(Cancellation);
    }

    static async Task GradeAsync(CoreHost host, SessionAccess access)
    {
        var grading = host.Get<AnswerGrading>();
        var reviewer = new StaffViewer(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);
        var auditor = new StaffViewer(Guid.NewGuid(), "Audrey", [StaffRoles.Auditor], null);
        Assert.Empty(await grading.QueueAsync(auditor, Cancellation));
        Assert.Equal(3, Assert.Single(await grading.QueueAsync(reviewer, Cancellation)).Waiting);
        var sheet = (await grading.FindAsync(reviewer, access.SessionId, Cancellation))!;
        var essay = sheet.Answers.Single(answer => answer.Type == "essay");
        Assert.Equal("Names confidentiality, integrity and identity.", essay.Rubric);
        await Assert.ThrowsAnyAsync<System.ComponentModel.DataAnnotations.ValidationException>(() => Grade(essay, 5.5m));
        Assert.Equal(
            ReviewOutcome.NotThere,
            await grading.GradeAsync(auditor, access.SessionId, essay.QuestionId, null, 5, "", Cancellation)
        );
        await Grade(essay, 1);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        // A colleague with the sheet from before does not replace the grade unseen.
        var colleague = new StaffViewer(Guid.NewGuid(), "Omar", [StaffRoles.Reviewer], null);
        Assert.Equal(
            ReviewOutcome.Changed,
            await grading.GradeAsync(colleague, access.SessionId, essay.QuestionId, essay.GradeId, 0, "", Cancellation)
        );
        sheet = (await grading.FindAsync(reviewer, access.SessionId, Cancellation))!;
        essay = sheet.Answers.Single(answer => answer.Type == "essay");
        Assert.Equal((1m, "Good start."), (essay.Points, essay.Comment));
        await Grade(essay, 4);
        await Grade(sheet.Answers.Single(answer => answer.Type == "code"), 2.5m);
        var upload = sheet.Answers.Single(answer => answer.Type == "file_upload");
        Assert.Equal([1, 2, 3], (await grading.FileAsync(reviewer, access.SessionId, upload.File!.Value, Cancellation))!.Content);
        Assert.Null(await grading.FileAsync(auditor, access.SessionId, upload.File!.Value, Cancellation));
        await Grade(upload, 2);
        Assert.Empty(await grading.QueueAsync(reviewer, Cancellation));

        async Task Grade(GradedAnswer answer, decimal points) =>
            Assert.Equal(
                ReviewOutcome.Done,
                await grading.GradeAsync(
                    reviewer,
                    access.SessionId,
                    answer.QuestionId,
                    answer.GradeId,
                    points,
                    " Good start. ",
                    Cancellation
                )
            );
    }

    [Fact]
    public async Task An_exam_that_withholds_results_shows_none_to_its_candidates()
    {
        await using var host = await CoreHost.CreateAsync();
        await host.Get<QuestionTypesExam>().SeedAsync(Cancellation);
        var access = await StartAsync(host);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        var reader = host.Get<ReportReader>();
        Assert.Equal(11, (await reader.FindAsync(access, Cancellation))!.Answers.Count);

        await ShowAsync(ResultDetail.Score, ResultTime.AtEnd);
        var score = (await reader.FindAsync(access, Cancellation))!;
        Assert.Equal((0, 0m, false), (score.Answers.Count, score.Score, score.Withheld));
        await ShowAsync(ResultDetail.Answers, ResultTime.AfterClosing);
        var later = (await reader.OfLinkAsync(access.SessionId, Cancellation))!;
        Assert.Equal((0, null, true), (later.Answers.Count, later.Score, later.Withheld));
        host.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(11, (await reader.FindAsync(access, Cancellation))!.Answers.Count);

        async Task ShowAsync(ResultDetail detail, ResultTime when)
        {
            await using var db = host.OpenDatabase();
            var exam = await db.Exams.SingleAsync(row => row.Slug == QuestionTypesExam.Slug, Cancellation);
            (exam.ShownDetail, exam.ShownWhen, exam.ClosesAt) = (detail, when, host.Now.AddDays(1));
            await db.SaveChangesAsync(Cancellation);
        }
    }

    [Theory]
    [InlineData("tree.png", "tree.png")]
    // Windows names Arabic screenshots with marks of direction.
    [InlineData("\u200f\u200fلقطة الشاشة (1).png", "لقطة الشاشة (1).png")]
    [InlineData("tree\ufffd \u202e.png", "tree .png")]
    [InlineData("Screenshot at 10.00\u202fAM.png", "Screenshot at 10.00\u202fAM.png")]
    [InlineData("\u200f", "file")]
    public void The_name_of_a_file_is_stored_without_invisible_characters(string given, string stored)
    {
        Assert.Equal(stored, SessionFiles.NameOf(given));
    }

    [Fact]
    public void A_long_name_of_a_file_keeps_its_extension()
    {
        var name = SessionFiles.NameOf($"{new string('क', 250)}.png");

        Assert.Equal(200, name.Length);
        Assert.EndsWith("क.png", name, StringComparison.Ordinal);
        Assert.Equal(200, SessionFiles.NameOf($"a.{new string('b', 250)}").Length);
    }

    /// <summary>A slow line does not cost a file that was chosen in time.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_file_whose_upload_began_in_time_counts_and_one_that_began_after_the_deadline_does_not(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:LateAnswersWithin", "00:10:00"));
        await host.Get<QuestionTypesExam>().SeedAsync(Cancellation);
        var access = await StartAsync(host);
        var upload = (await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation)).Single(one => one.Type == "file_upload").Id;
        await using var db = host.OpenDatabase();
        var ends = (await db.Sessions.SingleAsync(row => row.Id == access.SessionId, Cancellation)).EndsAt!.Value;
        var files = host.Get<SessionFiles>();
        host.Clock.Advance(ends - host.Now - TimeSpan.FromMinutes(1));
        var begunAt = (await files.BeginAsync(access, Cancellation))!.Value;
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var (file, _) = await files.KeepAsync(access, upload, "\u200ftree.png", [1, 2, 3], begunAt, Cancellation);
        Assert.Equal("tree.png", file?.Name);
        var response = JsonSerializer.SerializeToElement(new { id = file!.Id });
        Assert.Equal(
            AnswerOutcome.Stored,
            await host.Get<AnswerStore>().KeepAsync(access, upload, response, ends.AddMinutes(-1), Cancellation)
        );
        var tooLate = (await files.BeginAsync(access, Cancellation))!.Value;
        Assert.Equal(SessionFiles.NotRunning, (await files.KeepAsync(access, upload, "late.png", [1], tooLate, Cancellation)).Refusal);
        host.Clock.Advance(TimeSpan.FromMinutes(7));
        Assert.Equal(SessionFiles.NotRunning, (await files.KeepAsync(access, upload, "tree.png", [1], begunAt, Cancellation)).Refusal);
    }

    static async Task<SessionAccess> StartAsync(CoreHost host)
    {
        var opener = host.Get<SessionOpener>();
        var access = await opener.OpenAsync(
            new SessionRequest
            {
                StudentId = "student-1",
                ExamSlug = QuestionTypesExam.Slug,
                Proctored = false,
            },
            Cancellation
        );
        await opener.StartAsync(access, Cancellation);
        return access;
    }

    static Task<AnswerOutcome> KeepAsync(CoreHost host, SessionAccess access, int question, object response) =>
        host.Get<AnswerStore>().KeepAsync(access, question, JsonSerializer.SerializeToElement(response), host.Now, Cancellation);
}
