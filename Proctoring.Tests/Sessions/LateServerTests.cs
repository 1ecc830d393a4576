using Proctoring.Core.Observations;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A candidate whose frames and reports wait in a late server is not accused. One whose camera stops is.</summary>
public sealed class LateServerTests : LateServerTest
{
    [Fact]
    public async Task A_call_that_waits_in_the_server_is_a_gap_of_the_server_and_not_of_the_candidate()
    {
        Connect();
        await Host.ShowAsync(Access, Scene.OneFace, 3);
        Host.HasPage = false;

        using (Reading.Begin())
            await WaitAsync(25);
        Host.HasPage = true;
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
        Host.HasPage = false;
        // A page that does not take its answers keeps the hub from reading on.
        Reading.Arrived();
        await Host.WaitAsync(Access, 13);
        Assert.Equal(["monitoring_degraded"], await FlagsAsync());

        Read();
        await Host.WaitAsync(Access, 2);

        Assert.Contains("camera_lost", await FlagsAsync());
    }

    [Fact]
    public async Task A_page_whose_calls_are_answered_and_that_sends_no_frame_has_lost_its_camera()
    {
        Connect();
        await ReadAndShowAsync(3);
        var last = Host.Now;

        await WaitAsync(12);

        var lost = Assert.Single((await EndAsync()).Violations);
        Assert.Equal(("camera_lost", "no frame reached the server", last), (lost.Type, lost.Detail, lost.BeganAt));
    }

    [Fact]
    public async Task A_page_whose_pings_are_read_and_that_reports_nothing_is_silent()
    {
        Connect();
        await ReadAndShowAsync(3);
        Host.HasPage = false;

        await WaitAsync(20);

        Assert.Contains((await EndAsync()).Violations, flag => flag.Type == "page_silent");
    }

    [Fact]
    public async Task Without_a_reading_of_the_connection_no_silence_is_proved()
    {
        Connect();
        await ReadAndShowAsync(3);
        Host.HasPage = false;

        await Host.WaitAsync(Access, 20);

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
}
