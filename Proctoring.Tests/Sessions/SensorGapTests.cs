using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Each sensor works or has a gap. A gap is in the report and becomes a flag after its rule's time; the server's own gaps accuse
/// no one.</summary>
public sealed class SensorGapTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Frames_that_arrive_and_cannot_be_read_are_a_lost_camera(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        var last = host.Now;

        for (var frame = 0; frame < 200; frame++)
        {
            host.Pass(access, TimeSpan.FromMilliseconds(500));
            // A sender of too many broken frames is refused without reading them; that counts as no camera either.
            if (host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.Damaged)) is null)
                await host.Camera.NextReadAsync();
        }

        await host.WaitAsync(access, 1);
        Assert.Equal(WatchState.Silent, host.Live(access).State);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations);
        Assert.Equal(("camera_lost", "frames arrived but could not be read", last), (lost.Type, lost.Detail, lost.BeganAt));
        Assert.InRange(lost.Duration, TimeSpan.FromSeconds(97), TimeSpan.FromSeconds(102));
        Assert.True(report.Risk!.Score > 0);
        var gap = Assert.Single(report.Gaps);
        Assert.Equal((Sensor.Camera, GapCause.UnreadableFrames, last), (gap.Sensor, gap.Cause, gap.BeganAt));
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(99), TimeSpan.FromSeconds(102));
    }

    [Fact]
    public async Task Frames_that_are_refused_are_a_lost_camera()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        for (var frame = 0; frame < 40; frame++)
        {
            await host.WaitAsync(access, 1);
            Assert.NotNull(host.Live(access).TakeFrame("test", [1, 2, 3]));
        }

        var lost = Assert.Single((await EndAsync(host, access)).Violations);
        Assert.Equal(("camera_lost", "frames arrived but were refused"), (lost.Type, lost.Detail));
    }

    [Fact]
    public async Task A_short_silence_is_no_gap()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        for (var times = 0; times < 4; times++)
        {
            await host.ShowAsync(access, Scene.OneFace, 3);
            await host.ShowAsync(access, Scene.Damaged, 3);
            await host.WaitAsync(access, 1);
        }

        await host.ShowAsync(access, Scene.OneFace, 3);
        var report = await EndAsync(host, access);
        Assert.Empty(report.Violations);
        Assert.Empty(report.Gaps);
    }

    [Theory]
    [InlineData(nameof(MicrophoneState.Off), nameof(GapCause.MicrophoneOff))]
    [InlineData(nameof(MicrophoneState.Muted), nameof(GapCause.MicrophoneMuted))]
    [InlineData(nameof(MicrophoneState.Unplugged), nameof(GapCause.MicrophoneUnplugged))]
    [InlineData(nameof(MicrophoneState.Silent), nameof(GapCause.MicrophoneSilent))]
    [InlineData(nameof(MicrophoneState.Failed), nameof(GapCause.MicrophoneFailed))]
    public async Task A_microphone_that_delivers_nothing_is_on_record_and_adds_no_risk(string state, string cause)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        var began = host.Now;

        host.Signal(access, Page with { Microphone = Enum.Parse<MicrophoneState>(state) });
        await host.ShowAsync(access, Scene.OneFace, 600);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations);
        Assert.Equal(
            ("microphone_lost", Severity.Low, SensorGap.TextOf(Enum.Parse<GapCause>(cause))),
            (lost.Type, lost.Severity, lost.Detail)
        );
        Assert.InRange(lost.BeganAt, began, began.AddSeconds(1));
        Assert.InRange(lost.Duration, TimeSpan.FromSeconds(597), TimeSpan.FromSeconds(601));
        Assert.Equal(0, report.Risk!.Score);
        Assert.Equal((Sensor.Microphone, Enum.Parse<GapCause>(cause)), Assert.Single(report.Gaps.Select(gap => (gap.Sensor, gap.Cause))));
    }

    [Fact]
    public async Task Sound_of_zeros_only_is_a_silent_microphone_whatever_the_page_reports()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();

        for (var second = 0; second < 40; second++)
        {
            await host.ShowAsync(access, Scene.OneFace, 1);
            Assert.Null(host.Live(access).TakeSound("test", new byte[16_000]));
            await host.Voice.NextReadAsync();
        }

        var report = await EndAsync(host, access);
        Assert.Equal(
            "the microphone delivers only silence",
            Assert.Single(report.Violations, found => found.Type == "microphone_lost").Detail
        );
    }

    [Fact]
    public async Task A_microphone_that_the_page_does_not_report_is_on_record()
    {
        await using var host = await CoreHost.CreateAsync();
        host.HasPage = false;
        var access = await host.StartSessionAsync();
        for (var second = 0; second < 30; second++)
        {
            Assert.Null(host.Live(access).TakeSignal("test", new PageSignal("test", second + 1, Page with { Microphone = null }, null)));
            await host.ShowAsync(access, Scene.OneFace, 1);
        }

        var lost = Assert.Single((await EndAsync(host, access)).Violations);
        Assert.Equal(("microphone_lost", "the page does not report its state"), (lost.Type, lost.Detail));
    }

    [Fact]
    public async Task If_no_rule_of_a_session_listens_its_microphone_has_no_gaps()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Rules:audio_detected:Enabled", "false"));
        var access = await host.StartSessionAsync();

        host.Signal(access, Page with { Microphone = MicrophoneState.Off });
        await host.ShowAsync(access, Scene.OneFace, 30);

        Assert.Empty((await EndAsync(host, access)).Violations);
    }

    [Fact]
    public async Task A_script_without_a_page_does_not_look_innocent()
    {
        await using var host = await CoreHost.CreateAsync();
        host.HasPage = false;
        var access = await host.StartSessionAsync();

        await host.ShowAsync(access, Scene.OneFace, 75);
        var report = await EndAsync(host, access);

        var silent = Assert.Single(report.Violations, found => found.Type == "page_silent");
        Assert.Equal(Severity.Medium, silent.Severity);
        Assert.InRange(silent.Duration, TimeSpan.FromSeconds(73), TimeSpan.FromSeconds(76));
        Assert.True(report.Risk!.Score > 5);
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Page, Cause: GapCause.NoReports });
    }

    [Fact]
    public async Task A_page_that_stops_reporting_is_flagged_after_ten_seconds_and_no_sooner()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 6);

        for (var times = 0; times < 3; times++)
        {
            host.HasPage = false;
            await host.ShowAsync(access, Scene.OneFace, 8);
            host.HasPage = true;
            await host.ShowAsync(access, Scene.OneFace, 3);
        }

        host.HasPage = false;
        await host.ShowAsync(access, Scene.OneFace, 13);
        host.HasPage = true;
        await host.ShowAsync(access, Scene.OneFace, 3);

        Assert.Equal("page_silent", Assert.Single((await EndAsync(host, access)).Violations).Type);
    }

    [Fact]
    public async Task Signals_that_the_page_dropped_are_a_gap_of_the_page_once()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        host.Signal(access, Page with { DroppedSignals = 3 });
        await host.ShowAsync(access, Scene.OneFace, 10);
        // The page was reloaded, and counts from zero.
        host.Signal(access, Page with { DroppedSignals = 0 });
        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await EndAsync(host, access);

        Assert.Equal(
            ("page_silent", "the page dropped 3 signals"),
            Assert.Single(report.Violations.Select(found => (found.Type, found.Detail)))
        );
        Assert.Equal(GapCause.DroppedSignals, Assert.Single(report.Gaps).Cause);
    }

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

        Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
        while (!flagged.Task.IsCompleted)
        {
            host.Pass(access, TimeSpan.FromSeconds(1));
            await Task.WhenAny(flagged.Task, Task.Delay(50, TestContext.Current.CancellationToken));
        }

        held.ForEach(slot => slot.Dispose());
        await host.Camera.NextReadAsync();
        await host.ShowAsync(access, Scene.OneFace, 10);
        var degraded = Assert.Single((await EndAsync(host, access)).Violations);
        Assert.Equal(("monitoring_degraded", "the server was over its limit"), (degraded.Type, degraded.Detail));
    }

    static BrowserState Page => new(false, true, null, true, Microphone: MicrophoneState.On);

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
