using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Sessions.RoomScene;

namespace Proctoring.Tests.Sessions;

/// <summary>A phone whose pictures wait in a late server is not accused. One that sends nothing is.</summary>
public sealed class LateRoomTests : IAsyncLifetime
{
    CoreHost host = null!;
    SessionAccess access = null!;
    string phone = "";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await CreateAsync(Required);
        access = await OpenAsync(host);
        await StartAsync(host, access);
        var links = host.Get<RoomCameraLinks>();
        phone = (await links.JoinAsync((await links.CreateCodeAsync(access, Cancellation))!, Cancellation))!;
        var known = await host.Get<PhoneRequests>().FindAsync(phone, Cancellation);
        Assert.Null(await host.Get<PhoneRequests>().TakeAsync(phone, known!, ScriptedFrameReader.Frame(Scene.RoomAlone)));
        await host.Camera.NextReadAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task A_picture_that_waits_in_the_server_is_a_gap_of_the_server_and_then_a_silent_phone_is_flagged()
    {
        // A phone gives up a request after ten seconds and sends the next picture.
        for (var request = 0; request < 4; request++)
        {
            using (host.Get<PendingPictures>().Begin(phone))
            using (host.Get<PendingPictures>().Begin(phone))
                await host.WaitAsync(access, 10);
        }

        Assert.Null(Gap(Sensor.Room));
        Assert.Equal(GapCause.Overloaded, Gap(Sensor.Server)?.Cause);

        await host.WaitAsync(access, 29);
        Assert.Equal(TimeSpan.FromSeconds(29), Gap(Sensor.Room)?.Counted);
        await host.WaitAsync(access, 2);

        var report = await EndAsync(host, access);
        Assert.Equal(
            "no picture from the room camera reached the server",
            Assert.Single(report.Violations, flag => flag.Type == "room_camera_lost").Detail
        );
        Assert.Contains(report.Violations, flag => flag.Type == "monitoring_degraded");
    }

    [Fact]
    public async Task Requests_of_a_stranger_do_not_excuse_a_silent_phone()
    {
        using (host.Get<PendingPictures>().Begin("a secret that is not ours"))
            await host.WaitAsync(access, 35);

        Assert.Equal(GapCause.RoomSilent, Gap(Sensor.Room)?.Cause);
        Assert.Contains((await EndAsync(host, access)).Violations, flag => flag.Type == "room_camera_lost");
    }

    [Fact]
    public async Task The_delay_of_the_servers_own_work_does_not_count_and_a_longer_silence_does()
    {
        for (var second = 0; second < 15; second++)
        {
            host.Get<StallMeter>().Report(host.Now, TimeSpan.FromSeconds(1));
            host.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(Gap(Sensor.Room));
        host.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TimeSpan.FromSeconds(17), Gap(Sensor.Room)!.SilenceAt(host.Now));
    }

    [Fact]
    public async Task A_database_that_is_away_accuses_no_phone_that_sent_before()
    {
        host.Databases.Away = true;
        for (var second = 0; second < 40; second += 5)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(5));
            await Assert.ThrowsAsync<IOException>(() => host.Get<PhoneRequests>().FindAsync(phone, Cancellation));
            await Assert.ThrowsAsync<IOException>(() => host.Get<PhoneRequests>().FindAsync(new string('a', 64), Cancellation));
            Assert.Null(Gap(Sensor.Room));
        }

        host.Databases.Away = false;
        await host.UntilAsync(() => !host.Live(access).Queue.RoomWaits);
        Assert.Contains((await EndAsync(host, access)).Violations, flag => flag.Type == "monitoring_degraded");
    }

    SensorGap? Gap(Sensor sensor) => host.Live(access).Sensors.Examine(host.Now, null).FirstOrDefault(gap => gap.Sensor == sensor);
}
