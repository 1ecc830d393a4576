using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>Tests the answer times of stored sessions: the group, the rights, the report and the rule.</summary>
public sealed class AnsweringTests
{
    const string RuleOn = "Proctoring:Policies:standard:Rules:unusual_answering:Enabled";

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_is_compared_with_the_others_of_its_version_of_the_exam(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await FillAsync(host, 25);
        // Neither their own earlier session, nor one without proctoring, nor one of another version belongs to the group.
        await FillAsync(host, 1, student: "student-1");
        await FillAsync(host, 1, student: "free", proctored: false);
        await FillAsync(host, 1, student: "old", version: 2);
        var access = await AnswerAsync(host, seconds: 3);

        var facts = (await host.Get<CaseAnswering>().FindAsync(StaffViewer.Console, access.SessionId, Cancellation))!;

        Assert.Equal((25, 12), (facts.GroupSize, facts.Timed));
        Assert.All(facts.Questions, question => Assert.Equal((3.0, 0, 25), Place(question.Seconds!)));
        Assert.Equal(0, facts.Changes!.Value);
        // The group has flags for the page; this session has none.
        Assert.Equal((0.0, 2.0), (facts.FocusLosses!.Value, facts.FocusLosses.Group!.Median));
        Assert.Equal((0.0, 1.0), (facts.Pastes!.Value, facts.Pastes.Group!.Median));
        Assert.Equal(facts.GroupSize, (await host.Get<CaseAnswering>().FindAsync(access, Cancellation))!.GroupSize);
    }

    [Fact]
    public async Task Only_who_may_read_the_session_reads_its_answer_times()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await AnswerAsync(host, seconds: 3);
        StaffViewer reviewer;
        await using (var database = host.OpenDatabase())
        {
            reviewer = await database.HireAsync("Rita", StaffRoles.Reviewer);
            var other = await database.HireAsync("Omar", StaffRoles.Reviewer);
            var exam = (await database.Sessions.SingleAsync(Cancellation)).ExamName;
            database.Add(new ExamReviewer { ExamName = exam, UserId = other.UserId!.Value });
            await database.SaveChangesAsync(Cancellation);
        }

        var answering = host.Get<CaseAnswering>();

