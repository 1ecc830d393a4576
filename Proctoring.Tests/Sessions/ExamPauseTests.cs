using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Pauses by staff and breaks of the candidate: the clock is stopped, nothing is monitored or flagged, and the record says
/// so.</summary>
public sealed class ExamPauseTests
{
    static readonly (string Key, string Value) Breaks = ("Proctoring:Policies:standard:BreakTime", "00:10:00");

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Staff_pause_an_exam_and_its_clock_and_nothing_is_flagged(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Breaks);
        var access = await host.StartSessionAsync();
        await using var db = host.OpenDatabase();
        var proctor = await db.HireAsync("Pia", StaffRoles.Proctor);
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var interventions = host.Get<Interventions>();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0].Id;
        await host.ShowAsync(access, Scene.OneFace, 3);
        var ends = (await ViewAsync(host, access)).EndsAt!.Value;

        Assert.Equal(ReviewOutcome.NotThere, await interventions.PauseAsync(reviewer, access.SessionId, "Because", default));
        var began = host.Now;
        await PauseTests.ReachAsync(
            host,
            access.SessionId,
            WatchState.Paused,
            async () => Assert.Equal(ReviewOutcome.Done, await interventions.PauseAsync(proctor, access.SessionId, "A fire alarm", default))
        );
        var pause = (await ViewAsync(host, access)).Pause!;
        Assert.Equal((false, began, ends - began, "A fire alarm"), (pause.OwnBreak, pause.Since, pause.TimeLeft, pause.Reason));
        // Longer than the exam. A second person is not looked at, and an answer that was on its way is stored.
        host.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.TwoFaces)));
        Assert.Equal(AnswerOutcome.Stored, await host.Get<AnswerStore>().KeepAsync(access, question, 1, began.AddSeconds(-1), default));
        // Neither the host page nor the candidate can end the pause.
        await host.Get<IRunningSessions>().ResumeAsync(access.SessionId);
        await host.Get<SessionPauses>().EndBreakAsync(access, default);
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(GapCause.PausedByStaff, host.Live(access).Sensors.PausedBy);
        var resumed = host.Now;
        await PauseTests.ReachAsync(
            host,
            access.SessionId,
            WatchState.Waiting,
            async () => Assert.Equal(ReviewOutcome.Done, await interventions.ResumeAsync(proctor, access.SessionId, default))
        );

        var view = await ViewAsync(host, access);
        Assert.Equal((ends + (resumed - began), null), (view.EndsAt, view.Pause));
        Assert.Equal(view.EndsAt, host.Live(access).EndsAt);
        await host.ShowAsync(access, Scene.OneFace, 3);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Empty(report!.Violations);
        var reported = Assert.Single(ReportedPause.Of(report.TimeChanges));
        Assert.Equal((began, resumed, "A fire alarm"), (reported.BeganAt, reported.EndedAt, reported.Reason));
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Camera, Cause: GapCause.PausedByStaff } && gap.BeganAt == began);
        Assert.Equal(
            ["exam_paused", "exam_resumed"],
            await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(Cancellation)
        );
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Breaks_last_as_long_as_the_policy_allows_and_survive_the_server(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, Breaks);
        var access = await host.StartSessionAsync();
        var ends = (await ViewAsync(host, access)).EndsAt!.Value;
        Assert.Equal(TimeSpan.FromMinutes(10), (await ViewAsync(host, access)).BreakLeft);

        Assert.True(await host.Get<SessionPauses>().BeginBreakAsync(access, default));
        Assert.True(await host.Get<SessionPauses>().BeginBreakAsync(access, default));
        host.Clock.Advance(TimeSpan.FromMinutes(4));
        await host.Get<SessionPauses>().EndDueAsync(default);
        Assert.Equal(GapCause.Break, host.Live(access).Sensors.PausedBy);
        await host.Get<SessionPauses>().EndBreakAsync(access, default);
        var view = await ViewAsync(host, access);
        Assert.Equal((ends.AddMinutes(4), TimeSpan.FromMinutes(6), null), (view.EndsAt!.Value, view.BreakLeft, view.Pause));

        // The rest, which the server ends; it was away for a while.
        Assert.True(await host.Get<SessionPauses>().BeginBreakAsync(access, default));
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(away: TimeSpan.FromMinutes(3));
        Assert.Equal(GapCause.Break, host.Live(access).Sensors.PausedBy);
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        await host.Get<SessionPauses>().EndDueAsync(default);
        Assert.Null(host.Live(access).Sensors.PausedBy);
        view = await ViewAsync(host, access);
        Assert.Equal((ends.AddMinutes(10), TimeSpan.Zero), (view.EndsAt!.Value, view.BreakLeft));
        Assert.False(await host.Get<SessionPauses>().BeginBreakAsync(access, default));

        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    /// <summary>The candidate must not lose such an answer, and the reviewer must see when it was given.</summary>
    [Fact]
    public async Task An_answer_given_during_a_pause_is_stored_and_the_review_and_the_report_say_so()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Breaks);
        var access = await host.StartSessionAsync();
        var ids = (await host.Get<SessionOpener>().QuestionsAsync(access, default)).Select(question => question.Id).ToList();
        var answers = host.Get<AnswerStore>();
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(AnswerOutcome.Stored, await answers.KeepAsync(access, ids[0], 0, default));

        Assert.True(await host.Get<SessionPauses>().BeginBreakAsync(access, default));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(AnswerOutcome.Stored, await answers.KeepAsync(access, ids[1], 1, default));
        // On its way since before the break.
        Assert.Equal(AnswerOutcome.Stored, await answers.KeepAsync(access, ids[2], 1, host.Now.AddSeconds(-65), default));
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.Get<SessionPauses>().EndBreakAsync(access, default);
        Assert.Equal(AnswerOutcome.Stored, await answers.KeepAsync(access, ids[3], 1, default));
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal(1, report!.AnswersInPauses);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var found = (await host.Get<CaseReader>().FindAsync(reviewer, access.SessionId, default))!;
        Assert.Equal([false, false, true, false], found.Answers.Select(answer => answer.InPause));
        Assert.Equal(2, Assert.Single(found.Answers, answer => answer.InPause).Question);
    }

    /// <summary>The database answers the change, and is away when the session asks for it.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_missed_a_pause_or_its_end_reads_it_when_it_next_stores_its_progress(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.StoredAsync(access);
        var (pauses, sensors) = (host.UnheardPauses(), host.Live(access).Sensors);

        Assert.True(await pauses.PauseAsync(access.SessionId, "A fire alarm", StaffViewer.Console));
        Assert.False(sensors.IsPaused);
        await host.UntilAsync(() => sensors.PausedBy == GapCause.PausedByStaff);

        Assert.True(await pauses.ResumeAsync(access.SessionId, StaffViewer.Console));
        Assert.True(sensors.IsPaused);
        await host.UntilAsync(() => !sensors.IsPaused);
        Assert.Equal((await ViewAsync(host, access)).EndsAt, host.Live(access).EndsAt);
    }

    /// <summary>A write of the record reads the clock before a change, and reports it after the refresh that follows the change.</summary>
    [Fact]
    public async Task An_older_reading_of_the_clock_changes_nothing()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var live = host.Live(access);
        var running = new StoredClock(SessionStatus.Running, live.EndsAt, null, null, 0);

        live.Take(running with { Kind = TimeChangeKind.Pause, EndsAt = live.EndsAt.AddHours(1), Changes = 1 });
        live.Take(running);

        Assert.Equal((GapCause.PausedByStaff, running.EndsAt!.Value.AddHours(1)), (live.Sensors.PausedBy, live.EndsAt));
        live.Take(running with { Changes = 2 });
        Assert.Null(live.Sensors.PausedBy);
        Assert.Equal(running.EndsAt, live.EndsAt);
    }

    /// <summary>A device that was stopped, and a page that was hidden, are not so after a pause until they report it again.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nothing_from_before_a_pause_or_a_disconnection_is_judged_after_it(bool pause)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var stopped = new BrowserState(true, true, null, false, Microphone: MicrophoneState.Off);
        await host.ShowAsync(access, Scene.OneFace, 3);
        host.Signal(access, stopped);
        await host.WaitAsync(access, 30);
        host.HasPage = false;

        if (pause)
            await host.Get<SessionPauses>().PauseAsync(access.SessionId, "Lunch", StaffViewer.Console);
        else
            host.Live(access).Leave("test");
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.AnalyzedAsync(access);
        var back = host.Now;
        if (pause)
            await host.Get<SessionPauses>().ResumeAsync(access.SessionId, StaffViewer.Console);
        else
            host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.WaitAsync(access, 2);
        host.HasPage = true;
        host.Signal(access, stopped with { TabHidden = false });
        await host.WaitAsync(access, 30);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Single(report!.Violations, flag => flag.Type == "tab_switch");
        foreach (var type in new[] { "camera_lost", "microphone_lost" })
        {
            var began = report.Violations.Where(flag => flag.Type == type).Select(flag => flag.BeganAt).Order().ToList();
            Assert.Equal(2, began.Count);
            Assert.True(began[1] >= back, $"{type} began at {began[1]:T}, before {back:T}");
        }
    }

    [Fact]
    public async Task Without_permission_or_proctoring_no_one_takes_a_break()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite);
        var pauses = host.Get<SessionPauses>();
        var access = await host.StartSessionAsync();
        Assert.False(await pauses.BeginBreakAsync(access, default));
        Assert.False(await pauses.BeginBreakAsync(new SessionAccess(access.SessionId, new string('x', access.Token.Length)), default));

        await using var allowing = await CoreHost.CreateAsync(DatabaseKind.Sqlite, Breaks);
        var alone = await allowing.StartSessionAsync(proctored: false);
        Assert.False(await allowing.Get<SessionPauses>().BeginBreakAsync(alone, default));
        Assert.Equal(TimeSpan.Zero, (await ViewAsync(allowing, alone)).BreakLeft);
    }

    static async Task<SessionView> ViewAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionOpener>().FindAsync(access, Cancellation))!;
}
