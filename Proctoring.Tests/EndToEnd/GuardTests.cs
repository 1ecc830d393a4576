using System.Text.Json;
using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>What the page blocks and reports, and what it must let through.</summary>
public sealed class GuardTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task Named_keys_and_acts_are_blocked_and_reported_and_ordinary_typing_passes()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        var page = candidate.Page;
        // The wrapper is for any content; here is what a free-text answer would be.
        await page.EvaluateAsync("""
            () => {
              const exam = document.querySelector('.exam');
              exam.insertAdjacentHTML('beforeend', '<textarea data-testid="free-text"></textarea><button data-testid="after">After</button>');
            }
            """);
        var text = candidate.At("free-text");
        await text.ClickAsync();

        await page.Keyboard.TypeAsync("a, b * c; ÄÖ@€ 'quoted' #1 [x] {y} ~ | \\ ^ ` ´ UPPER lower");
        await page.Keyboard.PressAsync("Tab");
        await Expect(candidate.At("after")).ToBeFocusedAsync();
        await text.FocusAsync();
        Assert.Equal("a, b * c; ÄÖ@€ 'quoted' #1 [x] {y} ~ | \\ ^ ` ´ UPPER lower", await text.InputValueAsync());
        await page.Keyboard.PressAsync("End");
        await page.Keyboard.TypeAsync("!");
        await page.Keyboard.PressAsync("Control+z");
        Assert.DoesNotContain("!", await text.InputValueAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Delete");
        Assert.Equal("", await text.InputValueAsync());
        await Expect(candidate.Events).ToHaveCountAsync(0);

        await page.EvaluateAsync("() => { window.leaked = []; addEventListener('keydown', event => { if (!event.defaultPrevented) window.leaked.push(event.key); }); }");
        foreach (var key in new[] { "F12", "Control+Shift+I", "Control+Shift+J", "Control+Shift+C", "Control+U" })
            await page.Keyboard.PressAsync(key);
        await candidate.SeesEventAsync("Blocked key combination");
        await page.Keyboard.PressAsync("Control+S");
        await candidate.SeesEventAsync("Tried to save the page");
        await page.Keyboard.PressAsync("Control+P");
        await candidate.SeesEventAsync("Tried to print the page");
        await text.FillAsync("copied");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Control+c");
        await candidate.SeesEventAsync("Copied from the page");
        await page.Keyboard.PressAsync("Control+v");
        await candidate.SeesEventAsync("Tried to paste");
        await candidate.At("question-text").ClickAsync(new() { Button = MouseButton.Right });
        await candidate.SeesEventAsync("Context menu");
        await page.Keyboard.PressAsync("PrintScreen");
        await candidate.SeesEventAsync("Pressed the screenshot key");
        Assert.Equal("copied", await text.InputValueAsync());
        Assert.DoesNotContain(await page.EvaluateAsync<string[]>("() => window.leaked"), key => key is "F12" or "S" or "s" or "P" or "p" or "U" or "u");
        await candidate.PhotographAsync("quiz-events");

        await candidate.HandInAsync();
        await Expect(candidate.Violations.Filter(new() { HasText = "Blocked key combination" })).ToHaveCountAsync(5);
        Assert.Empty(candidate.Complaints);
    }

    /// <summary>Each entry of the named lists is met by its own key event, and each of these must-pass events meets none.</summary>
    [Fact]
    public async Task The_named_lists_meet_their_keys_and_no_others()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);

        var result = await candidate.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const { blockedKeys, blockedKeysOnMac, findBlocked, findReported } = await import('/js/proctoring/guard.js');
              const press = (init, graph) => {
                const event = new KeyboardEvent('keydown', init);
                if (graph) Object.defineProperty(event, 'getModifierState', { value: name => name === 'AltGraph' });
                return event;
              };
              const own = (list) => list.filter(entry => findBlocked(press({
                key: entry.key.length === 1 ? entry.key : entry.key.toUpperCase(), code: entry.code,
                ctrlKey: !!entry.ctrl, shiftKey: !!entry.shift, altKey: !!entry.alt, metaKey: !!entry.meta,
              }), list) !== entry).map(entry => entry.name);
              const mustPass = [
                [{ key: ',', code: 'Comma' }], [{ key: '*', code: 'Digit8', shiftKey: true }], [{ key: 'Tab', code: 'Tab' }],
                [{ key: 'Tab', code: 'Tab', shiftKey: true }], [{ key: 'z', code: 'KeyZ', ctrlKey: true }], [{ key: 'y', code: 'KeyY', ctrlKey: true }],
                [{ key: 'a', code: 'KeyA', ctrlKey: true }], [{ key: 'f', code: 'KeyF', ctrlKey: true }], [{ key: 'F5', code: 'F5' }],
                [{ key: 's', code: 'KeyS' }], [{ key: 'S', code: 'KeyS', shiftKey: true }], [{ key: 'P', code: 'KeyP' }], [{ key: 'u', code: 'KeyU', altKey: true }],
                [{ key: 'ArrowLeft', code: 'ArrowLeft', ctrlKey: true }], [{ key: 'Insert', code: 'Insert' }], [{ key: 'CapsLock', code: 'CapsLock' }],
                [{ key: 'Enter', code: 'Enter', ctrlKey: true, altKey: true }], [{ key: 'ś', code: 'KeyS', ctrlKey: true, altKey: true }, true],
                [{ key: 's', code: 'KeyS', ctrlKey: true, isComposing: true }], [{ key: 'Process', code: 'KeyP', ctrlKey: true, keyCode: 229 }],
                [{ key: 'Dead', code: 'BracketLeft' }], [{ key: 'ы', code: 'KeyS' }], [{ key: 'Escape', code: 'Escape' }], [{ key: ' ', code: 'Space', ctrlKey: true }],
              ];
              return {
                unmet: own(blockedKeys), unmetOnMac: own(blockedKeysOnMac),
                eaten: mustPass.filter(([init, graph]) => findBlocked(press(init, graph), blockedKeys) || findBlocked(press(init, graph), blockedKeysOnMac)).map(([init]) => init),
                reported: mustPass.filter(([init]) => findReported(press(init))).map(([init]) => init),
                screenshot: findReported(press({ key: 'PrintScreen', code: 'PrintScreen', altKey: true }))?.act,
                cyrillic: findBlocked(press({ key: 'ы', code: 'KeyS', ctrlKey: true }), blockedKeys)?.name,
              };
            }
            """);

        Assert.Empty(result.GetProperty("unmet").EnumerateArray());
        Assert.Empty(result.GetProperty("unmetOnMac").EnumerateArray());
        Assert.Empty(result.GetProperty("eaten").EnumerateArray());
        Assert.Empty(result.GetProperty("reported").EnumerateArray());
        Assert.Equal("screenshot_attempt", result.GetProperty("screenshot").GetString());
        Assert.Equal("Ctrl+S", result.GetProperty("cyrillic").GetString());
    }

    [Fact]
    public async Task Leaving_full_screen_is_seen()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        await candidate.At("fullscreen").ClickAsync();
        await candidate.Page.WaitForFunctionAsync("() => document.fullscreenElement !== null");
        await Expect(candidate.Events).ToHaveCountAsync(0);
        await candidate.Page.EvaluateAsync("() => document.exitFullscreen()");

        await candidate.SeesEventAsync("Left full screen");
    }

    [Fact]
    public async Task Another_window_in_use_is_seen_after_a_while_and_ends_when_the_candidate_returns()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        await candidate.Page.EvaluateAsync("() => { Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => false }); dispatchEvent(new Event('blur')); }");
        await candidate.SeesEventAsync("Another window in use");
        await candidate.Page.EvaluateAsync("() => { delete document.hasFocus; dispatchEvent(new Event('focus')); }");
        await Expect(candidate.Events.First).Not.ToContainTextAsync("ongoing", new() { Timeout = CandidatePage.Patience });
    }
}
