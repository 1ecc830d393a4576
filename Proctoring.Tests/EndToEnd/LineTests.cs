using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A page with a bad connection shows which answers are saved, loses none, and finds a transport if there is one.</summary>
public sealed class LineTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    /// <summary>The circuit is silent for six seconds, plus the time of a busy machine.</summary>
    const float Noticed = 9000;

    [Fact]
    public async Task On_a_dead_connection_nothing_new_is_shown_as_saved_and_a_reload_loses_no_answer()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await BeginStandardAsync(line);
        await candidate.ChooseAsync(1);

        line.Set(Line.Dead);
        await candidate.At("choice-3").ClickAsync();
        await Expect(candidate.At("save-state")).Not.ToContainTextAsync("Saved", new() { Timeout = 1000 });
        await candidate.SeesAsync("save-state", "Not sent yet");
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = Noticed });
        await candidate.SeesAsync("connection-lost", "Saved answers are safe");
        await candidate.PhotographAsync("quiz-offline");
        // The question can still be answered, and the timer runs.
        var before = await candidate.TimeLeftAsync();
        await candidate.At("choice-4").ClickAsync();
        await candidate.Page.WaitForFunctionAsync(
            "text => document.querySelector('[data-testid=timer]').innerText !== text",
            await candidate.Timer.InnerTextAsync()
        );
        Assert.True(await candidate.TimeLeftAsync() < before);

        line.Set(Line.Open);
        await candidate.Page.ReloadAsync();

        await candidate.SeesAsync("save-state", "Saved");
        await candidate.At("nav-1").ClickAsync();
        await Expect(candidate.At("choice-4").Locator("input")).ToBeCheckedAsync();
        Assert.Equal([3], await AnswersAsync(candidate));
    }

    [Fact]
    public async Task When_the_connection_is_back_the_answers_are_sent_without_a_reload_and_no_error_is_shown()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await BeginStandardAsync(
            line,
            new()
            {
                ColorScheme = ColorScheme.Dark,
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        await candidate.ChooseAsync(1);

        line.Set(Line.Dead);
        await candidate.At("choice-2").ClickAsync();
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = Noticed });
        await candidate.PhotographAsync("quiz-offline-dark");
        line.Set(Line.Open);

        await candidate.SeesAsync("save-state", "Saved");
        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("circuit-error")).ToBeHiddenAsync();
        Assert.Equal([1], await AnswersAsync(candidate));
        await candidate.NextAsync();
        await candidate.SeesQuestionAsync(2);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/exams/software-interview/start?proctored=false")]
    public async Task A_short_cut_shows_no_error_while_it_lasts_or_afterwards(string page)
    {
        await using var line = LineProxy.Before(App);
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(line.Address + page);
        await candidate.IsLiveAsync();

        line.RefusedPath = "/_blazor";
        line.Cut();
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        // Several reconnections fail: the framework takes each for an error.
        await candidate.Page.WaitForFunctionAsync("() => document.getElementById('blazor-error-ui').style.display === 'block'");
        await Expect(candidate.At("circuit-error")).ToBeHiddenAsync();
        line.RefusedPath = null;

        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("circuit-error")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_circuit_that_ends_with_an_error_reports_it()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);
        await candidate.IsLiveAsync();
        // The layout's own script fails, outside of what a page's error boundary catches.
        await candidate.Page.EvaluateAsync(
            "() => Object.defineProperty(document, 'cookie', { get: () => '', set() { throw new Error('blocked'); } })"
        );
        await candidate.At("theme-toggle").ClickAsync();

        await Expect(candidate.At("circuit-error")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }

    [Theory]
    [InlineData(nameof(Upgrade.Refused))]
    [InlineData(nameof(Upgrade.Swallowed))]
    public async Task If_WebSockets_are_blocked_a_proctored_exam_works_by_long_polling(string upgrade)
    {
        await using var line = LineProxy.Before(App);
        line.Upgrade = Enum.Parse<Upgrade>(upgrade);
        var candidate = await ArriveAsync(address: line.Address);

        await candidate.StartProctoredAsync();
        await candidate.ChooseAsync(2);
        await candidate.HandInAsync();

        await candidate.SeesAsync("score-detail", "of 12");
        Assert.True(line.Upgrades > 0);
        Assert.DoesNotContain(candidate.Complaints, complaint => complaint.Contains("Unhandled", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task If_nothing_reaches_the_server_the_page_explains_it_within_ten_seconds_and_recovers()
    {
        await using var line = LineProxy.Before(App);
        line.RefusedPath = "/_blazor";
        line.Upgrade = Upgrade.Swallowed;
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync($"{line.Address}/exams/software-interview/start?proctored=false");

        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await candidate.SeesAsync("connection-lost", "reach the server");
        await Expect(candidate.Page.GetByText("You are offline")).ToBeHiddenAsync();
        await candidate.PhotographAsync("line-blocked");

        (line.RefusedPath, line.Upgrade) = (null, Upgrade.Allowed);
        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("start")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
    }

    [Fact]
    public async Task After_a_cut_the_monitor_does_not_blame_the_camera()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await ArriveAsync(address: line.Address);
        await candidate.StartProctoredAsync();
        await candidate.Page.EvaluateAsync(
            """
            () => {
              window.shown = new Set();
              const look = () => shown.add(document.querySelector('[data-testid=monitor-state]')?.dataset.state);
              new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
            }
            """
        );

        line.Set(Line.Dead);
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = Noticed });
        await candidate.Page.WaitForTimeoutAsync(4000);
        line.Set(Line.Open);
        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.SeesAsync("monitor-state", "Monitoring is on");

        Assert.DoesNotContain("silent", await candidate.Page.EvaluateAsync<string[]>("() => [...shown]"));
    }

    async Task<CandidatePage> BeginStandardAsync(LineProxy line, BrowserNewContextOptions? options = null)
    {
        var candidate = await ArriveAsync(Camera.None, options: options, address: line.Address);
        await candidate.ChooseExamAsync(proctored: false);
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        return candidate;
    }

    /// <summary>The choices of the candidate that the server has stored, from 0.</summary>
    async Task<IEnumerable<int>> AnswersAsync(CandidatePage candidate)
    {
        var session = Guid.Parse(new Uri(candidate.Page.Url).Segments[^1]);
        await using var db = await App.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<Core.Storage.ProctoringDb>>()
            .CreateDbContextAsync();
        return
        [
            .. db
                .Answers.Where(answer => answer.SessionId == session)
                .OrderBy(answer => answer.QuestionId)
                .Select(answer => answer.Choice),
        ];
    }
}
