using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The live wall with fifty candidates. There are no models: another test reads many cameras, this one shows them.</summary>
public sealed class WallTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings =>
        [("Proctoring:ModelsPath", Path.Combine(Path.GetTempPath(), "no-models-here"))];

    [Fact]
    public async Task Fifty_candidates_are_calm_on_the_wall()
    {
        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        var minutes = (int)(DateTime.UtcNow - ReviewScene.Morning).TotalMinutes;
        List<ProctoringSession> sessions = [];
        for (var index = 0; index < 50; index++)
            sessions.Add(
                await db.SitAsync(
                    $"student-{index:00}",
                    exam: index % 4 == 0 ? "An exam whose name is far longer than any tile is wide" : "Anatomy",
                    minutesAfter: minutes - 5 - index % 3,
                    status: SessionStatus.Running,
                    name: index == 7 ? "Nebuchadnezzar-Maximiliane von und zu Hohenstein" : null
                )
            );
        await App.Get<UnmonitoredSessions>().OpenAllAsync(default);
        foreach (var session in sessions)
            App.Get<LiveSessions>().Find(session.Id)!.Join(new CandidateConnection("test"), takeOver: true);
        using var filming = new CancellationTokenSource();
        var film = FilmAsync(sessions, filming.Token);

        var bad = await db.FlagAsync(sessions[30], "object_detected", 1, 5, Severity.High);
        bad.EndedAt = null;
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var auditor = await SignedInAsync("Aud Itor", StaffRoles.Auditor, "/live");
        await Expect(auditor.At("tile")).ToHaveCountAsync(50, new() { Timeout = CandidatePage.Patience });
        await Expect(auditor.At("tile").First).ToContainTextAsync("student-30");
        await Expect(auditor.At("tile").Locator("img")).ToHaveCountAsync(50, new() { Timeout = CandidatePage.Patience });

        // Sixty tiles of this size fit one screen of 1920 × 1080.
        await auditor.Page.SetViewportSizeAsync(1920, 1080);
        await auditor.At("dense").ClickAsync();
        await Expect(auditor.At("dense")).ToHaveAttributeAsync("aria-pressed", "true");
        var (first, wall) = ((await auditor.At("tile").First.BoundingBoxAsync())!, (await auditor.At("wall").BoundingBoxAsync())!);
        var columns = (int)((wall.Width + 6) / (first.Width + 6));
        Assert.True(
            columns * (int)((1080 - wall.Y + 6) / (first.Height + 6)) >= 60,
            $"{columns} columns of {first.Height} px from {wall.Y}"
        );
        await Screenshots.SaveAsync(auditor.Page, "live-dense-1920");
        await auditor.Page.Locator("#wall-search").FillAsync("student-12");
        await Expect(auditor.At("tile")).ToHaveCountAsync(1);
        await auditor.Page.Locator("#wall-search").FillAsync("");
        await Expect(auditor.At("tile")).ToHaveCountAsync(50);
        await auditor.At("dense").ClickAsync();
        Assert.StartsWith("(1) ", await auditor.Page.TitleAsync(), StringComparison.Ordinal);

        // No tile moves while nothing happens, and the page does not request pictures endlessly.
        await auditor.PhotographAsync("live-fifty");
        var order = await auditor.At("tile").AllInnerTextsAsync();
        var requests = 0;
        auditor.Page.Request += (_, _) => requests++;
        await auditor.Page.WaitForTimeoutAsync(4000);
        var later = await auditor.At("tile").AllInnerTextsAsync();
        Assert.Equal(Names(order), Names(later));
        Assert.InRange(requests, 0, 50 * 3);
        await filming.CancelAsync();
        await film;
        await auditor.At("tile").First.ClickAsync();
        await Expect(auditor.At("read-only")).ToBeVisibleAsync();
        await Expect(auditor.At("end-exam")).ToHaveCountAsync(0);
        Assert.Empty(auditor.Complaints);

        static IEnumerable<string> Names(IEnumerable<string> tiles) =>
            tiles.Select(tile =>
                tile.Split('\n')
                    .First(line =>
                        line.StartsWith("student", StringComparison.Ordinal) || line.StartsWith("Nebu", StringComparison.Ordinal)
                    )
            );
    }

    /// <summary>Sends a picture a second from every camera.</summary>
    async Task FilmAsync(List<ProctoringSession> sessions, CancellationToken stop)
    {
        using var shutter = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            do
            {
                foreach (var session in sessions)
                    App.Get<LiveSessions>()
                        .Find(session.Id)
                        ?.TakeFrame("test", session.StudentId % 5 == 0 ? TestFaces.Empty : TestFaces.Candidate);
            } while (await shutter.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
            // The cameras are off.
        }
    }

    async Task<CandidatePage> SignedInAsync(string name, string role, string goTo)
    {
        var page = await ArriveAsync(Camera.None);
        await page.Page.SignInAsync(App, await App.CreateStaffAsync(name, role), goTo);
        return page;
    }
}
