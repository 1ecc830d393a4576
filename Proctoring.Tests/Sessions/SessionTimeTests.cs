using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Time that staff add, time that a lost connection cost, and answers that arrive after the deadline.</summary>
public sealed class SessionTimeTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Staff_add_time_with_a_reason_and_everything_says_so(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        List<SessionNews> news = [];
        using var following = host.Get<SessionFeed>().Follow(access.SessionId, news.Add);
        var interventions = host.Get<Interventions>();

        await Assert.ThrowsAnyAsync<ValidationException>(() => interventions.AddTimeAsync(proctor, access.SessionId, 5, " ", default));
        await Assert.ThrowsAnyAsync<ValidationException>(() =>
            interventions.AddTimeAsync(proctor, access.SessionId, 0, "A fire drill", default)
        );
        await Assert.ThrowsAnyAsync<ValidationException>(() => interventions.AddTimeAsync(proctor, access.SessionId, 241, "Long", default));
        Assert.Equal(ReviewOutcome.NotThere, await interventions.AddTimeAsync(reviewer, access.SessionId, 5, "Because", default));
        Assert.Equal(ends, (await SessionAsync(host, access)).EndsAt);
        Assert.Equal(ReviewOutcome.Done, await interventions.AddTimeAsync(proctor, access.SessionId, 5, "A fire drill", default));

        var later = ends.AddMinutes(5);
        Assert.Equal(later, (await SessionAsync(host, access)).EndsAt);
        Assert.Equal(later, Assert.Single(news.OfType<DeadlineNews>()).Change.EndsAt);
        Assert.Equal("A fire drill", (await db.AuditEntries.SingleAsync(row => row.Action == "time_added", Cancellation)).Reason);
        host.Clock.Advance(ends - host.Now + TimeSpan.FromMinutes(1));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(SessionStatus.Running, (await SessionAsync(host, access)).Status);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.Equal((later, true), (report!.FinishedAt, report.TimedOut));
        var change = Assert.Single(report.TimeChanges);
        Assert.Equal((TimeChangeKind.Staff, 300, later, "A fire drill"), (change.Kind, change.Seconds, change.EndsAt, change.Reason));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
        Assert.Equal(ReviewOutcome.NotThere, await interventions.AddTimeAsync(proctor, access.SessionId, 5, "Too late", default));
    }

    /// <summary>The page sees the deadline that it knows pass at the moment at which a proctor moves it.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_page_that_sees_an_old_deadline_pass_does_not_submit_the_exam(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        host.Clock.Advance((await SessionAsync(host, access)).EndsAt!.Value - host.Now);
        Assert.Equal(
            ReviewOutcome.Done,
            await host.Get<Interventions>().AddTimeAsync(proctor, access.SessionId, 5, "A fire drill", default)
        );

        Assert.Null(await host.Get<SessionCloser>().TimeOutAsync(access, default));
        Assert.Equal(SessionStatus.Running, (await SessionAsync(host, access)).Status);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await host.Get<SessionCloser>().TimeOutAsync(access, default))!.TimedOut);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Time_that_is_added_in_the_last_seconds_is_monitored(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        host.Clock.Advance(ends - host.Now - TimeSpan.FromSeconds(2));
        await host.StoredAsync(access);

        await host.Get<Interventions>().AddTimeAsync(proctor, access.SessionId, 5, "A fire drill", default);

        Assert.Equal(ends.AddMinutes(5), host.Live(access).EndsAt);
        await host.ShowAsync(access, Scene.OneFace, 5);
        Assert.True(host.Now > ends);
    }

    /// <summary>The database answered the change and not the session's question for it, or the page was away at the deadline.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_was_over_reads_its_new_deadline_and_records_that_nothing_was_monitored(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        host.Clock.Advance(ends - host.Now + TimeSpan.FromSeconds(20));
        Assert.Equal(Refusal.NotRunning, host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
        var later = await host.Get<SessionDeadlines>()
            .ExtendAsync(access.SessionId, TimeSpan.FromMinutes(5), "A fire drill", StaffViewer.Console);

        await host.UntilAsync(() => host.Live(access).EndsAt == later);

        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var gap = Assert.Single(report!.Gaps, gap => gap.Sensor == Core.Observations.Sensor.Server);
        Assert.Equal(ends, gap.BeganAt);
        Assert.Contains(
            report.Violations,
            flag => flag is { Type: "monitoring_degraded", Detail: "the time was up until it was extended" }
        );
        Assert.DoesNotContain(report.Violations, flag => flag.BeganAt >= ends && flag.Type is "camera_lost" or "page_silent");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Lost_time_is_given_back_up_to_the_limit_of_the_policy(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Policies:standard:GiveBackLostTime", "00:02:00"),
            ("Proctoring:LateAnswersWithin", "00:10:00")
        );
        var access = await host.StartSessionAsync();
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        await LoseConnectionAsync(host, access, TimeSpan.FromSeconds(7));
        Assert.Equal(ends, (await SessionAsync(host, access)).EndsAt);
        await LoseConnectionAsync(host, access, TimeSpan.FromSeconds(90));
        Assert.Equal(ends.AddSeconds(90), (await SessionAsync(host, access)).EndsAt);
        Assert.Equal(ends.AddSeconds(90), host.Live(access).EndsAt);
        await LoseConnectionAsync(host, access, TimeSpan.FromMinutes(5));
        Assert.Equal(ends.AddMinutes(2), (await SessionAsync(host, access)).EndsAt);
        await LoseConnectionAsync(host, access, TimeSpan.FromMinutes(1));
        Assert.Equal(ends.AddMinutes(2), (await SessionAsync(host, access)).EndsAt);

        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.Equal([90, 30], report!.TimeChanges.Select(change => change.Seconds));
        Assert.All(report.TimeChanges, change => Assert.Equal((TimeChangeKind.ConnectionLost, null), (change.Kind, change.Reason)));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_page_that_comes_back_does_not_wait_for_a_slow_database_and_gets_its_time_later(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:GiveBackLostTime", "00:02:00"));
        var access = await host.StartSessionAsync();
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        var (databases, deadlines) = Deadlines(host);
        var sessions = ActivatorUtilities.CreateInstance<LocalSessions>(host.Get<IServiceProvider>(), deadlines);
        await sessions.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
        await sessions.LeaveAsync(access.SessionId, "test");
        host.Clock.Advance(TimeSpan.FromSeconds(90));
        var slow = databases.Hang = new();

        var joining = sessions.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
        await databases.HangingAsync(1);
        Assert.False(joining.IsCompleted);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await joining;
        Assert.Equal(ends, host.Live(access).EndsAt);

        slow.SetResult();
        await host.UntilAsync(() => host.Live(access).EndsAt == ends.AddSeconds(90));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Who_comes_back_after_the_deadline_gets_lost_time_from_then_on_and_no_policy_gives_none(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Policies:standard:GiveBackLostTime", "00:02:00"),
            ("Proctoring:LateAnswersWithin", "00:10:00")
        );
        var access = await host.StartSessionAsync();
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        host.Clock.Advance(ends - host.Now - TimeSpan.FromMinutes(1));

        await LoseConnectionAsync(host, access, TimeSpan.FromMinutes(3));

        Assert.Equal(host.Now.AddMinutes(2), (await SessionAsync(host, access)).EndsAt);
        await using var strict = await CoreHost.CreateAsync(kind);
        var other = await strict.StartSessionAsync();
        ends = (await SessionAsync(strict, other)).EndsAt!.Value;
        await LoseConnectionAsync(strict, other, TimeSpan.FromMinutes(3));
        Assert.Equal(ends, (await SessionAsync(strict, other)).EndsAt);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_answer_given_before_the_deadline_counts_when_the_connection_is_back_and_one_given_later_does_not(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:LateAnswersWithin", "00:10:00"));
        var access = await host.StartSessionAsync();
        var questions = await host.Get<SessionOpener>().QuestionsAsync(access, default);
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;
        await using var db = host.OpenDatabase();
        var asked = await db.Questions.SingleAsync(row => row.Id == questions[0].Id, Cancellation);
        var right = ((SingleChoice)asked.Body).RightChoice;
        host.Clock.Advance(ends - host.Now + TimeSpan.FromMinutes(9));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        Assert.Equal(AnswerOutcome.Closed, await KeepAsync(host, access, questions[1].Id, ends.AddSeconds(1)));
        Assert.Equal(AnswerOutcome.Stored, await KeepAsync(host, access, questions[0].Id, ends.AddMinutes(-1), right));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(AnswerOutcome.Closed, await KeepAsync(host, access, questions[2].Id, ends.AddMinutes(-1)));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.Equal((ends, true, 1, 1), (report!.FinishedAt, report.TimedOut, report.CorrectAnswers!.Value, report.LateAnswers));
        Assert.Equal(ends.AddMinutes(9), report.LastLateAnswerAt);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Answers_wait_out_a_server_that_was_away_at_the_deadline(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:LateAnswersWithin", "00:10:00"));
        var access = await host.StartSessionAsync();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0].Id;
        var ends = (await SessionAsync(host, access)).EndsAt!.Value;

        await host.CrashAndRestartAsync(away: TimeSpan.FromHours(5));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(AnswerOutcome.Stored, await KeepAsync(host, access, question, ends.AddMinutes(-3)));
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        var session = await SessionAsync(host, access);
        Assert.Equal((SessionStatus.TimedOut, ends), (session.Status, session.FinishedAt));
    }

    static (HeldDatabases Databases, SessionDeadlines Deadlines) Deadlines(CoreHost host)
    {
        HeldDatabases databases = new(host.Get<IDbContextFactory<ProctoringDb>>());
        return (databases, ActivatorUtilities.CreateInstance<SessionDeadlines>(host.Get<IServiceProvider>(), databases));
    }

    static Task<AnswerOutcome> KeepAsync(CoreHost host, SessionAccess access, int question, DateTime at, int choice = 0) =>
        host.Get<AnswerStore>().KeepAsync(access, question, choice, at, default);

    static async Task LoseConnectionAsync(CoreHost host, SessionAccess access, TimeSpan away)
    {
        var running = host.Get<IRunningSessions>();
        await running.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
        await running.LeaveAsync(access.SessionId, "test");
        host.Clock.Advance(away);
        await running.JoinAsync(access.SessionId, new CandidateConnection("test"), takeOver: true);
    }

    static async Task<ProctoringSession> SessionAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return await db.Sessions.AsNoTracking().SingleAsync(row => row.Id == access.SessionId, Cancellation);
    }
}
