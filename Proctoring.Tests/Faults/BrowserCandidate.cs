using Microsoft.Playwright;
using Proctoring.Tests.EndToEnd;

namespace Proctoring.Tests.Faults;

/// <summary>A candidate who answers questions in the real page. An answer is acknowledged when the page shows it as saved.</summary>
internal sealed class BrowserCandidate(CandidatePage page, string session, Ledger ledger)
{
    /// <summary>Chooses an answer that is not chosen yet, and returns its question; null if the page is not ready.</summary>
    const string Choose = """
        pick => {
          const radios = document.querySelectorAll('[data-questions] input[type=radio][data-question]:enabled');
          const choices = [...radios].filter((radio) => !radio.checked);
          if (choices.length === 0) return null;
          const choice = choices[pick % choices.length];
          const chosen = [Number(choice.dataset.question), Number(choice.value)];
          choice.click();
          return chosen;
        }
        """;

    /// <summary>Whether the page has sent everything: "saved", "waiting", or "idle" after a reload that had nothing to send.</summary>
    const string Progress = """
        () => {
          const shown = document.querySelector('save-line')?.dataset.shown;
          if (shown === 'saved') return 'saved';
          const stored = Object.keys(localStorage).some((key) => key.startsWith('proctoring.answer.'));
          return shown === '' && !stored ? 'idle' : 'waiting';
        }
        """;

    readonly Random random = new(1);
    int question;
    int choice = -1;

    /// <summary>Answers until it is stopped.</summary>
    public async Task RunAsync(bool reload, CancellationToken stop)
    {
        if (reload)
            await TryAsync(() => page.Page.GotoAsync(session));
        while (!stop.IsCancellationRequested)
        {
            await TryAsync(() => AnswerAsync(stop));
            await Task.Delay(50, CancellationToken.None);
        }
    }

    async Task AnswerAsync(CancellationToken stop)
    {
        // A reload while the server was away ended on the browser's error page.
        if (page.Page.Url != session)
            await page.Page.GotoAsync(session);
        if (choice < 0 && await page.Page.EvaluateAsync<int[]?>(Choose, random.Next(100)) is [var chosen, var value])
        {
            (question, choice) = (chosen, value);
            ledger.Tries.GetOrAdd(question, _ => []).Add(choice);
        }

        // The page keeps an answer over a reload, so the same one is waited for.
        while (choice >= 0 && !stop.IsCancellationRequested)
        {
            var progress = await page.Page.EvaluateAsync<string>(Progress);
            if (progress == "saved")
                Acknowledge();
            else if (progress == "idle")
                choice = -1;
            else
                await Task.Delay(50, CancellationToken.None);
        }

        if (choice < 0)
            await page.Page.EvaluateAsync("number => document.querySelector(`[data-testid=nav-${number}]`)?.click()", random.Next(1, 13));
    }

    void Acknowledge()
    {
        ledger.Answers[question] = choice;
        ledger.Tries[question] = [];
        choice = -1;
        ledger.Count(Acknowledged.Answer);
    }

    static async Task TryAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception cause) when (cause is PlaywrightException or TimeoutException)
        {
            // The server is unavailable, or the page is just loading.
            await Task.Delay(200);
        }
    }
}
