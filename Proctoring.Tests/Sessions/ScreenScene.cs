using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A session whose page shares a whole screen and sends the same picture each time.</summary>
internal static class ScreenScene
{
    public const string AtFlags = "at_flags";
    public const string Every = "every 10 s";

    public static readonly byte[] Picture = TestPictures.Jpeg(TestPictures.Blank());
    public static readonly BrowserState Shared = new(false, true, null, true, Screen: ScreenState.Whole);

    public static Task<CoreHost> CreateAsync(string policy, DatabaseKind kind = DatabaseKind.Sqlite) =>
        CoreHost.CreateAsync(kind, ("Proctoring:Policies:standard:Screen", policy), ("Proctoring:Retention:PictureDays", "30"));

    public static async Task<SessionAccess> StartAsync(CoreHost host, string? agreed = null)
    {
        var access = await host.OpenSessionAsync();
        await StartAsync(host, access, agreed);
        return access;
    }

    public static async Task StartAsync(CoreHost host, SessionAccess access, string? agreed = null)
    {
        var consent = new GivenConsent("2026-11-29.1", "en", FaceComparison: true)
        {
            Screen = ScreenCapture.Parse(agreed ?? "every 5 s")!.Value,
        };
        Assert.True(await host.Get<SessionOpener>().ConsentAsync(access, consent, default));
        await host.Get<SessionOpener>().StartAsync(access, default);
        host.Live(access).Join(new CandidateConnection("test"), takeOver: true);
        host.Signal(access, Shared);
    }

    public static Refusal? Send(CoreHost host, SessionAccess access, byte[]? jpeg = null) =>
        host.Live(access).TakeScreen("test", jpeg ?? Picture);

    /// <summary>Shows a second face until it is a High flag, and then one face until that flag has ended.</summary>
    public static async Task FlagAsync(CoreHost host, SessionAccess access)
    {
        await host.ShowAsync(access, Scene.OneFace, 6);
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.AnalyzedAsync(access);
    }

    public static async Task<ReportContent> EndAsync(CoreHost host, SessionAccess access) =>
        (await host.Get<SessionCloser>().SubmitAsync(access, null, default))!;

    public static async Task StoredAsync(CoreHost host, SessionAccess access, int count)
    {
        for (var wait = 0; await CountAsync(host, access) < count && wait < 500; wait++)
        {
            await host.Get<SessionJournals>().Find(access.SessionId)!.FlushAsync();
            await Task.Yield();
        }
    }

    public static async Task<int> CountAsync(CoreHost host, SessionAccess access) => (await PicturesAsync(host, access)).Count;

    public static async Task<List<ScreenPicture>> PicturesAsync(CoreHost host, SessionAccess access)
    {
        await using var database = host.OpenDatabase();
        return await database
            .ScreenPictures.AsNoTracking()
            .Where(picture => picture.SessionId == access.SessionId)
            .OrderBy(picture => picture.TakenAt)
            .ToListAsync(TestContext.Current.CancellationToken);
    }
}
