using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Running.Sensors;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>What a sensor makes of a silence that the server can prove, and of one that it cannot.</summary>
public sealed class LateSensorTests
{
    static readonly DateTime Opened = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

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
    public void A_frame_that_a_newer_one_replaced_shows_that_the_camera_sent_until_then()
    {
        var camera = new CameraSensor(Opened);
        camera.Queued(FrameAt(30));
        camera.Queued(FrameAt(30.5));
        camera.Replaced(FrameAt(30));
        camera.Decided(FrameAt(30.5), usable: false);

        Assert.Equal(Opened.AddSeconds(30), camera.Examine(Opened.AddSeconds(40), Opened, TimeSpan.Zero, true)!.Since);
    }

    [Theory]
    [InlineData(new[] { 1, 2, 3 }, null, 1)]
    [InlineData(new[] { 1, 2, 3 }, 1, 3)]
    [InlineData(new[] { 1, 2, 3 }, 3, null)]
    [InlineData(new int[0], null, null)]
    public void Input_waits_since_the_first_piece_that_was_not_read(int[] arrivals, int? read, int? since)
    {
        InputActivity frames = new();
        foreach (var second in arrivals)
            frames.Queued(Opened.AddSeconds(second));
        if (read is { } last)
            frames.Read(Opened.AddSeconds(last));

        Assert.Equal(since is { } first ? Opened.AddSeconds(first) : default(DateTime?), frames.WaitingSince);
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

    static Frame FrameAt(double second) => new([], Opened.AddSeconds(second), 0, 1);
}
