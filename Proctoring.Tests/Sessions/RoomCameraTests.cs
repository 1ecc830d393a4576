using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A phone as room camera: its right, its bounds, its gaps, and the pictures that are stored.</summary>
public sealed class RoomCameraTests
{
    const string Required = "required";
    const string Offered = "offered";

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

    static Task<CoreHost> CreateAsync(string policy, DatabaseKind kind = DatabaseKind.Sqlite) =>
        CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:RoomCamera", policy), ("Proctoring:Retention:PictureDays", "30"));

    static async Task<SessionAccess> OpenAsync(CoreHost host, bool agreed = true)
    {
        var access = await host.OpenSessionAsync();
        await ConsentAsync(host, access, agreed);
        return access;
    }

    static async Task ConsentAsync(CoreHost host, SessionAccess access, bool agreed)
    {
        var consent = new GivenConsent("2026-11-29.3", "en", FaceComparison: true)
        {
            Evidence = FlagEvidence.Strip,
            RoomCamera = agreed,
            Screen = ScreenCapture.AtFlags,
        };
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(access, consent, default));
    }

    static async Task StartAsync(CoreHost host, SessionAccess access)
    {
        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, new BrowserState(false, true, null, true));
    }

    static Refusal? Send(CoreHost host, SessionAccess access, byte[]? jpeg = null) =>
        host.Get<RoomCameras>().Take(access.SessionId, jpeg ?? ScriptedFrameReader.Frame(Scene.RoomAlone));

    /// <summary>Sends a picture of the room and waits until it is analysed.</summary>
    static async Task SendAndSeeAsync(CoreHost host, SessionAccess access, Scene scene)
    {
        var rooms = host.Get<RoomCameras>();
        var before = rooms.Look(access.SessionId).Picture;
        Assert.Null(Send(host, access, ScriptedFrameReader.Frame(scene)));
        await host.Camera.NextReadAsync();
        while (rooms.Look(access.SessionId).Picture == before)
            await Task.Yield();
    }

    /// <summary>Plays a face to the webcam and a scene to the room camera, which sends a picture every two seconds.</summary>
    static async Task SeeAsync(CoreHost host, SessionAccess access, Scene scene, int pictures)
    {
        for (var picture = 0; picture < pictures; picture++)
        {
            await host.ShowAsync(access, Scene.OneFace, 2);
            await SendAndSeeAsync(host, access, scene);
            // Sound is read before a picture that waits beside it.
            await host.AnalyzedAsync(access);
            await host.AnalyzedAsync(access);
        }
    }

    static bool IsDegraded(CoreHost host)
    {
        using var database = host.OpenDatabase();
        return database.Violations.Any(flag => flag.Type == "monitoring_degraded");
    }

    static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

    static async Task<List<ScreenPicture>> PicturesAsync(CoreHost host, SessionAccess access)
    {
        await using var database = host.OpenDatabase();
        return await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => picture.SessionId == access.SessionId)
            .ToListAsync(Cancellation);
    }
}
