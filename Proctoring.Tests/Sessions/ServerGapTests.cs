using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>The server's own gaps and steps of its clock are on record, end no exam and accuse no one.</summary>
public sealed class ServerGapTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task While_the_server_stalls_no_one_is_accused_and_the_span_is_a_gap_of_the_server(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        var began = host.Now;

        // For twelve seconds nothing is read. Then the lost connection is detected, and the page returns later. The stall is known
        // before the clock moves, because the session's timer runs at once.
        host.Get<StallMeter>().Report(host.Now.AddSeconds(12), TimeSpan.FromSeconds(12));
        host.Get<StallMeter>().Report(host.Now.AddSeconds(12), TimeSpan.Zero);
        host.Clock.Advance(TimeSpan.FromSeconds(12));
        host.Live(access).Leave("test");
        await host.WaitAsync(access, 20);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await EndAsync(host, access);

        var degraded = Assert.Single(report.Violations);
        Assert.Equal(("monitoring_degraded", "the server stalled"), (degraded.Type, degraded.Detail));
        Assert.InRange(degraded.BeganAt, began, began.AddSeconds(1));
        Assert.InRange(degraded.Duration, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(34));
        Assert.Equal(0, report.Risk!.Score);
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Server, Cause: GapCause.Stalled });
    }

    [Fact]
    public async Task A_page_that_does_not_come_back_after_a_stall_is_lost_from_then_on()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);

        host.Get<StallMeter>().Report(host.Now, TimeSpan.FromSeconds(3));
        host.Get<StallMeter>().Report(host.Now, TimeSpan.Zero);
        var over = host.Now;
        host.Live(access).Leave("test");
        await host.WaitAsync(access, 60);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations, found => found.Type == "network_lost");
        Assert.InRange(lost.BeganAt, over.AddSeconds(29), over.AddSeconds(32));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(24)]
    [InlineData(-1)]
    [InlineData(-24)]
    public async Task A_step_of_the_clock_is_a_gap_of_the_server_that_ends_no_exam_and_accuses_no_one(int hours)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var started = host.Now;
        await host.ShowAsync(access, Scene.OneFace, 10);

        host.StepWallClock(TimeSpan.FromHours(hours));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        await host.ShowAsync(access, Scene.OneFace, 10);
        host.Signal(access, act: new BrowserAct(BrowserActs.Paste, "12 characters"));
        await host.ShowAsync(access, Scene.OneFace, 5);

        Assert.Equal(SessionStatus.Running, (await host.Get<SessionOpener>().FindAsync(access, default))!.Status);
        host.Clock.Advance(started.AddMinutes(19.9) - host.Now);
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(SessionStatus.Running, (await host.Get<SessionOpener>().FindAsync(access, default))!.Status);
        host.Clock.Advance(TimeSpan.FromMinutes(0.3));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        var report = (await host.Get<ReportReader>().FindAsync(access, default))!;
        Assert.True(report.TimedOut);
        Assert.Equal(TimeSpan.FromMinutes(20), report.FinishedAt - report.StartedAt);
        Assert.Equal((50, 0), (report.FramesRead, report.FramesRefused));
        var watched = report.Violations.Where(found => found.BeganAt < started.AddSeconds(22)).ToList();
        Assert.Equal(["monitoring_degraded", "paste_attempt"], watched.Select(found => found.Type).Order(StringComparer.Ordinal));
        Assert.StartsWith(
            $"the server's clock was set {(hours > 0 ? "forward" : "back")} by",
            watched.Single(found => found.Type == "monitoring_degraded").Detail,
            StringComparison.Ordinal
        );
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Server, Cause: GapCause.ClockStep });
    }

    [Fact]
    public async Task A_new_wall_clock_is_adopted_as_soon_as_no_exam_runs()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync(proctored: false);
        var before = host.Now;
        var watch = new ClockWatch(
            host.Get<Core.SteadyClock>(),
            host.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Core.Storage.ProctoringDb>>(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ClockWatch>.Instance
        );

        host.StepWallClock(TimeSpan.FromHours(3));
        await watch.LookAsync(default);
        Assert.Equal(before, host.Now);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        await watch.LookAsync(default);

        Assert.Equal(before.AddHours(3), host.Now);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_new_wall_clock_waits_for_exams_that_run_in_another_systems_page(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var before = host.Now;
        await using var database = host.OpenDatabase();
        var session = await database.SitAsync("ada", status: SessionStatus.Preparing);
        (session.ExpiresAt, session.LastWatchedAt) = (before.AddHours(2), before);
        await database.SaveChangesAsync();
        var watch = new ClockWatch(
            host.Get<Core.SteadyClock>(),
            host.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Core.Storage.ProctoringDb>>(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<ClockWatch>.Instance
        );

        host.StepWallClock(TimeSpan.FromHours(1));
        await watch.LookAsync(default);
        Assert.Equal(before, host.Now);
        host.Clock.Advance(TimeSpan.FromHours(2));
        await watch.LookAsync(default);
        Assert.Equal(before.AddHours(3), host.Now);
    }

    [Fact]
    public async Task A_session_without_inference_slots_is_recorded_as_unmonitored()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var held = new List<IDisposable>();
        for (var slot = 0; slot < Environment.ProcessorCount; slot++)
            held.Add(await host.Get<InferenceSlots>().TakeAsync());
        var flagged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var following = host.Get<SessionFeed>()
            .Follow(
                access.SessionId,
                news =>
                {
                    if (news is ViolationNews { Change.Span.Kind.Id: "monitoring_degraded" })
                        flagged.TrySetResult();
                }
            );

        while (!flagged.Task.IsCompleted)
        {
            // The camera sends all the time. On a busy machine this clock runs far ahead of the session's loop.
            Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
            host.Pass(access, TimeSpan.FromSeconds(1));
            await Task.WhenAny(flagged.Task, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        held.ForEach(slot => slot.Dispose());
        await host.Camera.NextReadAsync();
        await host.ShowAsync(access, Scene.OneFace, 10);
        var degraded = Assert.Single((await EndAsync(host, access)).Violations);
        Assert.Equal(("monitoring_degraded", "the server was over its limit"), (degraded.Type, degraded.Detail));
    }

    [Fact]
    public async Task A_session_that_goes_on_elsewhere_does_not_wait_for_its_last_frame()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var held = new List<IDisposable>();
        for (var slot = 0; slot < Environment.ProcessorCount; slot++)
            held.Add(await host.Get<InferenceSlots>().TakeAsync());
        Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));

        // The test's clock stands, so a wait for a slot would not end.
        var stopping = host.Get<LiveSessions>().TryStopAsync(access.SessionId);
        Assert.True(await stopping.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        held.ForEach(slot => slot.Dispose());
        var session = await host.Get<LiveSessions>().OpenAsync(access.SessionId, default);
        session!.Join(new CandidateConnection("test"), takeOver: true);
        await host.ShowAsync(access, Scene.OneFace, 5);
        Assert.Empty((await EndAsync(host, access)).Violations);
    }

    [Fact]
    public async Task A_fault_of_the_server_ends_when_the_camera_stops_and_does_not_hide_it()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        await host.ShowAsync(access, Scene.Blind, 1);

        await host.WaitAsync(access, 60);

        Assert.Equal(WatchState.Silent, host.Live(access).State);
        var report = await EndAsync(host, access);
        var degraded = Assert.Single(report.Violations, flag => flag.Type == "monitoring_degraded");
        Assert.InRange(degraded.Duration, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));
        Assert.Contains(report.Violations, flag => flag.Type == "camera_lost");
    }

    [Fact]
    public async Task Sound_that_could_not_be_analysed_is_a_fault_only_until_the_room_is_quiet()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        await host.WaitAsync(access, 3, Heard.Nothing);
        await host.ShowAsync(access, Scene.OneFace, 60);

        var degraded = Assert.Single((await EndAsync(host, access)).Violations, flag => flag.Type == "monitoring_degraded");
        Assert.Equal("the voice model could not analyse the sound", degraded.Detail);
        Assert.InRange(degraded.Duration, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(18));
    }

    [Fact]
    public void Input_that_waits_is_not_idle_and_idleness_counts_from_the_last_reading()
    {
        var at = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        var from = TimeSpan.FromSeconds(10);
        var frames = new InputActivity();

        frames.Queued(at);
        Assert.False(frames.IsIdle(at.AddMinutes(1), from));
        Assert.False(frames.IsIdle(at.AddMinutes(2), from));
        frames.Read(at);
        Assert.False(frames.IsIdle(at.AddMinutes(3), from));
        Assert.False(frames.IsIdle(at.AddMinutes(3).AddSeconds(9), from));
        Assert.True(frames.IsIdle(at.AddMinutes(3).AddSeconds(10), from));
        frames.Queued(at.AddMinutes(4));
        Assert.False(frames.IsIdle(at.AddMinutes(5), from));
    }

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
