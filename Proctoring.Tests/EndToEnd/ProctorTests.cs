using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Violations;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A proctor in real Chromium: the wall, one candidate large, a word to them, and the end with its reason.</summary>
public sealed class ProctorTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_proctor_sees_a_candidate_writes_to_them_and_ends_their_exam()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();
        await candidate.ChooseAsync(1);
        await candidate.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another face in view");
        var proctor = await SignedInAsync("Pia Proctor", StaffRoles.Proctor, "/live");

        await Expect(proctor.At("tile")).ToContainTextAsync("Another face in view", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("tile").Locator("img")).ToBeVisibleAsync();
        await proctor.PhotographAsync("live-one");
        await proctor.At("tile").ClickAsync();
        await Expect(proctor.At("live-picture")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        Assert.True(await proctor.Page.EvaluateAsync<bool>("async () => { const image = document.querySelector('[data-testid=live-picture]'); await image.decode(); return image.naturalWidth > 0; }"));
        await Expect(proctor.At("live-event").First).ToContainTextAsync("Another face in view");

        await proctor.Page.Locator("#proctor-message").FillAsync("Please ask the other person to leave.");
        await proctor.At("send-message").ClickAsync();
        await Expect(candidate.At("staff-message")).ToContainTextAsync("Please ask the other person to leave.", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("message-state")).ToContainTextAsync("shown at", new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("quiz-staff-message");
        await candidate.At("staff-message-close").ClickAsync();
        await Expect(candidate.At("staff-message")).ToHaveCountAsync(0);
        await proctor.PhotographAsync("live-session");

        await proctor.At("end-exam").ClickAsync();
        await proctor.Page.Locator("#end-reason").FillAsync("A second person answered for the candidate.");
        await proctor.PhotographAsync("live-end");
        await proctor.At("confirm-end").ClickAsync();
        await Expect(candidate.At("ended-by-staff")).ToContainTextAsync("A second person answered for the candidate.", new() { Timeout = CandidatePage.Patience });
        await Expect(proctor.At("live-over")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });

        // And the candidate answers the flag.
        await candidate.At("reply-open").First.ClickAsync();
        await candidate.At("reply-text").First.Locator("textarea").First.FillAsync("It was my mother, who brought tea.");
        await candidate.At("reply-keep").ClickAsync();
        await Expect(candidate.At("reply")).ToContainTextAsync("brought tea");
        await candidate.PhotographAsync("result-ended");
        await candidate.Page.ReloadAsync();
        await Expect(candidate.At("reply")).ToContainTextAsync("brought tea", new() { Timeout = CandidatePage.Patience });

        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        var session = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((SessionStatus.Ended, "A second person answered for the candidate."), (session.Status, session.EndReason));
        Assert.Single(db.Answers);
        Assert.Equal(["message_sent", "session_ended"], await db.AuditEntries.Where(row => row.SessionId == session.Id).OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(TestContext.Current.CancellationToken));
        Assert.NotNull(await db.Violations.Select(row => row.WarnedAt).FirstAsync(at => at != null, TestContext.Current.CancellationToken));
        Assert.Empty(proctor.Complaints);
    }

    [Fact]
    public async Task Fifty_candidates_are_calm_on_the_wall()
    {
        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        var minutes = (int)(DateTime.UtcNow - ReviewScene.Morning).TotalMinutes;
        List<ProctoringSession> sessions = [];
        for (var index = 0; index < 50; index++)
            sessions.Add(await db.SitAsync($"student-{index:00}", exam: index % 4 == 0 ? "An exam whose name is far longer than any tile is wide" : "Anatomy", minutesAfter: minutes - 5 - index % 3, status: SessionStatus.Running, name: index == 7 ? "Nebuchadnezzar-Maximiliane von und zu Hohenstein" : null));
        await App.Get<LiveSessions>().OpenAllAsync(default);
        foreach (var session in sessions)
        {
            App.Get<LiveSessions>().Join(session.Id, "test");
            App.Get<LiveSessions>().Take(session.Id, "test", session.StudentId % 5 == 0 ? TestFaces.Empty : TestFaces.Candidate);
        }

        var bad = await db.FlagAsync(sessions[30], "object_detected", 1, 5, Severity.High);
        bad.EndedAt = null;
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var auditor = await SignedInAsync("Aud Itor", StaffRoles.Auditor, "/live");
        await Expect(auditor.At("tile")).ToHaveCountAsync(50, new() { Timeout = CandidatePage.Patience });
        await Expect(auditor.At("tile").First).ToContainTextAsync("student-30");

        // No tile changes its place while nothing happens, and the page's pictures are not asked for without end.
        await auditor.PhotographAsync("live-fifty");
        var order = await auditor.At("tile").AllInnerTextsAsync();
        var requests = 0;
        auditor.Page.Request += (_, _) => requests++;
        await auditor.Page.WaitForTimeoutAsync(4000);
        var later = await auditor.At("tile").AllInnerTextsAsync();
        Assert.Equal(Names(order), Names(later));
        Assert.InRange(requests, 0, 50 * 3);
        await auditor.At("tile").First.ClickAsync();
        await Expect(auditor.At("read-only")).ToBeVisibleAsync();
        await Expect(auditor.At("end-exam")).ToHaveCountAsync(0);
        Assert.Empty(auditor.Complaints);

        static IEnumerable<string> Names(IEnumerable<string> tiles) => tiles.Select(tile => tile.Split('\n').First(line => line.StartsWith("student", StringComparison.Ordinal) || line.StartsWith("Nebu", StringComparison.Ordinal)));
    }

    async Task<CandidatePage> SignedInAsync(string name, string role, string goTo)
    {
        var page = await ArriveAsync(Camera.None);
        await page.Page.SignInAsync(App, await App.CreateStaffAsync(name, role), goTo);
        return page;
    }
}
