using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Reviews.Regrading;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Proctoring.Web.Verbs;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Ended sessions are scored again with the solutions of a corrected version; the original result stays on record.</summary>
public sealed class RegradeTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static readonly StaffViewer Admin = StaffViewer.Console;
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The key of the first question is wrong, and the order of the second.</summary>
    static ExamContent Wrong { get; } =
        new()
        {
            Slug = "keyed",
            Title = "Keyed",
            Questions =
            [
                new("Capital of Australia?", SingleChoice.Of(["Sydney", "Canberra", "Perth"], 0)),
                new("Order by size.", new Ordering(["dog", "cat", "mouse"])),
                new("Why?", new Essay()) { Points = 2 },
            ],
            Settings = new ExamSettings { PassPercent = 60 },
        };

    static ExamContent Corrected { get; } =
        Wrong with
        {
            Questions =
            [
                // The author also sorted the choices.
                Wrong.Questions[0] with { Body = SingleChoice.Of(["Canberra", "Perth", "Sydney"], 0), Explanation = "Since 1913." },
                Wrong.Questions[1] with { Body = new Ordering(["mouse", "cat", "dog"]), Points = 2 },
                Wrong.Questions[2],
            ],
        };

    /// <summary>Each of them started a run, and each session had several regrades on record.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_administrators_at_the_same_moment_one_starts_a_regrade(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await PublishAsync(host);
        await TakeAsync(host, "wrong", 0, "dog cat mouse", 2);
        await host.Get<ExamStore>().ReplaceAsync(Admin, exam, 1, Corrected, Cancellation);

        var started = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StartAsync(), Cancellation)));

        Assert.Single(started, one => one);
        await using var db = host.OpenDatabase();
        Assert.Equal(1, await db.RegradeRuns.CountAsync(Cancellation));

        async Task<bool> StartAsync()
        {
            try
            {
                await host.Get<Regrades>().StartAsync(Admin, exam, 2, "Wrong key.", Cancellation);
                return true;
            }
            catch (ValidationException)
            {
                return false;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_corrected_key_changes_scores_once_and_can_be_undone(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var exam = await PublishAsync(host);
        var right = await TakeAsync(host, "right", 1, "mouse cat dog", 1);
        var wrong = await TakeAsync(host, "wrong", 0, "dog cat mouse", 2);
        var ungraded = await TakeAsync(host, "ungraded", 1, "mouse cat dog", null);
        await host.Get<ExamStore>().ReplaceAsync(Admin, exam, 1, Corrected, Cancellation);
        var regrades = host.Get<Regrades>();

        var preview = await regrades.PreviewAsync(Admin, exam, 2, null, Cancellation);

        Assert.Equal((3, 3), (preview.Sessions, preview.Changed));
        // The third has no score before its grade.
        Assert.Equal((1, 1), preview.Direction);
        Assert.Equal((46.67m, 46.66m), preview.Largest);
        Assert.Equal((1, 1), preview.Turned);
        Assert.Empty(preview.Unfit);
        // A third of the order, and the grade: 1.333 of 4. The preview stores nothing.
        Assert.Equal((33.33m, 100m), (await ScoreAsync(host, right), await ScoreAsync(host, wrong)));

        await Assert.ThrowsAnyAsync<ValidationException>(() => regrades.StartAsync(Admin, exam, 2, " ", Cancellation));
        await Assert.ThrowsAnyAsync<ValidationException>(() => regrades.StartAsync(Admin, exam, 1, "Old preview.", Cancellation));
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => regrades.StartAsync(Reviewer, exam, 2, "No right.", Cancellation));
        await RunAsync(host, exam, 2);

        Assert.Equal((80m, 53.34m), (await ScoreAsync(host, right), await ScoreAsync(host, wrong)));
        Assert.Null(await ScoreAsync(host, ungraded));
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(row => row.Id == right.SessionId, Cancellation);
            Assert.Equal((1, 2, 33.33m, 5m), (session.ExamVersion, session.ScoredVersion, session.OriginalScore, session.MaxPoints));
            var regrade = await db.SessionRegrades.SingleAsync(row => row.SessionId == right.SessionId, Cancellation);
            Assert.Equal((33.33m, 80m, "Wrong key.", true), (regrade.ScoreBefore, regrade.ScoreAfter, regrade.Reason, regrade.Changed));
            var entry = await db.AuditEntries.SingleAsync(
                row => row.Action == "session_regraded" && row.SessionId == right.SessionId,
                Cancellation
            );
            Assert.Equal(("console", "Wrong key."), (entry.ActorName, entry.Reason));
            // Only a score that exists is an event.
            Assert.Equal(2, await GradedEventsAsync(db, right));
            Assert.Equal(0, await GradedEventsAsync(db, ungraded));
        }

        var report = (await host.Get<ReportReader>().FindAsync(right, Cancellation))!;
        Assert.Equal((80m, true, 33.33m), (report.Score, report.Passed, report.Correction!.ScoreBefore));
        var key = report.Answers[0];
        // The candidate's choice is found at its new place.
        Assert.Equal(("Canberra", "Canberra"), (key.Choices[key.Choice!.Value], key.Choices[key.RightChoice]));
        Assert.Equal(("Since 1913.", 1m), (key.Explanation, key.Points));
        Assert.Equal(2m, report.Answers[1].Points);
        Assert.Equal((1m, "Fine."), (report.Answers[2].Points, report.Answers[2].Comment));

        // A grade after the regrade counts with the corrected solutions.
        await GradeAsync(host, ungraded, 2);
        Assert.Equal(100m, await ScoreAsync(host, ungraded));
        var table = (await host.Get<ResultTable>().ReadAsync(Admin, exam, Cancellation))!;
        var row = table.Rows.Single(one => one.SessionId == right.SessionId);
        Assert.Equal((1, 2, 33.33m), (row.Version, row.ScoredVersion, row.OriginalScore));
        Assert.All(table.Items, item => Assert.InRange(item.Difficulty!.Value, 0, 1));
        var facts = (await host.Get<OtherSessions>().ReadAsync(Admin, right.SessionId, Cancellation))!;
        var regraded = Assert.Single(facts.Regrades);
        Assert.Equal((2, 33.33m, 80m), (regraded.Version, regraded.Before, regraded.After));
        await VerifyAsync(host, right, wrong, ungraded);

        // A second run has nothing to do; the undo restores the original scores.
        await Assert.ThrowsAnyAsync<ValidationException>(() => regrades.StartAsync(Admin, exam, 2, "Again.", Cancellation));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(host, exam, null);
        Assert.Equal((33.33m, 100m), (await ScoreAsync(host, right), await ScoreAsync(host, wrong)));
        await using (var db = host.OpenDatabase())
        {
            var session = await db.Sessions.SingleAsync(found => found.Id == right.SessionId, Cancellation);
            Assert.Equal((null, 33.33m, host.Now), (session.ScoredVersion, session.OriginalScore, session.RegradedAt));
            Assert.Equal(2, await db.SessionRegrades.CountAsync(found => found.SessionId == right.SessionId, Cancellation));
            // The chain covers the record of the regrade.
            await VerifyAsync(host, right, wrong, ungraded);
            await db
                .SessionRegrades.Where(found => found.SessionId == wrong.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(found => found.Reason, "Another reason."), Cancellation);
            Assert.NotNull((await host.Get<ChainVerifier>().VerifyAsync(wrong.SessionId, Cancellation)).Broken);
        }
    }

    [Fact]
    public async Task Sessions_that_cannot_be_regraded_keep_their_score_and_are_named_with_the_reason()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await PublishAsync(host);
        var access = await TakeAsync(host, "graded", 1, "dog cat mouse", 2);
        var deleted = await TakeAsync(host, "deleted", 1, "dog cat mouse", 0);
        await using (var db = host.OpenDatabase())
        {
            var answers = await db.Answers.Where(row => row.SessionId == deleted.SessionId).ToListAsync(Cancellation);
            answers.ForEach(answer => (answer.Choice, answer.Response) = (SessionAnswer.Deleted, null));
            await db.SaveChangesAsync(Cancellation);
        }

        var score = await ScoreAsync(host, access);
        // The full grade of the essay is above its new points.
        await CorrectAsync(host, exam, Wrong.Questions[2] with { Points = 1 });
        Assert.Equal(
            [RegradeObstacleCause.AnswersDeleted, RegradeObstacleCause.GradeTooHigh],
            (await ObstaclesAsync(host, exam)).Select(one => one.Cause).OrderBy(cause => cause.ToString(), StringComparer.Ordinal)
        );
        await CorrectAsync(host, exam, Wrong.Questions[2] with { Text = "What else?" });
        Assert.Contains(new RegradeObstacle(RegradeObstacleCause.QuestionMissing, 3), await ObstaclesAsync(host, exam));
        await CorrectAsync(host, exam, Wrong.Questions[2], SingleChoice.Of(["Sydney", "Canberra", "Perth", "Hobart"], 1));
        Assert.Contains(new RegradeObstacle(RegradeObstacleCause.PartsDiffer, 1), await ObstaclesAsync(host, exam));

        using var output = new StringWriter();
        var options = VerbOptions.Read(["--reason", "Try."], ["--reason"], [])!;
        Assert.Equal(0, await RegradeExamVerb.RunAsync(host.Get<IServiceProvider>(), "keyed", options, output, output));

        Assert.Contains("The choices, items, gaps or units of question 1 differ.", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("Regraded 0 of 2 sessions; 2 not possible, 0 failed.", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(score, await ScoreAsync(host, access));
    }

    /// <summary>A server can stop at any session.</summary>
    [Fact]
    public async Task A_run_that_a_stopped_server_left_is_finished_by_another_and_regrades_no_session_twice()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await PublishAsync(host);
        var first = await TakeAsync(host, "first", 1, "dog cat mouse", 2);
        await host.Get<ExamStore>().ReplaceAsync(Admin, exam, 1, Corrected, Cancellation);
        await host.Get<Regrades>().StartAsync(Admin, exam, 2, "Wrong key.", Cancellation);
        await using (var db = host.OpenDatabase())
            await db.RegradeRuns.ExecuteUpdateAsync(set => set.SetProperty(run => run.WorkedOnAt, host.Now), Cancellation);
        var score = await ScoreAsync(host, first);

        // The other server works on it.
        await host.Get<RegradeRunner>().RunAsync(Cancellation);
        Assert.Equal(score, await ScoreAsync(host, first));
        await Assert.ThrowsAnyAsync<ValidationException>(() => host.Get<Regrades>().StartAsync(Admin, exam, 2, "Impatient.", Cancellation));

        host.Clock.Advance(RegradeRunner.Silence + TimeSpan.FromSeconds(1));
        await host.Get<RegradeRunner>().RunAsync(Cancellation);
        await host.Get<RegradeRunner>().RunAsync(Cancellation);
        Assert.NotEqual(score, await ScoreAsync(host, first));
        await using (var db = host.OpenDatabase())
        {
            Assert.Equal(1, await db.SessionRegrades.CountAsync(Cancellation));
            Assert.NotNull((await db.RegradeRuns.SingleAsync(Cancellation)).FinishedAt);
        }
    }

    /// <summary>An outage is no fault of a session.</summary>
    [Fact]
    public async Task An_outage_of_the_database_interrupts_a_run_that_then_continues()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await OrderAsync(host);
        // The run is taken, its sessions are listed, the first one is regraded; then the connection breaks.
        for (var call = 0; call < 3; call++)
            host.Databases.HoldNext().SetResult();
        host.Databases.HoldNext().SetException(new NpgsqlException("The connection broke."));

        await Assert.ThrowsAsync<NpgsqlException>(() => host.Get<RegradeRunner>().RunAsync(Cancellation));
        var interrupted = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Runs[0];
        Assert.Equal((1, true, null), (interrupted.Done, interrupted.Waits, interrupted.Run.FinishedAt));

        await host.Get<RegradeRunner>().RunAsync(Cancellation);
        var finished = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Runs[0];
        Assert.Equal((2, 0, false, host.Now), (finished.Done, finished.Run.Failed, finished.Waits, finished.Run.FinishedAt));
    }

    /// <summary>A timeout looks like an outage, and would repeat the run for ever.</summary>
    [Fact]
    public async Task A_session_that_times_out_at_each_attempt_fails_and_the_run_ends()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await OrderAsync(host);
        for (var attempt = 1; attempt < RegradeRunner.MostInterruptions; attempt++)
        {
            FailFirst(host, new NpgsqlException("The statement timed out.", new TimeoutException()));
            await Assert.ThrowsAsync<NpgsqlException>(() => host.Get<RegradeRunner>().RunAsync(Cancellation));
        }

        FailFirst(host, new NpgsqlException("The statement timed out.", new TimeoutException()));
        await host.Get<RegradeRunner>().RunAsync(Cancellation);

        var finished = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Runs[0];
        Assert.Equal((1, 1, false, host.Now), (finished.Done, finished.Run.Failed, finished.Waits, finished.Run.FinishedAt));
    }

    /// <summary>A client of the evidence store cancels a call that takes too long, although the run was not cancelled.</summary>
    [Fact]
    public async Task A_cancelled_call_fails_its_session_and_not_the_run()
    {
        await using var host = await CoreHost.CreateAsync();
        var exam = await OrderAsync(host);
        FailFirst(host, new TaskCanceledException("The store did not answer in time."));

        await host.Get<RegradeRunner>().RunAsync(Cancellation);

        var finished = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Runs[0];
        Assert.Equal((1, 1, host.Now), (finished.Done, finished.Run.Failed, finished.Run.FinishedAt));
    }

    /// <summary>Orders a regrade of two sessions.</summary>
    static async Task<int> OrderAsync(CoreHost host)
    {
        var exam = await PublishAsync(host);
        await TakeAsync(host, "first", 1, "dog cat mouse", 2);
        await TakeAsync(host, "second", 1, "dog cat mouse", 2);
        await host.Get<ExamStore>().ReplaceAsync(Admin, exam, 1, Corrected, Cancellation);
        await host.Get<Regrades>().StartAsync(Admin, exam, 2, "Wrong key.", Cancellation);
        return exam;
    }

    /// <summary>Lets the next attempt take the run and list its sessions, and then fail at the first one.</summary>
    static void FailFirst(CoreHost host, Exception cause)
    {
        host.Databases.HoldNext().SetResult();
        host.Databases.HoldNext().SetResult();
        host.Databases.HoldNext().SetException(cause);
    }

    static async Task RunAsync(CoreHost host, int exam, int? version)
    {
        await host.Get<Regrades>().StartAsync(Admin, exam, version, "Wrong key.", Cancellation);
        await host.Get<RegradeRunner>().RunAsync(Cancellation);
        var run = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Runs[0];
        Assert.Equal((3, 0, 0), (run.Done, run.Run.Unfit, run.Run.Failed));
        Assert.NotNull(run.Run.FinishedAt);
    }

    static async Task<IReadOnlyList<RegradeObstacle>> ObstaclesAsync(CoreHost host, int exam)
    {
        var version = (await host.Get<Regrades>().StateAsync(Admin, exam, Cancellation))!.Version;
        var preview = await host.Get<Regrades>().PreviewAsync(Admin, exam, version, null, Cancellation);
        Assert.Equal(0, preview.Sessions);
        return [.. preview.Unfit.Select(one => one.Obstacle)];
    }

    static async Task CorrectAsync(CoreHost host, int exam, QuestionContent third, QuestionBody? first = null)
    {
        var stored = (await host.Get<ExamStore>().FindAsync(Admin, exam, Cancellation))!;
        var content = Wrong with
        {
            Questions = [first is null ? Wrong.Questions[0] : Wrong.Questions[0] with { Body = first }, Wrong.Questions[1], third],
        };
        await host.Get<ExamStore>().ReplaceAsync(Admin, exam, stored.Revision, content, Cancellation);
    }

    static async Task VerifyAsync(CoreHost host, params SessionAccess[] sessions)
    {
        foreach (var access in sessions)
            Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, Cancellation)).Broken);
    }

    static Task<int> GradedEventsAsync(Proctoring.Core.Storage.ProctoringDb db, SessionAccess access) =>
        db.OutboxEvents.CountAsync(row => row.Type == OutboxEventTypes.Graded && row.SessionId == access.SessionId, Cancellation);

    static async Task<SessionAccess> TakeAsync(CoreHost host, string student, int choice, string order, decimal? grade)
    {
        var opener = host.Get<SessionOpener>();
        var request = new SessionRequest
        {
            StudentId = student,
            ExamSlug = "keyed",
            Proctored = false,
        };
        var access = await opener.OpenAsync(request, Cancellation);
        await opener.StartAsync(access, Cancellation);
        var questions = (await opener.QuestionsAsync(access, Cancellation)).ToDictionary(one => one.Type);
        var shown = questions["ordering"].Choices.ToList();
        await KeepAsync(questions["single_choice"].Id, choice);
        await KeepAsync(questions["ordering"].Id, order.Split(' ').Select(item => shown.IndexOf(item)));
        await KeepAsync(questions["essay"].Id, "Because.");
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        if (grade is { } points)
            await GradeAsync(host, access, points);
        return access;

        async Task KeepAsync(int question, object response) =>
            Assert.Equal(
                AnswerOutcome.Stored,
                await host.Get<AnswerStore>()
                    .KeepAsync(access, question, JsonSerializer.SerializeToElement(response), host.Now, Cancellation)
            );
    }

    static async Task GradeAsync(CoreHost host, SessionAccess access, decimal points)
    {
        var essay = Assert.Single((await host.Get<AnswerGrading>().FindAsync(Reviewer, access.SessionId, Cancellation))!.Answers);
        Assert.Equal(
            ReviewOutcome.Done,
            await host.Get<AnswerGrading>().GradeAsync(Reviewer, access.SessionId, essay.QuestionId, null, points, "Fine.", Cancellation)
        );
    }

    static async Task<int> PublishAsync(CoreHost host)
    {
        var exam = await host.Get<ExamStore>().CreateAsync(Admin, Wrong, Cancellation);
        await host.Get<ExamStore>().SetStatusAsync(Admin, exam.Id, ExamStatus.Open, Cancellation);
        // Creating it was revision 0.
        Assert.Equal(1, (await host.Get<ExamStore>().FindAsync(Admin, exam.Id, Cancellation))!.Revision);
        return exam.Id;
    }

    static async Task<decimal?> ScoreAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return (await db.Sessions.SingleAsync(row => row.Id == access.SessionId, Cancellation)).Score;
    }
}