        Assert.Null(await answering.FindAsync(reviewer, access.SessionId, Cancellation));
        Assert.Null(await answering.FindAsync(reviewer with { Roles = [StaffRoles.Proctor] }, access.SessionId, Cancellation));
        Assert.Null(await answering.FindAsync(new SessionAccess(access.SessionId, "another"), Cancellation));
        Assert.NotNull(await answering.FindAsync(access, Cancellation));
    }

    [Fact]
    public async Task The_report_has_the_paragraph_and_the_numbers()
    {
        await using var host = await CoreHost.CreateAsync();
        await FillAsync(host, 25);
        var access = await AnswerAsync(host, seconds: 3);
        var document = (await host.Get<ReportDocumentReader>().FindAsync(StaffViewer.Console, access.SessionId, Cancellation))!;

        using var json = JsonDocument.Parse(await new JsonReportWriter().WriteAsync(document, Cancellation));

        var answering = json.RootElement.GetProperty("answering");
        Assert.StartsWith("12 of 12 questions", answering.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(25, answering.GetProperty("group_sessions").GetInt32());
        var first = answering.GetProperty("questions")[0];
        Assert.Equal(3, first.GetProperty("seconds").GetProperty("value").GetDouble());
        Assert.Equal(25, first.GetProperty("seconds").GetProperty("group").GetProperty("larger").GetInt32());
        Assert.Equal(0, first.GetProperty("refused_pastes").GetInt32());
    }

    [Theory]
    [InlineData(true, 50, 3, true)]
    [InlineData(true, 49, 3, false)]
    [InlineData(true, 50, 45, false)]
    [InlineData(false, 50, 3, false)]
    public async Task The_rule_flags_a_session_only_if_a_policy_asks_for_it_and_the_group_is_large_enough(
        bool on,
        int group,
        int seconds,
        bool flagged
    )
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, on ? [(RuleOn, "true")] : []);
        await FillAsync(host, group);
        var access = await AnswerAsync(host, seconds);

        await using var database = host.OpenDatabase();
        var flags = await database.Violations.Where(row => row.SessionId == access.SessionId).ToListAsync(Cancellation);

        var flag = flags.Find(row => row.Type == "unusual_answering");
        Assert.Equal(flagged, flag is not null);
        if (flag is null)
            return;
        Assert.Equal(Severity.Low, flag.Severity);
        Assert.Equal("answered 12 of 12 questions faster than 95 % of 50 sessions", flag.Detail);
        var stored = await database.Reports.SingleAsync(row => row.SessionId == access.SessionId, Cancellation);
        var report = ReportReader.Parse(stored.Content);
        Assert.Contains(report!.Violations, violation => violation.Type == "unusual_answering");
        // A replay judges what the sensors saw, and no answer: it adds no second flag, and does not fail on the rule.
        var replayed = await host.Get<SessionReplay>().RunAsync(access.SessionId, null, Cancellation);
        Assert.DoesNotContain(replayed.Violations, violation => violation.Type == "unusual_answering");
    }

    [Fact]
    public async Task Only_proctored_sessions_have_a_history_of_their_answers()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync(proctored: false);
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation))[0].Id;
        foreach (var choice in new[] { 1, 2 })
            await host.Get<AnswerStore>().KeepAsync(access, question, choice, host.Now.AddSeconds(choice), Cancellation);

        await using var database = host.OpenDatabase();
        var answer = await database.Answers.SingleAsync(Cancellation);

        Assert.Equal((null, 0, 0), (answer.FirstAnsweredAt, answer.Changes, answer.LargestAddition));
    }

    [Fact]
    public async Task The_first_time_stays_and_changes_are_counted()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation))[0].Id;
        host.Clock.Advance(TimeSpan.FromSeconds(20));
        var first = host.Now.AddSeconds(-10);
        foreach (var (choice, after) in new (int?, int)[] { (1, 0), (1, 0), (2, 1), (null, 2), (3, 3) })
            await host.Get<AnswerStore>().KeepAsync(access, question, choice, first.AddSeconds(after), Cancellation);

        await using var database = host.OpenDatabase();
        var answer = await database.Answers.SingleAsync(Cancellation);

        Assert.Equal(first, answer.FirstAnsweredAt);
        Assert.Equal((3, first.AddSeconds(3)), (answer.Changes, answer.AnsweredAt));
    }

    [Fact]
    public async Task The_group_is_read_by_an_index_whatever_the_number_of_sessions()
    {
        await using var host = await CoreHost.CreateAsync();
        await FillAsync(host, 230);
        var access = await AnswerAsync(host, seconds: 3);
        host.Commands.Reset();

        var facts = (await host.Get<CaseAnswering>().FindAsync(StaffViewer.Console, access.SessionId, Cancellation))!;

        Assert.Equal(AnsweringGroup.Most, facts.GroupSize);
        Assert.InRange(host.Commands.Texts.Count, 1, 6);
        await using var database = host.OpenDatabase();
        var plans = await database.PlansAsync(host.Commands.Texts);
        Assert.Contains(plans, plan => plan.Contains("IX_Sessions_ExamId_ExamVersion_FinishedAt", StringComparison.Ordinal));
        Assert.DoesNotContain(plans, plan => plan.Contains("SCAN s\n", StringComparison.Ordinal));
    }

    static (double Value, int Smaller, int Larger) Place(Measure measure) =>
        (measure.Value, measure.Group!.Smaller, measure.Group.Larger);

    /// <summary>A proctored session of the demo exam whose candidate answers each question after so many seconds.</summary>
    static async Task<SessionAccess> AnswerAsync(CoreHost host, int seconds)
    {
        var access = await host.StartSessionAsync();
        // A replay needs a stored series.
        await host.ShowAsync(access, Scene.OneFace, 2);
        DateTime started;
        await using (var database = host.OpenDatabase())
            started = (await database.Sessions.SingleAsync(row => row.Id == access.SessionId, Cancellation)).StartedAt!.Value;
        var number = 0;
        var questions = await host.Get<SessionOpener>().QuestionsAsync(access, Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(questions.Count * seconds));
        foreach (var question in questions)
            await host.Get<AnswerStore>().KeepAsync(access, question.Id, 0, started.AddSeconds(++number * seconds), Cancellation);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        return access;
    }

    /// <summary>Adds ended sessions of the demo exam that took 30 to 60 seconds for each question. Each lost the focus twice; every second
    /// one tried to paste.</summary>
    static async Task FillAsync(CoreHost host, int count, string? student = null, bool proctored = true, int version = 1)
    {
        await using var database = host.OpenDatabase();
        database.Unchained = true;
        var exam = await database.Exams.Include(row => row.Questions).SingleAsync(row => row.Slug == DemoExam.Slug, Cancellation);
        var started = host.Now.AddDays(-1);
        for (var index = 0; index < count; index++)
        {
            var id = student ?? $"other-{index}";
            var person = await database.Students.SingleOrDefaultAsync(row => row.ExternalId == id, Cancellation);
            if (person is null)
                database.Add(person = new Student { ExternalId = id, CreatedAt = started });
            await database.SaveChangesAsync(Cancellation);
            ProctoringSession session = new()
            {
                Id = Guid.CreateVersion7(started),
                StudentId = person.Id,
                ExamId = exam.Id,
                ExamVersion = version,
                ExamName = exam.Title,
                TotalQuestions = exam.Questions.Count,
                Minutes = 20,
                Proctored = proctored,
                Status = SessionStatus.Submitted,
                TokenHash = Guid.NewGuid().ToString("N"),
                CreatedAt = started,
                StartedAt = started,
                FinishedAt = started.AddMinutes(15 + index % 5),
            };
            var at = started;
            foreach (var question in exam.Questions)
            {
                at = at.AddSeconds(30 + (index + question.Number) % 31);
                session.Answers.Add(
                    new SessionAnswer
                    {
                        SessionId = session.Id,
                        QuestionId = question.Id,
                        AnsweredAt = at,
                        FirstAnsweredAt = at,
                    }
                );
            }

            database.Add(session);
            for (var loss = 0; loss < 2; loss++)
                database.Add(Flag(session, "tab_switch", 60 + loss * 60, null));
            if (index % 2 == 0)
                database.Add(Flag(session, "paste_attempt", 30, "120 characters"));
            await database.SaveChangesAsync(Cancellation);
        }
    }

    static ProctoringViolation Flag(ProctoringSession session, string type, int after, string? detail) =>
        new()
        {
            Id = Guid.NewGuid(),
            SessionId = session.Id,
            Type = type,
            Title = type,
            Severity = Severity.Medium,
            BeganAt = session.StartedAt!.Value.AddSeconds(after),
            EndedAt = session.StartedAt.Value.AddSeconds(after + 5),
            Detail = detail,
        };
}
