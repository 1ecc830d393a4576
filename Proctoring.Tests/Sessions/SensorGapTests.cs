using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
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

    /// <summary>A busy server must not accuse the page whose reports wait.</summary>
    [Fact]
    public void A_report_that_waits_in_the_queue_is_no_silence()
    {
        var opened = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        var page = new PageSensor(opened);
        page.Reported(opened.AddSeconds(1), "page", null);

        page.Arrived(opened.AddSeconds(9));

        Assert.Null(page.Examine(opened.AddSeconds(12), opened));
        Assert.Equal(new SensorGap(Sensor.Page, GapCause.NoReports, opened.AddSeconds(9)), page.Examine(opened.AddSeconds(18), opened));
    }

    [Theory]
    [InlineData(nameof(BrowserDialog.File), "the browser's dialog for choosing a file was open")]
    [InlineData(nameof(BrowserDialog.Screen), "the browser's dialog for sharing the screen was open")]
    public async Task A_dialog_of_the_browser_is_a_gap_of_the_page_and_no_flag(string dialog, string detail)
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        var began = host.Now;

        host.Signal(access, Page with { WindowFocused = null, Dialog = Enum.Parse<BrowserDialog>(dialog) });
        await host.ShowAsync(access, Scene.OneFace, 20);
        host.Signal(access, Page);
        await host.ShowAsync(access, Scene.OneFace, 5);
        var report = await EndAsync(host, access);

        Assert.Empty(report.Violations);
        var gap = Assert.Single(report.Gaps);
        Assert.Equal((Sensor.Page, GapCause.NotReported, detail), (gap.Sensor, gap.Cause, gap.Detail));
        Assert.InRange(gap.BeganAt, began, began.AddSeconds(1));
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(18), TimeSpan.FromSeconds(22));
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

    /// <summary>The page sends nothing while the room is quiet, so a last piece of zeros proves nothing later.</summary>
    [Fact]
    public void A_few_zeros_before_a_quiet_time_are_no_silent_microphone()
    {
        var opened = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        var microphone = new MicrophoneSensor(opened);
        microphone.Heard(new SoundPiece([1, 0, .. new byte[15_998]], opened.AddSeconds(1)));
        microphone.Heard(new SoundPiece(new byte[16_000], opened.AddSeconds(1.5)));

        for (var second = 2; second < 60; second++)
            Assert.Null(microphone.Examine(opened.AddSeconds(second), opened, MicrophoneState.On));

        // The next zeros are another stretch.
        microphone.Heard(new SoundPiece(new byte[16_000], opened.AddSeconds(60)));
        Assert.Null(microphone.Examine(opened.AddSeconds(60.5), opened, MicrophoneState.On));
    }

    [Fact]
    public void A_stretch_of_zeros_is_a_gap_from_its_first_sample_until_the_microphone_works_again()
    {
        var opened = new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);
        var microphone = new MicrophoneSensor(opened);
        SensorGap? gap = null;
        for (var piece = 1; piece <= 20; piece++)
        {
            microphone.Heard(new SoundPiece(new byte[16_000], opened.AddSeconds(10 + (piece * 0.5))));
            gap = microphone.Examine(opened.AddSeconds(10 + (piece * 0.5)), opened, MicrophoneState.On);
        }

        Assert.Equal(new SensorGap(Sensor.Microphone, GapCause.MicrophoneSilent, opened.AddSeconds(10)), gap);
        Assert.Null(microphone.Examine(opened.AddSeconds(23), opened, MicrophoneState.On));
        // A later gap has its own beginning.
        Assert.Equal(opened.AddSeconds(30), microphone.Examine(opened.AddSeconds(30), opened, MicrophoneState.Silent)?.Since);
    }

    [Fact]
    public async Task Sound_that_the_page_dropped_is_a_gap_once_and_accuses_no_microphone()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        host.Signal(access, Page with { DroppedSound = 3 });
        await host.ShowAsync(access, Scene.OneFace, 15);
        // The page was reloaded, and counts from zero.
        host.Signal(access, Page with { DroppedSound = 0 });
        await host.ShowAsync(access, Scene.OneFace, 10);
        var report = await EndAsync(host, access);

        Assert.Empty(report.Violations);
        var gap = Assert.Single(report.Gaps);
        Assert.Equal(
            (Sensor.Microphone, GapCause.DroppedSound, "the page dropped 3 pieces of sound that could not be sent"),
            (gap.Sensor, gap.Cause, gap.Text)
        );
    }

    [Fact]
    public async Task Sound_that_the_server_refuses_is_a_gap_and_counted()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var began = host.Now;

        for (var second = 0; second < 20; second++)
        {
            // Not whole samples.
            Assert.Equal(Refusal.Malformed, host.Live(access).TakeSound("test", new byte[1001]));
            await host.ShowAsync(access, Scene.OneFace, 1);
        }

        await host.ShowAsync(access, Scene.OneFace, 5);
        Assert.Equal(20, host.Live(access).SoundRefused);
        var report = await EndAsync(host, access);

        var gap = Assert.Single(report.Gaps);
        Assert.Equal((Sensor.Microphone, GapCause.RefusedSound, began), (gap.Sensor, gap.Cause, gap.BeganAt));
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(19), TimeSpan.FromSeconds(23));
        Assert.Equal("sound arrived but was refused", Assert.Single(report.Violations, found => found.Type == "microphone_lost").Detail);
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

    [Fact]
    public async Task What_the_page_dropped_is_a_gap_once_also_after_a_takeover()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        host.Signal(access, Page with { DroppedSignals = 2, DroppedSound = 3 });
        await host.StoredAsync(access);

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(5));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, Page with { DroppedSignals = 2, DroppedSound = 3 });
        await host.ShowAsync(access, Scene.OneFace, 5);
        host.Signal(access, Page with { DroppedSignals = 2, DroppedSound = 4 });
        await host.ShowAsync(access, Scene.OneFace, 5);
        var report = await EndAsync(host, access);

        Assert.Equal(
            [
                "the page dropped 1 piece of sound that could not be sent",
                "the page dropped 2 signals",
                "the page dropped 3 pieces of sound that could not be sent",
            ],
            report.Gaps.Where(gap => gap.Text.StartsWith("the page dropped", StringComparison.Ordinal)).Select(gap => gap.Text).Order()
        );
        Assert.Single(report.Violations, found => found.Detail == "the page dropped 2 signals");
    }

    /// <summary>What is stored must not run ahead of the gaps, or a takeover in between would lose them.</summary>
    [Fact]
    public void Dropped_items_count_for_each_page_and_are_on_record_only_once_taken()
    {
        var count = new DropCount();
        var noon = new DateTime(2026, 11, 29, 12, 0, 0, DateTimeKind.Utc);
        count.Restore("first", 4);
        count.Reported("first", 4, noon);
        count.Reported("first", null, noon);
        Assert.Null(count.Take());

        count.Reported("first", 6, noon);
        count.Reported("second", 5, noon.AddSeconds(5));
        count.Reported("second", int.MaxValue, noon.AddSeconds(10));
        count.Reported("first", int.MaxValue, noon.AddSeconds(15));
        Assert.Equal((4, 0), (count.RecordedOf("first"), count.RecordedOf("second")));
        Assert.Equal((2L * int.MaxValue - 4, noon), count.Take());
        Assert.Equal((int.MaxValue, int.MaxValue), (count.RecordedOf("first"), count.RecordedOf("second")));
        Assert.Null(count.Take());
    }

    static BrowserState Page => new(false, true, null, true, Microphone: MicrophoneState.On);

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
