using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A script that a bad line does not deliver, or that fails in a browser, does not end the page.</summary>
public sealed class MissedScriptTests(Chromium chromium, ServerFixture server)
    : BrowserTest(chromium, server),
        IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("WebcamCapture")]
    [InlineData("MainLayout")]
    [InlineData("setup/checks")]
    [InlineData("setup/microphone")]
    public async Task A_script_that_the_line_does_not_deliver_once_is_requested_again(string script)
    {
        var candidate = await ArriveAsync();
        var missed = 0;
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await candidate.Page.RouteAsync(
            $"**/{script}.*js*",
            route =>
            {
                if (Interlocked.Increment(ref missed) == 1)
                    return route.AbortAsync();
                again.TrySetResult();
                return route.ContinueAsync();
            }
        );

        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/check-setup");

        await again.Task.WaitAsync(TimeSpan.FromMilliseconds(CandidatePage.Patience), TestContext.Current.CancellationToken);
        await Expect(candidate.At("microphone-level")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("setup-line").First).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.Page.Locator("[data-testid=setup-line][data-id=browser][data-state=bad]")).ToHaveCountAsync(0);
        await HasNoErrorAsync(candidate);
    }

    [Fact]
    public async Task The_system_check_goes_on_without_the_scripts_of_its_parts()
    {
        var candidate = await ArriveAsync();
        foreach (var script in new[] { "MainLayout", "setup/microphone", "setup/practice" })
            await candidate.Page.RouteAsync($"**/{script}.*js*", route => route.AbortAsync());
        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/check-setup");

        await candidate.At("record").ClickAsync();
        await Expect(candidate.Page.GetByText("The level above is enough.")).ToBeVisibleAsync();
        await candidate.At("practice-start").ClickAsync();
        await Expect(candidate.At("practice-result")).ToHaveAttributeAsync("data-over", "true");
        await Expect(candidate.At("practice-start")).ToBeEnabledAsync();
        await HasNoErrorAsync(candidate);
    }

    [Fact]
    public async Task A_microphone_whose_level_cannot_be_measured_leaves_the_check_usable_and_one_that_is_back_has_a_level()
    {
        var candidate = await ArriveAsync(Camera.Clip);
        await candidate.Page.AddInitScriptAsync(
            """
            const own = window.AudioContext;
            window.broken = true;
            window.AudioContext = class extends own {
              createMediaStreamSource(stream) {
                if (window.broken)
                  throw new DOMException('Connecting AudioNodes of different rates.', 'NotSupportedError');
                return super.createMediaStreamSource(stream);
              }
            };
            """
        );
        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/check-setup");
        await Expect(candidate.At("microphone-level")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.At("record").ClickAsync();
        await Expect(candidate.At("recording")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("microphone-heard")).ToHaveAttributeAsync("data-heard", "false");

        // The microphone is unplugged, and is back.
        await candidate.Page.EvaluateAsync(
            """
            async () => {
              window.broken = false;
              const { camera } = await import('/js/proctoring/page-camera.js');
              camera.microphone().dispatchEvent(new Event('ended'));
            }
            """
        );
        await Expect(candidate.At("microphone-missing")).ToBeVisibleAsync();
        await candidate.Page.EvaluateAsync(
            "async () => { const { camera } = await import('/js/proctoring/page-camera.js'); await camera.openMicrophone(); }"
        );

        // The fake microphone beeps.
        await Expect(candidate.At("microphone-heard"))
            .ToHaveAttributeAsync("data-heard", "true", new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("microphone-level")).Not.ToHaveAttributeAsync("aria-valuenow", "0");
        await HasNoErrorAsync(candidate);
    }

    static Task HasNoErrorAsync(CandidatePage candidate) => Expect(candidate.Page.Locator("html[data-circuit-error]")).ToHaveCountAsync(0);
}
