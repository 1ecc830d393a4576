using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Proctoring.Tests.Sessions.RoomScene;

namespace Proctoring.Tests.Sessions;

/// <summary>The pictures of a room camera: their bounds, the ones that cannot be read, and the ones that are stored.</summary>
public sealed class RoomPictureTests
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pictures_are_bounded_and_hostile_bytes_reach_no_decoder()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);

        Assert.Equal(Refusal.NotAnImage, Send(host, access, "<svg/>"u8.ToArray()));
        Assert.Equal(Refusal.NotBaselineJpeg, Send(host, access, CraftedPicture.ProgressiveJpeg(64, 64, 3)));
        Assert.Equal(Refusal.TooLarge, Send(host, access, new byte[600 * 1024]));
        Assert.Equal(Refusal.Malformed, host.Get<RoomCameras>().Take(access.SessionId, null));
        Assert.Null(Send(host, access));
        Assert.Equal(Refusal.TooOften, Send(host, access));
        await host.Camera.NextReadAsync();

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Refusal.NotAnImage, Send(host, access, [1, 2, 3]));
        await host.WaitAsync(access, 40);
        var report = await EndAsync(host, access);
        Assert.Contains(report.Gaps, gap => gap is { Sensor: Sensor.Room, Cause: GapCause.RoomRefused });
        // The webcam has an allowance of its own.
        Assert.DoesNotContain(report.Gaps, gap => gap is { Sensor: Sensor.Camera, Cause: GapCause.RefusedFrames });
    }

    [Fact]
    public async Task Pictures_that_cannot_be_read_are_a_gap_of_the_phone_and_an_error_of_the_server_is_not()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        for (var picture = 0; picture < 18; picture++)
        {
            await host.ShowAsync(access, Scene.OneFace, 2);
            Assert.Null(Send(host, access, ScriptedFrameReader.Frame(Scene.Damaged)));
            await host.Camera.NextReadAsync();
        }

        await SeeAsync(host, access, Scene.RoomAlone, 4);
        // No such scene: reading it throws.
        Assert.Null(Send(host, access, ScriptedFrameReader.Frame((Scene)200)));
        await host.UntilAsync(() => IsDegraded(host));
        var report = await EndAsync(host, access);

        var gap = Assert.Single(report.Gaps, gap => gap.Sensor == Sensor.Room && gap.Cause == GapCause.RoomRefused);
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(42));
        var lost = Assert.Single(report.Violations, flag => flag.Type == "room_camera_lost");
        Assert.Equal("pictures of the room camera arrived but could not be read", lost.Detail);
        Assert.Contains(report.Violations, flag => flag.Type == "monitoring_degraded");
    }

    [Fact]
    public async Task A_second_person_and_a_phone_in_the_room_are_flags_with_the_picture_of_the_room()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        await SeeAsync(host, access, Scene.RoomTwo, 5);
        await SeeAsync(host, access, Scene.RoomAlone, 6);
        await SeeAsync(host, access, Scene.RoomPhone, 4);
        Assert.NotNull(host.Get<RoomCameras>().Picture(access.SessionId));
        var report = await EndAsync(host, access);
        Assert.Null(host.Get<RoomCameras>().Picture(access.SessionId));

        Assert.Equal(
            ["room_multiple_persons", "room_object_detected"],
            report.Violations.Where(flag => flag.Type.StartsWith("room_", StringComparison.Ordinal)).Select(flag => flag.Type)
        );
        var flag = report.Violations.Single(flag => flag.Type == "room_multiple_persons");
        Assert.Equal("Another person seen by the room camera", flag.Title);
        var picture = await host.Get<EvidenceReader>().ReadAsync(access.SessionId, Assert.Single(flag.Evidence), Cancellation);
        Assert.Equal(ScriptedFrameReader.Frame(Scene.RoomTwo), picture!.Value.Content);
        Assert.Equal(2, Assert.Single(flag.Boxes).Count);
        Assert.Null(flag.Strip);
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task A_flag_of_the_webcam_stores_the_room_beside_it_and_retention_deletes_it_with_a_record(DatabaseKind kind)
    {
        await using var host = await CreateAsync(Required, kind);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.AnalyzedAsync(access);
        await EndAsync(host, access);
        var room = Assert.Single(await PicturesAsync(host, access));

        Assert.Equal(PictureSource.Room, room.Source);
        var found = (await host.Get<CaseReader>().FindAsync(StaffViewer.Console, access.SessionId, default))!;
        Assert.Equal(room.Id, found.Room!.At(found.Flags.First(one => one.Type == "multiple_faces_detected"))!.Id);
        Assert.Null(found.Screen);
        await using (var database = host.OpenDatabase())
        {
            var content = (await ExportedSession.ReadAsync(database, access.SessionId, default))!;
            Assert.Contains(($"room-{room.Id:N}.jpg", room.StoreKey), content.Files);
        }

        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
        host.Clock.Advance(TimeSpan.FromDays(31));
        await host.Get<RetentionRunner>().RunAsync(StaffViewer.Console, null, default);
        Assert.Empty(await PicturesAsync(host, access));
        Assert.Null(await host.Get<IEvidenceStore>().GetAsync(room.StoreKey, default));
        Assert.Contains(await host.Get<DeletionList>().ReadAsync(access.SessionId, default), deleted => deleted.Data == DeletedData.Room);
        Assert.True((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Intact);
    }

    [Fact]
    public async Task A_picture_of_the_room_does_not_stand_for_one_of_the_screen_after_a_restart()
    {
        await using var host = await CoreHost.CreateAsync(
            DatabaseKind.Sqlite,
            ("Proctoring:Policies:standard:RoomCamera", Required),
            ("Proctoring:Policies:standard:Screen", "at_flags")
        );
        var access = await host.OpenSessionAsync();
        await ConsentAsync(host, access, agreed: true);
        await StartAsync(host, access);
        host.Signal(access, ScreenScene.Shared);
        await SeeAsync(host, access, Scene.RoomAlone, 2);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        Assert.Equal(PictureSource.Room, Assert.Single(await PicturesAsync(host, access)).Source);

        await host.CrashAndRestartAsync(TimeSpan.FromSeconds(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, ScreenScene.Shared);
        Assert.Null(ScreenScene.Send(host, access));
        await SeeAsync(host, access, Scene.RoomAlone, 1);
        await host.ShowAsync(access, Scene.TwoFaces, 1);
        await host.StoredAsync(access);
        await EndAsync(host, access);

        // The flag that continues has its picture of the room already.
        Assert.Equal(
            [PictureSource.Screen, PictureSource.Room],
            (await PicturesAsync(host, access)).Select(picture => picture.Source).Order()
        );
    }

    [Fact]
    public async Task A_flag_that_another_system_reports_stores_the_room_beside_it()
    {
        await using var host = await CreateAsync(Required);
        var asked = new ExamStart
        {
            Student = new StudentName("s-1", null),
            ExamName = "Essay",
            TotalQuestions = 1,
        };
        var opened = await host.Get<ExamStarts>().OpenAsync(ApiCaller.Anybody, asked, default);
        await host.GiveFaceAsync(opened.Access);
        await ConsentAsync(host, opened.Access, agreed: true);
        await StartAsync(host, opened.Access);
        await SeeAsync(host, opened.Access, Scene.RoomAlone, 2);

        await ReportAsync("microphone_lost");
        await host.StoredAsync(opened.Access);
        Assert.Empty(await PicturesAsync(host, opened.Access));
        await ReportAsync("multiple_faces_detected");
        await host.StoredAsync(opened.Access);

        var room = Assert.Single(await PicturesAsync(host, opened.Access));
        Assert.Equal(PictureSource.Room, room.Source);
        Assert.Equal(
            ScriptedFrameReader.Frame(Scene.RoomAlone),
            (await host.Get<EvidenceReader>().ReadAsync(opened.Access.SessionId, room.Id, Cancellation))!.Value.Content
        );

        Task ReportAsync(string type) =>
            host.Get<ReportedEvents>()
                .RecordAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), new ReportedEvent { Type = type }, default);
    }

    [Fact]
    public async Task The_limit_counts_the_pictures_from_before_a_restart()
    {
        await using var host = await CreateAsync(Required);
        var access = await OpenAsync(host);
        await StartAsync(host, access);
        await SeeAsync(host, access, Scene.RoomAlone, 3);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        var stored = Assert.Single(await PicturesAsync(host, access));
        Assert.Equal(ScriptedFrameReader.Frame(Scene.RoomAlone).Length, stored.Bytes);
        await using (var database = host.OpenDatabase())
            await database.ScreenPictures.ExecuteUpdateAsync(
                set => set.SetProperty(picture => picture.Bytes, (int)RoomPictures.MostStoredBytes),
                Cancellation
            );

        await host.CrashAndRestartAsync(TimeSpan.FromMinutes(1));
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        await SeeAsync(host, access, Scene.RoomAlone, 1);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.StoredAsync(access);
        var report = await EndAsync(host, access);

        Assert.Equal(stored.Id, Assert.Single(await PicturesAsync(host, access)).Id);
        Assert.Contains(report.Violations, flag => flag.Detail == "the limit for pictures of the room is reached");
    }

    static bool IsDegraded(CoreHost host)
    {
        using var database = host.OpenDatabase();
        return database.Violations.Any(flag => flag.Type == "monitoring_degraded");
    }
}
