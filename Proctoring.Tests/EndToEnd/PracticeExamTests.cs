using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A rehearsal in real Chromium: no photo, a result that coaches, and everything deleted on request.</summary>
public sealed class PracticeExamTests(Chromium chromium) : BrowserTest(chromium)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Practice_skips_the_photo_coaches_and_deletes_everything_on_request()
    {
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        (await database.Exams.SingleAsync(exam => exam.Slug == "software-interview", Cancellation)).Policy = "practice";
        await database.SaveChangesAsync(Cancellation);
        var candidate = await ArriveAsync(played: true);
        await candidate.Page.GotoAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await candidate.SeesAsync("consent-practice", "Only you see the pictures");
        await Expect(candidate.At("consent-face")).ToHaveCountAsync(0);
        await candidate.PhotographAsync("practice-start");
        await candidate.ChooseExamAsync(proctored: true, comparesFace: false);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another face in view");
        await candidate.HandInAsync();

        await candidate.SeesAsync("practice-lines", "Another face in view: 1 ×");
        await candidate.PhotographAsync("practice-result");
        await candidate.At("practice-delete").ClickAsync();
        await Expect(candidate.Page).ToHaveURLAsync($"{App.Address}/", new() { Timeout = CandidatePage.Patience });
        Assert.Empty(await database.Sessions.AsNoTracking().ToListAsync(Cancellation));
        Assert.Empty(candidate.Complaints);
    }
}
