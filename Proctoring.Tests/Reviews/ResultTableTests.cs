using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Tools.Practice;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>The results of an exam: who reached what, what each question was answered, and how the questions worked.</summary>
public sealed class ResultTableTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly StaffViewer Admin = StaffViewer.Console;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Points_answers_and_item_statistics_are_those_of_the_sessions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await PublishAsync(host);
        var results = host.Get<ResultTable>();
        Assert.Null(await results.ReadAsync(Admin, exam, Cancellation));

        // Candidates 0 to 11: the first question separates the good from the others, the second is easy, the third is the opposite.
        for (var number = 0; number < 12; number++)
            await TakeAsync(host, $"student-{number}", number < 6, true, number >= 6, number < 6, number < 6);
        // Not finished, so not in the table.
        await host.Get<SessionOpener>().StartAsync(await OpenAsync(host, "later"), Cancellation);

        var table = (await results.ReadAsync(Admin, exam, Cancellation))!;

        Assert.Equal(12, table.Rows.Count);
        var best = table.Rows.Single(row => row.StudentId == "student-0");
        Assert.Equal((4m, 5m, 80m, true), (best.Points, best.MaxPoints, best.Score, best.Passed));
        var other = table.Rows.Single(row => row.StudentId == "student-11");
        Assert.Equal((2m, 40m, false), (other.Points, other.Score, other.Passed));
        Assert.Equal(["true", "true", "false", "true", "true"], table.Items.Select(item => best.Answers[item.QuestionId].Text));
        Assert.Equal([0.5, 1.0, 0.5, 0.5, 0.5], table.Items.Select(item => item.Difficulty!.Value));
        // Questions 1, 4 and 5 agree, question 2 does not vary, question 3 contradicts.
        Assert.Equal(
            [true, null, false, true, true],
            table.Items.Select(item => item.Discrimination is { } value ? value > 0.4 : (bool?)null)
        );
        Assert.Equal(-1, table.Items[2].Discrimination!.Value, 6);
        Assert.All(table.Items, item => Assert.Equal((12, 12), (item.Asked, item.Answered)));
    }

    [Fact]
    public async Task The_points_of_deleted_answers_still_count()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Retention:AnswerDays", "1"),
            ("Proctoring:Retention:AuditLogDays", "1000")
        );
        var exam = await PublishAsync(host);
        await TakeAsync(host, "student-1", true, true, true, true, true);
        host.Clock.Advance(TimeSpan.FromDays(2));
        await host.Get<RetentionRunner>().RunAsync(Admin, null, Cancellation);

        var table = (await host.Get<ResultTable>().ReadAsync(Admin, exam, Cancellation))!;

        var answers = Assert.Single(table.Rows).Answers.Values;
        Assert.All(answers, answer => Assert.Equal(("", true), (answer.Text, answer.Given)));
        Assert.Equal(5m, answers.Sum(answer => answer.Points));
        Assert.All(table.Items, item => Assert.Equal((1, 1.0), (item.Answered, item.Difficulty!.Value)));
    }

    [Fact]
    public async Task Few_sessions_have_no_discrimination_and_only_staff_with_the_right_read_results()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await PublishAsync(host);
        await TakeAsync(host, "student-1", true, false, true, true, true);
        var results = host.Get<ResultTable>();

        var table = (await results.ReadAsync(Admin, exam, Cancellation))!;
        Assert.All(table.Items, item => Assert.Null(item.Discrimination));
        Assert.NotNull(await results.ExportAsync(Admin, exam, Cancellation));
        Assert.Equal("limited", Assert.Single(await results.ExamsAsync(Admin, Cancellation)).Slug);
        await using (var database = host.OpenDatabase())
            Assert.Equal(
                "exam limited: 1 sessions",
                (await database.AuditEntries.SingleAsync(entry => entry.Action == "results_exported", Cancellation)).Subject
            );

        var proctor = new StaffViewer(Guid.NewGuid(), "Pia", [StaffRoles.Proctor], "127.0.0.1");
        Assert.Empty(await results.ExamsAsync(proctor, Cancellation));
        Assert.Null(await results.ExportAsync(proctor, exam, Cancellation));
    }

    /// <summary>A file ended after 10,000 sessions, and looked complete.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_file_leaves_no_session_out(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await PublishAsync(host);
        await TakeAsync(host, "student-1", true, false, true, true, true);
        await using (var db = host.OpenDatabase())
        {
            var first = await db.Sessions.AsNoTracking().SingleAsync(Cancellation);
            await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
            var others = Enumerable
                .Range(1, ResultTable.MostSessions)
                .Select(number => new ProctoringSession
                {
                    Id = Guid.CreateVersion7(),
                    StudentId = first.StudentId,
                    ExamId = exam,
                    ExamName = first.ExamName,
                    TokenHash = Convert.ToString(number, 16),
                    CreatedAt = first.CreatedAt,
                    StartedAt = first.StartedAt,
                    // Newer than the one with answers, which was left out.
                    FinishedAt = first.FinishedAt!.Value.AddMinutes(1),
                    Status = SessionStatus.Submitted,
                    MaxPoints = 5,
                })
                .ToList();
            await new BulkRows(db).WriteAsync(others, Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        var file = (await host.Get<ResultTable>().ExportAsync(Admin, exam, Cancellation))!;
        var rows = await file.Rows.ToListAsync(Cancellation);

        Assert.Equal(ResultTable.MostSessions + 1, rows.Count);
        Assert.Equal([1, 2, 3, 4, 5], file.Questions.Select(question => question.Number));
        Assert.Equal(["true", "false", "true", "true", "true"], file.Questions.Select(question => rows[^1].Answers[question.Id].Text));
    }

    /// <summary>The rows are read while the file is written. The rest of the file was lost.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_candidate_who_is_readmitted_while_the_file_is_written_is_not_in_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await PublishAsync(host);
        await TakeAsync(host, "student-1", true, true, true, true, true);
        await TakeAsync(host, "student-2", true, true, true, true, true);

        var file = (await host.Get<ResultTable>().ExportAsync(Admin, exam, Cancellation))!;
        await using (var db = host.OpenDatabase())
        {
            var id = await db.Sessions.Where(row => row.Student!.ExternalId == "student-1").Select(row => row.Id).SingleAsync(Cancellation);
            await db
                .Sessions.Where(row => row.Id == id)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.FinishedAt, (DateTime?)null).SetProperty(row => row.Status, SessionStatus.Running),
                    Cancellation
                );
        }

        Assert.Equal("student-2", Assert.Single(await file.Rows.ToListAsync(Cancellation)).StudentId);
    }

    static async Task TakeAsync(CoreHost host, string student, params bool[] right)
    {
        var access = await OpenAsync(host, student);
        var opener = host.Get<SessionOpener>();
        await opener.StartAsync(access, Cancellation);
        foreach (var (question, answer) in (await opener.QuestionsAsync(access, Cancellation)).Zip(right))
            await host.Get<AnswerStore>().KeepAsync(access, question.Id, JsonSerializer.SerializeToElement(answer), host.Now, Cancellation);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
    }

    static Task<SessionAccess> OpenAsync(CoreHost host, string student) =>
        host.Get<SessionOpener>()
            .OpenAsync(
                new SessionRequest
                {
                    StudentId = student,
                    ExamSlug = "limited",
                    Proctored = false,
                },
                Cancellation
            );

    static async Task<int> PublishAsync(CoreHost host)
    {
        var content = new ExamContent
        {
            Slug = "limited",
            Title = "Limited",
            Questions = [.. Enumerable.Range(1, 5).Select(number => new QuestionContent($"Statement {number}.", new TrueFalse(true)))],
            Settings = new ExamSettings { PassPercent = 60 },
        };
        var exam = await host.Get<ExamStore>().CreateAsync(Admin, content, Cancellation);
        await host.Get<ExamStore>().SetStatusAsync(Admin, exam.Id, ExamStatus.Open, Cancellation);
        return exam.Id;
    }
}
