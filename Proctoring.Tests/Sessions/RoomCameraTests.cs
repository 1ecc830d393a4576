using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Sessions.RoomScene;

namespace Proctoring.Tests.Sessions;

/// <summary>A phone as room camera: its right, its gaps, and the checks before the exam.</summary>
public sealed class RoomCameraTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_code_connects_one_phone_and_a_new_code_lets_another_take_its_place(DatabaseKind kind)
    {
        await using var host = await CreateAsync(Required, kind);
        var (access, links) = (await OpenAsync(host), host.Get<RoomCameraLinks>());
        var code = (await links.CreateCodeAsync(access, Cancellation))!;

        Assert.True(await links.IsOpenAsync(code, Cancellation));
        var first = (await links.JoinAsync(code, Cancellation))!;
        Assert.Null(await links.JoinAsync(code, Cancellation));
        Assert.False(await links.IsOpenAsync(code, Cancellation));
        Assert.Equal(new RoomPhone(access.SessionId, true), await links.FindAsync(first, Cancellation));

        var second = (await links.JoinAsync((await links.CreateCodeAsync(access, Cancellation))!, Cancellation))!;
        Assert.Null(await links.FindAsync(first, Cancellation));
        Assert.NotNull(await links.FindAsync(second, Cancellation));
        Assert.Null(await links.StopAsync(first, Cancellation));
        Assert.Equal(access.SessionId, await links.StopAsync(second, Cancellation));
        Assert.Null(await links.FindAsync(second, Cancellation));
    }

    [Fact]
    public async Task A_code_expires_ends_with_the_session_and_needs_the_right_to_it()
    {
        await using var host = await CreateAsync(Required);
        var (access, links) = (await OpenAsync(host), host.Get<RoomCameraLinks>());
        var late = (await links.CreateCodeAsync(access, Cancellation))!;
        host.Clock.Advance(RoomCameraLinks.CodeLifetime);

        Assert.Null(await links.JoinAsync(late, Cancellation));
        Assert.Null(await links.JoinAsync(new string('2', RoomCameraLinks.CodeLength), Cancellation));
        Assert.Null(await links.CreateCodeAsync(access with { Token = new string('x', 43) }, Cancellation));

        await StartAsync(host, access);
        var phone = (await links.JoinAsync((await links.CreateCodeAsync(access, Cancellation))!, Cancellation))!;
        var open = (await links.CreateCodeAsync(access, Cancellation))!;
        await EndAsync(host, access);
        Assert.Null(await links.JoinAsync(open, Cancellation));
        Assert.Null(await links.CreateCodeAsync(access, Cancellation));
        Assert.Equal(new RoomPhone(access.SessionId, false), await links.FindAsync(phone, Cancellation));
    }

    [Theory]
    [InlineData("off", true)]
    [InlineData(Required, false)]
    public async Task A_session_uses_a_phone_only_if_the_policy_does_and_the_candidate_agreed(string policy, bool agreed)
    {
        await using var host = await CreateAsync(policy);
        var access = await OpenAsync(host, agreed);
        await StartAsync(host, access);

        Assert.Null(await host.Get<RoomCameraLinks>().CreateCodeAsync(access, Cancellation));
        Assert.Equal(Refusal.NotWanted, Send(host, access));
        await host.WaitAsync(access, 60);
        var report = await EndAsync(host, access);
        Assert.DoesNotContain(report.Monitored, sensor => sensor.Sensor == Sensor.Room);
        Assert.DoesNotContain(report.Violations, flag => flag.Type == "room_camera_lost");
    }

    [Fact]
    public async Task An_exam_without_a_required_phone_goes_on_with_a_gap_and_a_flag_that_its_first_picture_ends()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await host.WaitAsync(access, 45);
        await SeeAsync(host, access, Scene.RoomAlone, 5);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations, flag => flag.Type == "room_camera_lost");
        Assert.Equal((Severity.Medium, "no phone was connected as room camera"), (lost.Severity, lost.Detail));
        Assert.InRange(lost.EndedAt - lost.BeganAt, TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(50));
        Assert.Equal(GapCause.RoomNotConnected, Assert.Single(report.Gaps, gap => gap.Sensor == Sensor.Room).Cause);
        Assert.InRange(Assert.Single(report.Monitored, sensor => sensor.Sensor == Sensor.Room).Share, 0.01, 0.5);
    }

    [Fact]
    public async Task An_offered_phone_is_missed_only_after_it_was_connected()
    {
        await using var host = await CreateAsync(Offered);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await host.WaitAsync(access, 60);
        Assert.DoesNotContain(host.Live(access).Sensors.Examine(host.Now, null), gap => gap.Sensor == Sensor.Room);

        var links = host.Get<RoomCameraLinks>();
        Assert.NotNull(await links.JoinAsync((await links.CreateCodeAsync(access, Cancellation))!, Cancellation));
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        host.Get<RoomCameras>().Stop(access.SessionId);
        await host.WaitAsync(access, 5);
        var report = await EndAsync(host, access);

        var lost = Assert.Single(report.Violations, flag => flag.Type == "room_camera_lost");
        Assert.Equal("the room camera was stopped on the phone", lost.Detail);
        // The time before its first picture is on record, without a flag.
        Assert.InRange(Assert.Single(report.Monitored, sensor => sensor.Sensor == Sensor.Room).Share, 0.01, 0.2);
        Assert.Contains(
            report.Gaps,
            gap => gap is { Sensor: Sensor.Room, Cause: GapCause.RoomNotConnected } && gap.Duration > TimeSpan.FromSeconds(55)
        );
    }

    [Fact]
    public async Task A_pause_a_lost_page_and_an_outage_of_the_server_accuse_no_phone()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 3);

        host.Live(access).Sensors.Pause(host.Now, GapCause.Break, null);
        Assert.Null(Send(host, access));
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        host.Live(access).Sensors.Resume(host.Now);
        await SeeAsync(host, access, Scene.RoomAlone, 3);
        await host.StoredAsync(access);
        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(2));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await SeeAsync(host, access, Scene.RoomAlone, 3);
        var report = await EndAsync(host, access);

        Assert.DoesNotContain(report.Violations, flag => flag.Type == "room_camera_lost");
        Assert.DoesNotContain(report.Gaps, gap => gap.Cause is GapCause.RoomSilent or GapCause.RoomNotConnected);
    }

    [Fact]
    public async Task A_phone_is_judged_in_the_checks_before_the_exam_and_nothing_is_stored()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        var rooms = host.Get<RoomCameras>();
        Assert.Equal(RoomLook.None, rooms.Look(access.SessionId));

        await SendAndSeeAsync(host, access, Scene.RoomTwo);
        Assert.Equal(RoomGuidance.SeveralPersons, rooms.Look(access.SessionId).Guidance);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await SendAndSeeAsync(host, access, Scene.RoomAlone);
        Assert.Equal(RoomGuidance.Good, rooms.Look(access.SessionId).Guidance);
        Assert.Equal(ScriptedFrameReader.Frame(Scene.RoomAlone), rooms.Picture(access.SessionId));
        host.Clock.Advance(RoomCamera.ConnectedFor);
        Assert.Equal(RoomLook.None, rooms.Look(access.SessionId));
        Assert.Null(rooms.Picture(access.SessionId));
        Assert.Empty(await PicturesAsync(host, access));
    }

    [Fact]
    public async Task A_picture_that_gets_no_place_in_time_is_dropped_and_a_gap_of_the_server()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        var slots = host.Get<InferenceSlots>();
        List<InferenceSlot> uploads = [];
        for (var place = 0; place < Math.Max(1, Environment.ProcessorCount - 1); place++)
            uploads.Add(await slots.TakeForUploadAsync(Cancellation));

        Assert.Null(Send(host, access));
        await host.UntilAsync(() => IsDegraded(host));
        uploads.ForEach(upload => upload.Dispose());

        host.Clock.Advance(RoomCamera.Every);
        await SendAndSeeAsync(host, access, Scene.RoomAlone);
        Assert.Contains((await EndAsync(host, access)).Violations, flag => flag.Type == "monitoring_degraded");
    }

    static bool IsDegraded(CoreHost host)
    {
        using var database = host.OpenDatabase();
        return database.Violations.Any(flag => flag.Type == "monitoring_degraded");
    }
}
