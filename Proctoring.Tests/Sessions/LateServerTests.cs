using System.Collections.Concurrent;
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

/// <summary>A candidate whose frames and reports wait in a late server is not accused. One whose camera stops is.</summary>
public sealed class LateServerTests : IAsyncLifetime
{
    readonly ConcurrentDictionary<string, bool> flags = new(StringComparer.Ordinal);
    static readonly DateTime Opened = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    CoreHost host = null!;
    SessionAccess access = null!;
    PageReading reading = null!;
    IDisposable following = null!;

    public async ValueTask InitializeAsync()
    {
        host = await CoreHost.CreateAsync();
        access = await host.StartSessionAsync();
        reading = new PageReading(host.Get<TimeProvider>());
        following = host.Get<SessionFeed>().Follow(access.SessionId, Note);
    }

    public async ValueTask DisposeAsync()
    {
        following.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task A_call_that_waits_in_the_server_is_a_gap_of_the_server_and_not_of_the_candidate()
    {
        Connect();
        await host.ShowAsync(access, Scene.OneFace, 3);
        host.HasPage = false;

        using (reading.Begin())
            await WaitAsync(25);
        host.HasPage = true;
        await ReadAndShowAsync(3);
        var report = await EndAsync();

        Assert.Equal("the server was over its limit", Assert.Single(report.Violations).Detail);
        Assert.Equal("monitoring_degraded", report.Violations[0].Type);
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Server, Cause: GapCause.Overloaded });
    }

    [Fact]
    public async Task Messages_that_the_hub_holds_are_a_gap_of_the_server_until_it_reads_on()
    {
        Connect();
        await ReadAndShowAsync(3);
        host.HasPage = false;
        // A page that does not take its answers keeps the hub from reading on.
        reading.Arrived();
        await host.WaitAsync(access, 13);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        Read();
        await host.WaitAsync(access, 2);

        Assert.Contains("camera_lost", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_whose_calls_are_answered_and_that_sends_no_frame_has_lost_its_camera()
    {
        Connect();
        await ReadAndShowAsync(3);
        var last = host.Now;

        await WaitAsync(12);

        var lost = Assert.Single((await EndAsync()).Violations);
        Assert.Equal(("camera_lost", "no frame reached the server", last), (lost.Type, lost.Detail, lost.BeganAt));
    }

    [Fact]
    public async Task A_page_whose_pings_are_read_and_that_reports_nothing_is_silent()
    {
        Connect();
        await ReadAndShowAsync(3);
        host.HasPage = false;

        await WaitAsync(20);

        Assert.Contains((await EndAsync()).Violations, flag => flag.Type == "page_silent");
    }

    [Fact]
    public async Task The_seconds_before_a_dead_connection_is_given_up_are_on_record()
    {
        Connect();
        await ReadAndShowAsync(3);
        host.HasPage = false;
        Read();
        var last = host.Now;
        await host.WaitAsync(access, 7);
        host.Live(access).Leave("test");
        await host.WaitAsync(access, 2);
        Connect();
        host.HasPage = true;
        await ReadAndShowAsync(3);

        var report = await EndAsync();

        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Camera, Cause: GapCause.Disconnected } && gap.BeganAt == last);
        Assert.DoesNotContain(report.Violations, flag => flag.Type is "camera_lost" or "monitoring_degraded");
    }

    [Fact]
    public void A_connection_is_not_silent_while_its_messages_may_wait_in_the_server()
    {
        var began = host.Now;
        using (reading.Begin())
        {
            host.Clock.Advance(TimeSpan.FromSeconds(6));
            Assert.Null(reading.SilentSince(host.Now, TimeSpan.Zero));
        }

        Assert.Null(reading.SilentSince(host.Now, TimeSpan.FromSeconds(1)));
        Assert.Equal(began, reading.SilentSince(host.Now, TimeSpan.Zero));
        Read();
        Assert.Null(reading.SilentSince(host.Now, TimeSpan.Zero));
    }

    [Fact]
    public async Task Frames_are_due_once_the_request_to_join_is_answered()
    {
        var join = reading.Begin();
        Connect();
        await WaitAsync(12);
        join.Dispose();
        await WaitAsync(7);
        Assert.DoesNotContain(await FlagsAsync(), flag => flag is "camera_lost" or "page_silent");

        await WaitAsync(6);

        Assert.Contains("camera_lost", await FlagsAsync());
    }

    [Fact]
    public async Task Without_a_reading_of_the_connection_no_silence_is_proved()
    {
        Connect();
        await ReadAndShowAsync(3);
        host.HasPage = false;

        await host.WaitAsync(access, 20);

        Assert.DoesNotContain((await EndAsync()).Violations, flag => flag.Type is "camera_lost" or "page_silent" or "microphone_lost");
    }

    [Fact]
    public async Task The_delay_of_the_servers_own_work_does_not_count_and_a_longer_silence_does()
    {
        Connect();
        await ReadAndShowAsync(3);
        await WaitAsync(13, delay: TimeSpan.FromSeconds(1));
        Assert.DoesNotContain("camera_lost", await FlagsAsync());
        Assert.Contains("monitoring_degraded", await FlagsAsync());

        await WaitAsync(8, delay: TimeSpan.FromSeconds(1));

        Assert.Contains("camera_lost", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_on_another_server_counts_as_silent_after_30_seconds_only()
    {
        Connect(elsewhere: true);
        host.HasPage = false;
        await host.WaitAsync(access, 28);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await host.WaitAsync(access, 4);

        Assert.Contains("camera_lost", await FlagsAsync());
        Assert.Contains("page_silent", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_on_another_server_that_sends_all_but_frames_has_lost_its_camera()
    {
        var page = Connect(elsewhere: true);
        for (var second = 0; second < 12; second++)
        {
            Assert.True(host.Live(access).Enter(page));
            await host.WaitAsync(access, 1);
        }

        Assert.Equal(["camera_lost"], await FlagsAsync());
    }

    [Fact]
    public async Task A_page_that_stays_on_another_server_must_send_frames_in_time()
    {
        var page = Connect(elsewhere: true);
        for (var frame = 0; frame < 2; frame++)
            await SendOneFrameAsync();
        Assert.DoesNotContain("camera_lost", await FlagsAsync());

        for (var frame = 0; frame < 2; frame++)
            await SendOneFrameAsync();

        Assert.Contains("camera_lost", await FlagsAsync());

        async Task SendOneFrameAsync()
        {
            Assert.True(host.Live(access).Enter(page));
            await host.ShowAsync(access, Scene.OneFace, 1);
            host.HasPage = false;
            await host.WaitAsync(access, 19);
        }
    }

    [Fact]
    public async Task A_candidate_whose_request_to_join_waits_is_connected_and_one_who_sends_none_is_not()
    {
        await host.ShowAsync(access, Scene.OneFace, 3);
        host.HasPage = false;
        host.Live(access).Leave("test");
        await host.WaitAsync(access, 2);
        using (host.Get<PendingJoins>().Begin(access.SessionId))
            await host.WaitAsync(access, 20);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await host.WaitAsync(access, 14);

        Assert.Contains("network_lost", await FlagsAsync());
        Assert.Null(host.Get<PendingJoins>().Since(access.SessionId));
    }

    [Fact]
    public async Task The_time_that_a_reconnection_may_wait_in_a_late_server_is_no_loss_of_the_connection()
    {
        await host.ShowAsync(access, Scene.OneFace, 3);
        host.HasPage = false;
        host.Get<StallMeter>().Report(host.Now, TimeSpan.FromSeconds(1));
        host.Live(access).Leave("test");
        await WaitAsync(16, delay: TimeSpan.FromSeconds(1));
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await WaitAsync(6, delay: TimeSpan.FromSeconds(1));

        Assert.Contains("network_lost", await FlagsAsync());
    }

    [Fact]
    public async Task Sound_and_reports_that_find_no_place_are_no_fault_of_the_candidate()
    {
        await host.ShowAsync(access, Scene.OneFace, 3);

        FillQueue();

        await host.Camera.NextReadAsync();
    }

    [Fact]
    public void A_frame_that_waits_to_be_read_ends_the_silence_that_counts()
    {
        var camera = new CameraSensor(Opened);
        Assert.NotNull(camera.Examine(Opened.AddSeconds(6), Opened, TimeSpan.Zero, true));

        camera.Queued(FrameAt(6.5));
        var waiting = camera.Examine(Opened.AddSeconds(12), Opened, TimeSpan.Zero, true);

        Assert.Equal(TimeSpan.FromSeconds(6.5), waiting!.SilenceAt(Opened.AddSeconds(12)));
        Assert.Equal(Opened, waiting.Since);
    }

    [Fact]
    public void A_frame_that_the_server_could_not_analyse_shows_that_the_camera_sends()
    {
        var camera = new CameraSensor(Opened);
        camera.Queued(FrameAt(5));
        camera.Skipped(FrameAt(5));

        Assert.Null(camera.Examine(Opened.AddSeconds(9), Opened, TimeSpan.Zero, true));
        Assert.Equal(Opened.AddSeconds(5), camera.Examine(Opened.AddSeconds(11), Opened, TimeSpan.Zero, true)!.Since);
    }

    [Fact]
    public void The_pace_that_the_server_asked_for_is_no_silence()
    {
        var camera = new CameraSensor(Opened);
        camera.Queued(FrameAt(0), TimeSpan.FromSeconds(4.5));
        camera.Decided(FrameAt(0), usable: true);

        // The server is fast again, and the page still waits for the time of its last answer.
        Assert.Null(camera.Examine(Opened.AddSeconds(9), Opened, TimeSpan.FromSeconds(0.5), true));
        var gap = camera.Examine(Opened.AddSeconds(13), Opened, TimeSpan.FromSeconds(0.5), true);
        Assert.Equal(TimeSpan.FromSeconds(8.5), gap!.SilenceAt(Opened.AddSeconds(13)));
    }

    [Fact]
    public void A_silence_that_was_proved_stays_proved_while_a_later_call_waits()
    {
        var camera = new CameraSensor(Opened);
        var proved = new ReadingProgress(Opened.AddSeconds(9), IsLate: false, []);
        Assert.NotNull(camera.Examine(Opened.AddSeconds(9), Opened, TimeSpan.Zero, true, proved));

        var later = camera.Examine(Opened.AddSeconds(10), Opened, TimeSpan.Zero, true, proved with { Until = Opened, IsLate = true });

        Assert.Equal(TimeSpan.FromSeconds(9), later!.SilenceAt(Opened.AddSeconds(10)));
    }

    [Fact]
    public void A_report_about_the_screen_that_may_wait_in_the_server_is_not_missing()
    {
        var screen = new ScreenSensor(Opened);
        var late = new ReadingProgress(Opened.AddSeconds(9), IsLate: true, []);

        Assert.Null(screen.Examine(Opened.AddSeconds(12), Opened, state: null, late));

        var gap = screen.Examine(Opened.AddSeconds(12), Opened, state: null, late with { Until = Opened.AddSeconds(10) });
        Assert.Equal(GapCause.NotReported, gap!.Cause);
    }

    [Fact]
    public void Delays_are_remembered_for_ten_to_twenty_seconds()
    {
        var meter = new StallMeter();
        meter.Report(Opened, TimeSpan.FromSeconds(1));
        meter.Report(Opened.AddSeconds(9), TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromSeconds(1), meter.RecentDelay(Opened.AddSeconds(10)));

        meter.Report(Opened.AddSeconds(11), TimeSpan.FromSeconds(0.2));
        Assert.Equal(TimeSpan.FromSeconds(1), meter.RecentDelay(Opened.AddSeconds(12)));
        meter.Report(Opened.AddSeconds(22), TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromSeconds(0.2), meter.RecentDelay(Opened.AddSeconds(23)));
        Assert.Equal(TimeSpan.Zero, meter.RecentDelay(Opened.AddSeconds(60)));
    }

    /// <summary>Sends sound and reports while the session's loop is busy, until no more of them can wait.</summary>
    void FillQueue()
    {
        using var held = host.Camera.Hold();
        var (live, begun) = (host.Live(access), host.Camera.Begun);
        Assert.Null(live.TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
        Assert.True(SpinWait.SpinUntil(() => host.Camera.Begun > begun, TimeSpan.FromSeconds(30)));
        var works = new BrowserState(false, true, null, true) { Microphone = MicrophoneState.On };

        for (var piece = 0; live.SoundRefused == 0 && piece < 100; piece++)
        {
            host.Clock.Advance(TimeSpan.FromMilliseconds(300));
            live.TakeSound("test", ScriptedVoice.Piece(Heard.Noise));
        }

        var gaps = live.Sensors.Examine(host.Now, works);
        Assert.DoesNotContain(gaps, gap => gap.Sensor == Sensor.Microphone);
        Assert.Contains(gaps, gap => gap is { Sensor: Sensor.Server, Cause: GapCause.Overloaded });

        var number = 0;
        while (live.TakeSignal("test", new PageSignal("late", ++number, works, null)) is null)
            Assert.True(number < 300);
        host.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(Refusal.TooOften, live.TakeSignal("test", new PageSignal("late", number, works, null)));
        Assert.DoesNotContain(live.Sensors.Examine(host.Now, works), gap => gap.Sensor == Sensor.Page);
    }

    static Frame FrameAt(double second) => new([], Opened.AddSeconds(second), 0, 1);

    /// <summary>Replaces the page's connection by one whose progress is known.</summary>
    CandidateConnection Connect(bool elsewhere = false)
    {
        var page = new CandidateConnection("test") { Reading = reading, IsElsewhere = elsewhere };
        host.Live(access).Leave("test");
        host.Live(access).Join(page, takeOver: true);
        return page;
    }

    /// <summary>Lets time pass while the page pings and sends no frame.</summary>
    async Task WaitAsync(int seconds, TimeSpan delay = default)
    {
        for (var second = 0; second < seconds; second++)
        {
            host.Get<StallMeter>().Report(host.Now, delay);
            Read();
            await host.WaitAsync(access, 1);
        }
    }

    async Task ReadAndShowAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Read();
            await host.ShowAsync(access, Scene.OneFace, 1);
        }
    }

    void Read()
    {
        reading.Arrived();
        reading.Handled();
    }

    void Note(SessionNews news)
    {
        if (news is ViolationNews { Change.Span.Kind.Id: { } type })
            flags[type] = true;
    }

    /// <summary>The types of flags so far.</summary>
    async Task<IEnumerable<string>> FlagsAsync()
    {
        await host.AnalyzedAsync(access);
        return flags.Keys.Order(StringComparer.Ordinal);
    }

    async Task<ReportContent> EndAsync() => (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;
}
