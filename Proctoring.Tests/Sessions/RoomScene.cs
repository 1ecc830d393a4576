using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>An exam with a phone as room camera, played on the clock of a <see cref="CoreHost"/>.</summary>
internal static class RoomScene
{
    public const string Required = "required";
    public const string Offered = "offered";

    public static Task<CoreHost> CreateAsync(string policy, DatabaseKind kind = DatabaseKind.Sqlite) =>
        CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:RoomCamera", policy), ("Proctoring:Retention:PictureDays", "30"));

    public static async Task<SessionAccess> OpenAsync(CoreHost host, bool agreed = true)
    {
        var access = await host.OpenSessionAsync();
        await ConsentAsync(host, access, agreed);
        return access;
    }

    public static async Task ConsentAsync(CoreHost host, SessionAccess access, bool agreed)
    {
        var consent = new GivenConsent("2026-11-29.3", "en", FaceComparison: true)
        {
            Evidence = FlagEvidence.Strip,
            RoomCamera = agreed,
            Screen = ScreenCapture.AtFlags,
        };
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(access, consent, default));
    }

    public static async Task StartAsync(CoreHost host, SessionAccess access)
    {
        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, new BrowserState(false, true, null, true));
    }

    public static Refusal? Send(CoreHost host, SessionAccess access, byte[]? jpeg = null) =>
        host.Get<RoomCameras>().Take(access.SessionId, jpeg ?? ScriptedFrameReader.Frame(Scene.RoomAlone));

    /// <summary>Sends a picture of the room and waits until it is analysed.</summary>
    public static async Task SendAndSeeAsync(CoreHost host, SessionAccess access, Scene scene)
    {
        var rooms = host.Get<RoomCameras>();
        var before = rooms.Look(access.SessionId).Picture;
        Assert.Null(Send(host, access, ScriptedFrameReader.Frame(scene)));
        await host.Camera.NextReadAsync();
        await UntilAsync(() => rooms.Look(access.SessionId).Picture != before);
    }

    /// <summary>Plays a face to the webcam and a scene to the room camera, which sends a picture every two seconds.</summary>
    public static async Task SeeAsync(CoreHost host, SessionAccess access, Scene scene, int pictures)
    {
        for (var picture = 0; picture < pictures; picture++)
        {
            await host.ShowAsync(access, Scene.OneFace, 2);
            await SendAndSeeAsync(host, access, scene);
            // Sound is read before a picture that waits beside it.
            var queue = host.Live(access).Queue;
            await UntilAsync(() => !queue.RoomWaits);
            await host.AnalyzedAsync(access);
        }
    }

    /// <summary>Waits for other threads, while the test's clock stands still. A test that cannot go on fails.</summary>
    static async Task UntilAsync(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(1))
                throw new TimeoutException("The picture of the room was not processed.");
            await Task.Yield();
        }
    }

    public static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

    public static async Task<List<ScreenPicture>> PicturesAsync(CoreHost host, SessionAccess access)
    {
        await using var database = host.OpenDatabase();
        return await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => picture.SessionId == access.SessionId)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
