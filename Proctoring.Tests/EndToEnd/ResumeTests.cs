using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate never loses answers or time: neither by a reload, nor by a restart of the server, nor when the time is
/// up.</summary>
public sealed class ResumeTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task A_reload_during_the_exam_keeps_answers_and_time()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        await candidate.ChooseAsync(2);
        await candidate.NextAsync();
        await candidate.ChooseAsync(4);
        var before = await candidate.TimeLeftAsync();

        await candidate.Page.ReloadAsync();
        await candidate.SeesAsync("monitor-state", "Monitoring is on");

        await candidate.SeesAsync("answered-count", "2 of 12");
        Assert.InRange(await candidate.TimeLeftAsync(), before - TimeSpan.FromMinutes(1), before);
        await candidate.At("nav-1").ClickAsync();
        await Expect(candidate.At("choice-2").GetByRole(Microsoft.Playwright.AriaRole.Radio).Or(candidate.At("choice-2").Locator("input")))
            .ToBeCheckedAsync();
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_restart_of_the_server_is_shown_and_the_exam_continues_automatically()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        await candidate.ChooseAsync(3);

        await App.StopAsync();
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("connection-lost")).ToContainTextAsync("Saved answers are safe");
        await candidate.PhotographAsync("connection-lost");
        App.StartAgain();

        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = 2 * CandidatePage.Patience });
        await candidate.SeesAsync("monitor-state", "Monitoring is on");
        await candidate.SeesAsync("answered-count", "1 of 12");
        await candidate.HandInAsync();
        await candidate.SeesAsync("score-detail", "of 12");
    }

    [Fact]
    public async Task When_the_time_is_up_the_answers_are_submitted_automatically()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.ChooseExamAsync(proctored: false);
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.ChooseAsync(2);
        await using (var db = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            var soon = DateTime.UtcNow.AddSeconds(6);
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(session => session.EndsAt, soon),
                TestContext.Current.CancellationToken
            );
        }

        await candidate.Page.ReloadAsync();

        await Expect(candidate.At("score")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.SeesAsync("score-detail", "1 of 12");

        // On a shared computer the next person must not find the result.
        var result = candidate.Page.Url;
        await candidate.At("forget").ClickAsync();
        await Expect(candidate.Page)
            .ToHaveURLAsync(new System.Text.RegularExpressions.Regex("^https?://[^/]+/$"), new() { Timeout = CandidatePage.Patience });
        await candidate.Page.GotoAsync(result);
        await Expect(candidate.At("no-access")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await using var after = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SessionStatus.TimedOut, (await after.Sessions.SingleAsync(TestContext.Current.CancellationToken)).Status);
    }

    [Fact]
    public async Task A_second_window_takes_over_only_on_request()
    {
        var first = await ArriveAsync();
        await first.StartProctoredAsync();
        var second = await first.Page.Context.NewPageAsync();
        await second.GotoAsync(first.Page.Url);
        await Expect(second.GetByTestId("monitor-state"))
            .ToContainTextAsync("Monitoring is on", new() { Timeout = CandidatePage.Patience });

        await Expect(first.At("use-this-window")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await first.At("use-this-window").ClickAsync();

        await first.SeesAsync("monitor-state", "Monitoring is on");
        await Expect(second.GetByTestId("use-this-window")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }
}
