using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A warning is part of the page's flow and covers no control, at any width; it confirms the recovery.</summary>
public sealed class WarningPlaceTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>683×384 is 1366×768 at a zoom of 200 %.</summary>
    static readonly (int Width, int Height)[] Sizes = [(320, 640), (390, 844), (844, 390), (683, 384), (1366, 768)];

    [Fact]
    public async Task A_warning_covers_no_control_and_confirms_that_the_candidate_is_seen_again()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();
        await ShowsAllOnAPhoneOnItsSideAsync(candidate);
        await candidate.Page.PlayAsync("empty");
        await Expect(candidate.Warning).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("quiz-warning");

        foreach (var (width, height) in Sizes)
        {
            await candidate.Page.SetViewportSizeAsync(width, height);
            foreach (var bottom in new[] { false, true })
            {
                await candidate.Page.EvaluateAsync("bottom => scrollTo(0, bottom ? document.body.scrollHeight : 0)", bottom);
                var covered = await candidate.Page.EvaluateAsync<string[]>(
                    """
                    () => {
                      const warning = document.querySelector('[data-testid=warning]');
                      const controls = document.querySelectorAll('main button, main input, main select, [data-testid=timer]');
                      return [...controls].filter(control => !warning.contains(control)).filter(control => {
                        const box = control.getBoundingClientRect();
                        const point = [box.x + box.width / 2, box.y + box.height / 2];
                        return box.width > 0 && warning.contains(document.elementFromPoint(...point));
                      }).map(control => control.dataset.testid ?? control.className);
                    }
                    """
                );
                Assert.True(covered.Length == 0, $"{width}x{height}: {string.Join(", ", covered)}");
                Assert.False(
                    await candidate.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > innerWidth"),
                    $"{width}x{height} scrolls sideways"
                );
            }
        }

        await candidate.Page.SetViewportSizeAsync(1366, 768);
        await candidate.Page.PlayAsync("candidate");
        await Expect(candidate.At("warning-recovered"))
            .ToContainTextAsync("We can see you again.", new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("warning-recovered")).ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
    }

    /// <summary>The question, its choices and the camera's picture are in view at once.</summary>
    static async Task ShowsAllOnAPhoneOnItsSideAsync(CandidatePage candidate)
    {
        await candidate.Page.SetViewportSizeAsync(844, 390);
        var hidden = await candidate.Page.EvaluateAsync<string[]>(
            """
            () => {
              document.querySelector('exam-sheet').scrollIntoView();
              const parts = [...document.querySelectorAll('exam-sheet .choice, exam-sheet .text'), document.querySelector('.room video')];
              return parts.filter(part => {
                const box = part?.getBoundingClientRect();
                return !box || box.top < 56 || box.bottom > innerHeight || box.right > innerWidth;
              }).map(part => part?.dataset.testid ?? part?.className ?? 'no video');
            }
            """
        );
        await Screenshots.SaveAsync(candidate.Page, "quiz-landscape");
        await candidate.Page.SetViewportSizeAsync(1366, 768);
        Assert.True(hidden.Length == 0, $"not in view: {string.Join(", ", hidden)}");
    }
}
