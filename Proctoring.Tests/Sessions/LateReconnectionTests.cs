using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Connections that are lost, moved or answered late, and the silence that each of them leaves.</summary>
public sealed class LateReconnectionTests : LateServerTest
{
    [Fact]
    public async Task The_seconds_before_a_dead_connection_is_given_up_are_on_record()
    {
        Connect();
        await ReadAndShowAsync(3);
        Host.HasPage = false;
        Read();
        var last = Host.Now;
        await Host.WaitAsync(Access, 7);
        Host.Live(Access).Leave("test");
        await Host.WaitAsync(Access, 2);
        Connect();
        Host.HasPage = true;
        await ReadAndShowAsync(3);

        var report = await EndAsync();

        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Camera, Cause: GapCause.Disconnected } && gap.BeganAt == last);
        Assert.DoesNotContain(report.Violations, flag => flag.Type is "camera_lost" or "monitoring_degraded");
    }

    [Fact]
    public void A_connection_is_not_silent_while_its_messages_may_wait_in_the_server()
    {
        var began = Host.Now;
        using (Reading.Begin())
        {
            Host.Clock.Advance(TimeSpan.FromSeconds(6));
            Assert.Null(Reading.SilentSince(Host.Now, TimeSpan.Zero));
        }

        Assert.Null(Reading.SilentSince(Host.Now, TimeSpan.FromSeconds(1)));
        Assert.Equal(began, Reading.SilentSince(Host.Now, TimeSpan.Zero));
        Read();
        Assert.Null(Reading.SilentSince(Host.Now, TimeSpan.Zero));
    }

    [Fact]
    public async Task Frames_are_due_once_the_request_to_join_is_answered()
    {
        var join = Reading.Begin();
        Connect();
        await WaitAsync(12);
        join.Dispose();
        await WaitAsync(7);
        Assert.DoesNotContain(await FlagsAsync(), flag => flag is "camera_lost" or "page_silent");

        await WaitAsync(6);

        Assert.Contains("camera_lost", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_on_another_server_counts_as_silent_after_30_seconds_only()
    {
        Connect(elsewhere: true);
        Host.HasPage = false;
        await Host.WaitAsync(Access, 28);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await Host.WaitAsync(Access, 4);

        Assert.Contains("camera_lost", await FlagsAsync());
        Assert.Contains("page_silent", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_on_another_server_that_sends_all_but_frames_has_lost_its_camera()
    {
        var page = Connect(elsewhere: true);
        for (var second = 0; second < 12; second++)
        {
            Assert.True(Host.Live(Access).Enter(page));
            await Host.WaitAsync(Access, 1);
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
            Assert.True(Host.Live(Access).Enter(page));
            await Host.ShowAsync(Access, Scene.OneFace, 1);
            Host.HasPage = false;
            await Host.WaitAsync(Access, 19);
        }
    }

    [Fact]
    public async Task A_candidate_whose_request_to_join_waits_is_connected_and_one_who_sends_none_is_not()
    {
        await Host.ShowAsync(Access, Scene.OneFace, 3);
        Host.HasPage = false;
        Host.Live(Access).Leave("test");
        await Host.WaitAsync(Access, 2);
        using (Host.Get<PendingJoins>().Begin(Access.SessionId))
            await Host.WaitAsync(Access, 20);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await Host.WaitAsync(Access, 14);

        Assert.Contains("network_lost", await FlagsAsync());
        Assert.Null(Host.Get<PendingJoins>().Since(Access.SessionId));
    }

    [Fact]
    public async Task The_time_that_a_reconnection_may_wait_in_a_late_server_is_no_loss_of_the_connection()
    {
        await Host.ShowAsync(Access, Scene.OneFace, 3);
        Host.HasPage = false;
        Host.Get<StallMeter>().Report(Host.Now, TimeSpan.FromSeconds(1));
        Host.Live(Access).Leave("test");
        await WaitAsync(16, delay: TimeSpan.FromSeconds(1));
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        await WaitAsync(6, delay: TimeSpan.FromSeconds(1));

        Assert.Contains("network_lost", await FlagsAsync());
    }
}
