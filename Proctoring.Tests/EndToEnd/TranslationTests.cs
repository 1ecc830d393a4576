using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A browser that translates the page replaces every text node. Timer, questions and submission still work.</summary>
public sealed class TranslationTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    /// <summary>Translates everything now and everything that appears later, in one of the two ways of translators.</summary>
    const string Translate = """
        (wraps) => {
          const skip = new Set(['SCRIPT', 'STYLE', 'FONT', 'TEMPLATE', 'NOSCRIPT']);
          window.translated = 0;
          const translate = (text) => {
            if (!text.data.trim() || !text.parentNode || skip.has(text.parentNode.nodeName)) return;
            const [outer, inner] = [document.createElement('font'), document.createElement('font')];
            outer.append(inner);
            if (wraps) {
              text.before(outer);
              inner.append(text);
            } else {
              inner.textContent = text.data;
              text.replaceWith(outer);
            }
            window.translated++;
          };
          const all = (root) => {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            const found = [];
            while (walker.nextNode()) found.push(walker.currentNode);
            found.forEach(translate);
          };
          all(document.body);
          let waiting = 0;
          new MutationObserver(() => { clearTimeout(waiting); waiting = setTimeout(() => all(document.body), 50); })
            .observe(document.body, { subtree: true, childList: true, characterData: true });
        }
        """;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_translated_exam_ticks_changes_questions_and_is_submitted(bool wraps)
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        await candidate.Page.EvaluateAsync(Translate, wraps);
        Assert.True(await candidate.Page.EvaluateAsync<int>("() => translated") > 20);

        var shown = await candidate.Timer.InnerTextAsync();
        await candidate.Page.WaitForFunctionAsync("text => document.querySelector('[data-testid=timer]').innerText !== text", shown);
        for (var number = 1; number <= 4; number++)
        {
            await candidate.SeesQuestionAsync(number);
            await candidate.ChooseAsync(2);
            await candidate.At("fullscreen").HoverAsync();
            await candidate.NextAsync();
        }

        await candidate.At("previous").ClickAsync();
        await candidate.SeesQuestionAsync(4);
        await candidate.SeesAsync("answered-count", "4 of 12");
        await candidate.At("theme-toggle").ClickAsync();
        await candidate.HandInAsync();

        await candidate.SeesAsync("score-detail", "of 12");
        await Expect(candidate.At("circuit-error")).ToBeHiddenAsync();
        Assert.Empty(candidate.Complaints);
    }

    /// <summary>An update of the circuit between the press and the release of the mouse used to remove the pressed element, and a browser
    /// drops such a click. On a busy machine that happened in most runs.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_click_is_not_lost_if_the_text_under_it_is_put_back(bool wraps)
    {
        var page = (await ArriveAsync()).Page;
        await page.GotoAsync($"{App.Address}/health/live");
        await page.EvaluateAsync(
            """
            async () => {
              document.body.innerHTML = '<button><span>Next question</span></button>';
              document.querySelector('button').addEventListener('click', () => window.clicks++);
              window.clicks = 0;
              const { watchTextSwaps } = await import('/js/circuit/text-swaps.js');
              window.swaps = watchTextSwaps();
            }
            """
        );
        await page.EvaluateAsync(Translate, wraps);
        await page.WaitForSelectorAsync("button font font");
        var button = (await page.Locator("button").BoundingBoxAsync())!;

        await page.Mouse.MoveAsync(button.X + button.Width / 2, button.Y + button.Height / 2);
        await page.Mouse.DownAsync();
        Assert.Equal(1, await page.EvaluateAsync<int>("() => swaps.restore()"));
        await page.Mouse.UpAsync();

        await page.WaitForFunctionAsync("() => clicks === 1");
        Assert.Equal("Next question", await page.Locator("button").TextContentAsync());
    }

    [Fact]
    public async Task The_exam_room_asks_not_to_be_translated()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        foreach (var part in new[] { "question-text", "timer", "monitor-state", "save-state" })
        {
            var refuses = await candidate
                .At(part)
                .EvaluateAsync<bool>("element => !!element.closest('[translate=no]') && (element.translate === false)");
            Assert.True(refuses, part);
        }
    }
}
