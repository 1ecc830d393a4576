using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Without a connection the exam goes on: questions, answers and the time are in the browser.</summary>
public sealed class OfflineTests(Chromium chromium) : BrowserTest(chromium)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_connection_one_reads_moves_answers_flags_and_reviews_and_everything_arrives_later()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await BeginAsync(line.Address);
        await candidate.ChooseAsync(1);

        line.Set(Line.Dead);
        await candidate.NextAsync();
        await candidate.SeesQuestionAsync(2);
        await candidate.At("choice-3").ClickAsync();
        await candidate.SeesAsync("save-state", "Not sent yet");
        await candidate.At("flag").ClickAsync();
        await candidate.At("nav-5").ClickAsync();
        await candidate.SeesQuestionAsync(5);
        await candidate.Page.Keyboard.PressAsync("4");
        await candidate.SeesAsync("answered-count", "3 of 12");
        await Expect(candidate.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await CoversNothingAsync(candidate);
        await candidate.At("hand-in").ClickAsync();
        await candidate.SeesAsync("unanswered", "9 questions are not answered");
        await candidate.SeesAsync("flagged-list", "Flagged for later: 2.");
        await candidate.SeesAsync("review-note", "You can submit when the connection is back");
        await candidate.PhotographAsync("review-offline");
        await candidate.At("review-2").ClickAsync();
        await Expect(candidate.At("choice-3").Locator("input")).ToBeCheckedAsync();
        // The time of the exam runs on.
        var before = await candidate.TimeLeftAsync();
        await candidate.Page.WaitForFunctionAsync(
            "text => document.querySelector('[data-testid=timer]').innerText !== text",
            await candidate.Timer.InnerTextAsync()
        );
        Assert.True(await candidate.TimeLeftAsync() < before);

        line.Set(Line.Open);

        await candidate.SeesAsync("save-state", "Saved");
        Assert.Equal([0, 2, 3], await AnswersAsync());
        await Expect(candidate.At("connection-lost")).ToBeHiddenAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.HandInAsync();
        await candidate.SeesAsync("score-detail", "of 12");
    }

    /// <summary>After a lost connection the framework delivers the updates from before, one after the other.</summary>
    [Fact]
    public async Task An_update_of_the_time_that_arrives_late_adds_no_time()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await BeginAsync(line.Address);

        var left = await candidate.Page.EvaluateAsync<double[]>(
            """
            () => {
              const timer = document.querySelector('exam-timer[at]');
              const before = timer.now();
              timer.setAttribute('seconds', Number(timer.getAttribute('seconds')) + 300);
              timer.setAttribute('at', Number(timer.getAttribute('at')) - 300_000);
              return [before, timer.now()];
            }
            """
        );

        Assert.True(left[1] <= left[0] + 0.001, $"{left[0]} s, then {left[1]} s");
    }

    [Fact]
    public async Task The_time_runs_out_without_a_connection_and_the_last_answer_counts()
    {
        await using var line = LineProxy.Before(App);
        var candidate = await BeginAsync(line.Address);
        await candidate.ChooseAsync(2);
        // A few seconds are left.
        await EndInAsync(TimeSpan.FromSeconds(20));
        await candidate.Page.WaitForFunctionAsync("() => document.querySelector('[data-testid=timer]').innerText.includes('00:')");

        line.Set(Line.Dead);
        await candidate.NextAsync();
        await candidate.At("choice-3").ClickAsync();
        await candidate.SeesAsync("time-up", "The time is up.");
        await candidate.PhotographAsync("time-up-offline");
        await Expect(candidate.At("choice-1").Locator("input")).ToBeDisabledAsync();
        line.Set(Line.Open);

        await Expect(candidate.At("score")).ToBeVisibleAsync(new() { Timeout = 2 * CandidatePage.Patience });
        Assert.Equal([1, 2], await AnswersAsync());
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(SessionStatus.TimedOut, (await database.Sessions.SingleAsync(Cancellation)).Status);
        await candidate.SeesAsync("score-detail", "of 12");
    }

    /// <summary>Moves the deadline, as the change of a proctor does.</summary>
    async Task EndInAsync(TimeSpan time)
    {
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var session = await database.Sessions.SingleAsync(Cancellation);
        session.EndAt(DateTime.UtcNow + time);
        await database.SaveChangesAsync(Cancellation);
        var change = new TimeChange
        {
            SessionId = session.Id,
            EndsAt = session.EndsAt!.Value,
            Seconds = time.TotalSeconds,
        };
        App.Get<SessionFeed>().Announce(session.Id, new DeadlineNews(change));
    }

    [Fact]
    public async Task The_server_is_killed_and_another_tab_opened_later_sends_what_was_answered_meanwhile()
    {
        var candidate = await BeginAsync();
        await candidate.ChooseAsync(2);
        await candidate.NextAsync();
        await candidate.ChooseAsync(2);
        var address = candidate.Page.Url;

        await App.StopAsync();
        await candidate.At("choice-1").ClickAsync();
        await candidate.SeesAsync("save-state", "Not sent yet");
        await candidate.NextAsync();
        await candidate.At("choice-4").ClickAsync();
        await candidate.SeesAsync("answered-count", "3 of 12");
        // The window closes at once, as in a crash.
        await candidate.Page.CloseAsync(new() { RunBeforeUnload = false });
        App.StartAgain();
        var tab = await candidate.Page.Context.NewPageAsync();
        await tab.GotoAsync(address);

        await Expect(tab.GetByTestId("save-state")).ToHaveTextAsync("Saved", new() { Timeout = CandidatePage.Patience });
        // The question that was open.
        await Expect(tab.GetByTestId("question-place")).ToContainTextAsync("Question 3 of 12");
        await Expect(tab.GetByTestId("choice-4").Locator("input")).ToBeCheckedAsync();
        Assert.Equal([1, 0, 3], await AnswersAsync());
    }

    [Fact]
    public async Task A_reload_returns_to_the_open_question_with_its_flag_and_a_cleared_choice_stays_cleared()
    {
        var candidate = await BeginAsync();
        await candidate.ChooseAsync(2);
        await candidate.At("nav-7").ClickAsync();
        await candidate.ChooseAsync(3);
        await candidate.At("clear").ClickAsync();
        await candidate.SeesAsync("answered-count", "1 of 12");
        await candidate.At("flag").ClickAsync();
        await candidate.SeesAsync("save-state", "Saved");

        await candidate.At("timer-toggle").ClickAsync();
        await Expect(candidate.At("timer").Locator("[data-value]")).ToBeHiddenAsync();

        await candidate.Page.ReloadAsync();

        await candidate.SeesQuestionAsync(7);
        await Expect(candidate.At("timer").Locator("[data-value]")).ToBeHiddenAsync();
        await candidate.At("timer-toggle").ClickAsync();
        await Expect(candidate.At("timer").Locator("[data-value]")).ToBeVisibleAsync();
        await Expect(candidate.At("flag")).ToHaveAttributeAsync("aria-pressed", "true");
        await candidate.SeesAsync("answered-count", "1 of 12");
        await candidate.HandInAsync();
        await candidate.SeesAsync("score-detail", "of 12");
    }

    [Fact]
    public async Task Of_two_windows_one_is_active_and_the_other_can_take_over_with_all_answers()
    {
        var first = await BeginAsync();
        await first.ChooseAsync(1);
        var second = await first.Page.Context.NewPageAsync();
        await second.GotoAsync(first.Page.Url);
        await second.GetByTestId("nav-1").ClickAsync();
        await second.GetByTestId("choice-4").ClickAsync();
        await Expect(second.GetByTestId("save-state")).ToHaveTextAsync("Saved");

        await first.SeesAsync("elsewhere", "open in another window");
        await Expect(first.At("choice-1")).ToHaveCountAsync(0);
        await first.At("sheet-use-this-window").ClickAsync();

        await Expect(first.At("choice-4").Locator("input")).ToBeCheckedAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(second.GetByTestId("elsewhere")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Leaving_asks_and_the_exam_is_there_again_afterwards()
    {
        var candidate = await BeginAsync();
        await candidate.ChooseAsync(1);
        var address = candidate.Page.Url;

        await candidate.Page.Locator("a.brand").ClickAsync();
        await Expect(candidate.Page.GetByText("Leave the exam?")).ToBeVisibleAsync();
        await candidate.Page.GetByRole(AriaRole.Button, new() { Name = "Stay" }).ClickAsync();
        await candidate.SeesQuestionAsync(1);
        Assert.Equal(address, candidate.Page.Url);

        // Closing the tab asks in the browser's own words.
        var asked = new TaskCompletionSource<string>();
        candidate.Page.Dialog += async (_, dialog) =>
        {
            asked.TrySetResult(dialog.Type);
            await dialog.DismissAsync();
        };
        await candidate.Page.CloseAsync(new() { RunBeforeUnload = true });
        Assert.Equal("beforeunload", await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation));
        await candidate.HandInAsync();
    }

    [Fact]
    public async Task The_keyboard_reaches_everything_and_the_focus_never_falls_to_the_page()
    {
        var candidate = await BeginAsync();
        await candidate.Page.Keyboard.PressAsync("2");
        await Expect(candidate.At("choice-2").Locator("input")).ToBeFocusedAsync();
        Assert.True(await candidate.Page.EvaluateAsync<bool>("() => document.querySelector('[data-testid=choice-2] input').checked"));

        foreach (
            var button in new[]
            {
                "clear",
                "flag",
                "next",
                "previous",
                "hand-in",
                "cancel-hand-in",
                "hand-in",
                "review-12",
                "next",
                "review-3",
            }
        )
        {
            await candidate.At(button).FocusAsync();
            await candidate.Page.Keyboard.PressAsync("Enter");
            await candidate.Page.WaitForFunctionAsync("() => document.activeElement !== document.body");
        }

        // The new question is what a screen reader reads.
        await candidate.At("next").FocusAsync();
        await candidate.Page.Keyboard.PressAsync("Enter");
        var said = await candidate.Page.EvaluateAsync<string>("() => document.activeElement.textContent");
        Assert.StartsWith("Question 4 of 12. ", said, StringComparison.Ordinal);
        // One stop for all links to questions; the arrow keys move between them.
        await candidate.At("nav-4").FocusAsync();
        await candidate.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(candidate.At("nav-5")).ToBeFocusedAsync();
        Assert.Equal(1, await candidate.Page.Locator("exam-sheet .cell[tabindex='0']").CountAsync());
    }

    async Task<CandidatePage> BeginAsync(string? address = null)
    {
        var candidate = await ArriveAsync(Camera.None, address: address);
        await candidate.ChooseExamAsync(proctored: false);
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        return candidate;
    }

    /// <summary>The notice lies over no control of the exam.</summary>
    static async Task CoversNothingAsync(CandidatePage candidate)
    {
        var covered = await candidate.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('exam-sheet button, exam-sheet input, [data-testid=hand-in], [data-testid=timer]')]
              .filter(control => {
                const box = control.getBoundingClientRect();
                if (box.width === 0 || getComputedStyle(control).visibility === 'hidden') return false;
                if (box.bottom > innerHeight || box.top < 0) return false;
                const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return !(top === control || control.contains(top) || top?.contains(control));
              })
              .map(control => control.dataset.testid ?? control.className)
            """
        );
        Assert.Empty(covered);
    }

    /// <summary>The choices that the server has stored, from 0.</summary>
    async Task<IEnumerable<int>> AnswersAsync()
    {
        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        return
        [
            .. database
                .Answers.Where(answer => answer.Choice != SessionAnswer.Cleared)
                .OrderBy(answer => answer.QuestionId)
                .Select(answer => answer.Choice),
        ];
    }
}
