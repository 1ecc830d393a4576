using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate who left an exam finds it, and earlier results, from the first page.</summary>
public sealed class ComeBackTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_first_page_leads_back_to_a_running_exam_and_to_results()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);
        await candidate.IsLiveAsync();
        await Expect(candidate.At("running-exam")).ToHaveCountAsync(0);
        await candidate.ChooseExamAsync(proctored: false);
        await Expect(candidate.At("begin")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });

        await candidate.Page.GotoAsync(App.Address);
        await candidate.SeesAsync("running-exam", "You have not started this exam yet");
        await candidate.At("continue-exam").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.ChooseAsync(2);
        var session = candidate.Page.Url;

        // As after a crash of the browser: the address of the exam is lost, its storage is not.
        await candidate.Page.GotoAsync(App.Address);
        await candidate.SeesAsync("running-exam", "You have an exam running");
        await Expect(candidate.At("running-left")).ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"\d\d:\d\d"));
        await PageLook.LookAtAsync(candidate, "home-running");

        await candidate.Page.GotoAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await Expect(candidate.At("continue-exam")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("start")).ToHaveCountAsync(0);
        await PageLook.LookAtAsync(candidate, "start-running");
        await candidate.At("start-another").ClickAsync();
        await Expect(candidate.At("start")).ToBeVisibleAsync();
        await using (
            var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken)
        )
            Assert.Equal(1, await database.Sessions.CountAsync(TestContext.Current.CancellationToken));

        await candidate.At("continue-exam").ClickAsync();
        await candidate.SeesAsync("answered-count", "1 of 12");
        Assert.Equal(session, candidate.Page.Url);
        await candidate.HandInAsync();

        await candidate.Page.GotoAsync(App.Address);
        await Expect(candidate.At("earlier-result")).ToHaveCountAsync(1, new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("running-exam")).ToHaveCountAsync(0);
        await PageLook.LookAtAsync(candidate, "home-results");
        await candidate.At("earlier-result").GetByRole(Microsoft.Playwright.AriaRole.Link).ClickAsync();
        await candidate.SeesAsync("score-detail", "of 12");

        // On a shared computer the list forgets with the result.
        await candidate.At("forget").ClickAsync();
        await candidate.IsLiveAsync();
        await Expect(candidate.At("exam-card").First).ToBeVisibleAsync();
        await Expect(candidate.At("earlier-result")).ToHaveCountAsync(0);
        Assert.Empty(candidate.Complaints);
    }
}
