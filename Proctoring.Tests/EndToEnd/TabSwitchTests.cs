using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A real switch of tabs in a browser without emulation.</summary>
public sealed class TabSwitchTests(Chromium chromium) : BrowserTest(chromium)
{
    readonly Chromium chromium = chromium;

    [Fact]
    public async Task Leaving_the_tab_is_a_span_and_frames_continue_while_it_is_hidden()
    {
        await using var browser = await RawChromium.StartAsync(await chromium.FlagsAsync(Camera.Clip));
        var exam = await browser.OpenTabAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await exam.ClickAsync("consent");
        await exam.ClickAsync("consent-face");
        await exam.ClickAsync("start");
        await exam.ClickAsync("camera-next");
        // If the camera delivers no picture at first, the test repeats it as the page advises.
        await exam.WaitAsync(
            """
            (() => {
              const [begin, take] = ['begin', 'take-picture'].map(name => document.querySelector(`[data-testid=${name}]:enabled`));
              if (!begin && take && !(window.took > Date.now() - 3000)) { window.took = Date.now(); take.click(); }
              return begin;
            })()
            """
        );
        await exam.ClickAsync("begin");
        await exam.WaitAsync("document.querySelector('[data-testid=monitor-state]').dataset.state === 'active'");

        var other = await browser.OpenTabAsync("about:blank");
        // Long enough for a silent camera to be noticed, if the frames stopped with the page.
        await other.EvaluateAsync("new Promise(done => setTimeout(done, 12000))");
        await exam.BringToFrontAsync();
        await exam.WaitAsync("document.querySelector('[data-testid=warning]')?.innerText.includes('Left the exam')");
        await exam.ClickAsync("hand-in");
        await exam.ClickAsync("confirm-hand-in");
        await exam.WaitAsync("document.querySelector('[data-testid=violation-report]')");

        var types = await exam.EvaluateAsync(
            "[...document.querySelectorAll('[data-testid=violation-row]')].map(row => row.dataset.type).join(' ')"
        );
        Assert.Contains("tab_switch", types, StringComparison.Ordinal);
        Assert.DoesNotContain("camera_lost", types, StringComparison.Ordinal);
        Assert.DoesNotContain("window_blur", types, StringComparison.Ordinal);
    }
}
