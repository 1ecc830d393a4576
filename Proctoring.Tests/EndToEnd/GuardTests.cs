using System.Text.Json;
using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests which keys and acts the page blocks and reports, and which it allows.</summary>
public sealed class GuardTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Named_keys_and_acts_are_blocked_and_reported_and_ordinary_typing_passes()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        var page = candidate.Page;
        // The room accepts any content; this is a free-text answer.
        await page.EvaluateAsync(
            """
            () => {
              const exam = document.querySelector('.exam');
              exam.insertAdjacentHTML('beforeend',
                '<textarea data-testid="free-text"></textarea><button data-testid="after">After</button>');
            }
            """
        );
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

        await page.EvaluateAsync(
            "() => { window.leaked = []; addEventListener('keydown', event => { if (!event.defaultPrevented) "
                + "window.leaked.push(event.key); }); }"
        );
        foreach (var key in new[] { "F12", "Control+Shift+I", "Control+Shift+J", "Control+Shift+C", "Control+U" })
            await page.Keyboard.PressAsync(key);
        await candidate.SeesEventAsync("Blocked key combination");
        await page.Keyboard.PressAsync("Control+S");
        await candidate.SeesAsync("guard-note", "Saving the page is off.");
        await candidate.SeesEventAsync("Tried to save the page");
        await page.Keyboard.PressAsync("Control+P");
        await candidate.SeesEventAsync("Tried to print the page");
        await candidate.At("question-text").ClickAsync(new() { Button = MouseButton.Right });
        await candidate.SeesEventAsync("Context menu");
        await candidate.SeesAsync("guard-note", "Right-click is off");
        await page.Keyboard.PressAsync("PrintScreen");
        await candidate.SeesEventAsync("Pressed the screenshot key");
        Assert.DoesNotContain(
            await page.EvaluateAsync<string[]>("() => window.leaked"),
            key => key is "F12" or "S" or "s" or "P" or "p" or "U" or "u"
        );
        await candidate.PhotographAsync("quiz-events");

        await candidate.HandInAsync();
        await Expect(candidate.Violations.Filter(new() { HasText = "Blocked key combination" })).ToHaveCountAsync(5);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task Text_moves_freely_within_the_page_and_neither_in_nor_out()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.Context.GrantPermissionsAsync(["camera", "microphone", "clipboard-read", "clipboard-write"]);
        await candidate.StartProctoredAsync();
        var page = candidate.Page;
        await page.EvaluateAsync(
            """
            () => document.querySelector('.exam').insertAdjacentHTML('beforeend',
              `<textarea data-testid="free-text"></textarea>
              <div contenteditable="true" data-testid="rich-text" style="min-height:40px"></div>`)
            """
        );
        var (text, rich) = (candidate.At("free-text"), candidate.At("rich-text"));

        // The candidate's own words: cut, pasted back, copied elsewhere in the page.
        await text.FillAsync("my own words");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Control+x");
        Assert.Equal("", await text.InputValueAsync());
        await page.Keyboard.PressAsync("Control+v");
        Assert.Equal("my own words", await text.InputValueAsync());
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Control+c");
        await rich.ClickAsync();
        await page.Keyboard.PressAsync("Control+v");
        await Expect(rich).ToHaveTextAsync("my own words");
        // Nothing is selected, so nothing is copied.
        await candidate.At("question-text").ClickAsync();
        await page.Keyboard.PressAsync("Control+c");
        await Expect(candidate.Events).ToHaveCountAsync(0);

        // A question cannot be copied out, and nothing comes in from elsewhere.
        await page.EvaluateAsync("() => getSelection().selectAllChildren(document.querySelector('[data-testid=question-text]'))");
        await page.Keyboard.PressAsync("Control+c");
        await candidate.SeesAsync("guard-note", "Copying is off");
        await candidate.SeesEventAsync("Copied from the page");
        await page.EvaluateAsync("() => navigator.clipboard.writeText('words from elsewhere')");
        await text.ClickAsync();
        await page.Keyboard.PressAsync("Control+v");
        await candidate.SeesAsync("guard-note", "Pasting is off");
        await candidate.SeesEventAsync("Tried to paste");
        Assert.Equal("my own words", await text.InputValueAsync());

        await candidate.HandInAsync();
        await Expect(candidate.Violations).ToHaveCountAsync(2);
        Assert.Empty(candidate.Complaints);
    }

    /// <summary>Chromium ends full screen for a real dialog, which Playwright replaces; so the test ends it.</summary>
    [Fact]
    public async Task Full_screen_that_a_file_dialog_ended_comes_back_with_the_next_click()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();
        var page = candidate.Page;
        await page.EvaluateAsync(
            "() => document.querySelector('.exam').insertAdjacentHTML('beforeend', '<input type=\"file\" data-testid=\"own-file\">')"
        );
        await candidate.At("fullscreen").ClickAsync();
        await page.WaitForFunctionAsync("() => document.fullscreenElement !== null");

        var chooser = await page.RunAndWaitForFileChooserAsync(() => candidate.At("own-file").ClickAsync());
        await page.EvaluateAsync("() => document.exitFullscreen()");
        await chooser.SetFilesAsync(
            new FilePayload
            {
                Name = "a.txt",
                MimeType = "text/plain",
                Buffer = [97],
            }
        );
        await candidate.At("question-text").ClickAsync();
        await page.WaitForFunctionAsync("() => document.fullscreenElement !== null");

        await Expect(candidate.Events).ToHaveCountAsync(0);
        await page.EvaluateAsync("() => document.exitFullscreen()");
        await candidate.SeesEventAsync("Left full screen");
    }

    /// <summary>What Chromium on Linux can't do by hand: a Mac's Ctrl+K and Ctrl+Y, Android's clipboard, a drag, a long press, the Menu
    /// key.</summary>
    [Fact]
    public async Task Other_ways_of_pasting_are_detected_and_own_text_passes()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);

        var result = await candidate.Page.EvaluateAsync<JsonElement>(
            """
            async () => {
              const { guard } = await import('/js/proctoring/guard.js');
              document.body.insertAdjacentHTML('beforeend', '<textarea id="t"></textarea><p id="q">a question</p>');
              const [field, question] = [document.getElementById('t'), document.getElementById('q')];
              const acts = [];
              const stop = guard((act, detail) => acts.push(`${act} ${detail}`));
              const edit = (inputType, data = null) => {
                const event = new InputEvent('beforeinput', { inputType, data, bubbles: true, cancelable: true, composed: true });
                field.dispatchEvent(event);
                return !event.defaultPrevented;
              };
              const transfer = (text) => { const data = new DataTransfer(); if (text) data.setData('text/plain', text); return data; };
              const fire = (Type, type, target, init) => {
                const event = new Type(type, { bubbles: true, cancelable: true, composed: true, ...init });
                target.dispatchEvent(event);
                return !event.defaultPrevented;
              };
              const seen = {};
              const note = (name, passed) => { seen[name] = [passed, ...acts.splice(0)]; };

              field.value = 'keep this line';
              field.setSelectionRange(4, 4);
              edit('deleteHardLineForward');
              field.value = 'keep';
              field.setSelectionRange(4, 4);
              field.dispatchEvent(new InputEvent('input', { bubbles: true }));
              note('yank own', edit('insertFromYank', ' this line'));
              note('yank foreign', edit('insertFromYank', 'from elsewhere'));
              note('android', edit('insertFromPaste', 'from elsewhere'));
              note('unknown', edit('insertFromPaste'));
              note('typing', edit('insertText', 'a') && edit('insertReplacementText', 'spelling') && edit('deleteContentBackward'));

              field.value = 'drag me';
              field.focus();
              field.setSelectionRange(0, 4);
              fire(DragEvent, 'dragstart', field, { dataTransfer: transfer('drag') });
              note('drag own', fire(DragEvent, 'drop', field, { dataTransfer: transfer('drag') }));
              await new Promise(resolve => setTimeout(resolve));
              note('drag foreign', fire(DragEvent, 'drop', field, { dataTransfer: transfer('from elsewhere') }));
              note('empty clipboard', fire(ClipboardEvent, 'paste', field, { clipboardData: transfer('') }));
              note('paste foreign', fire(ClipboardEvent, 'paste', field, { clipboardData: transfer('x') }));

              fire(PointerEvent, 'pointerdown', question, { pointerType: 'touch' });
              note('long press', fire(PointerEvent, 'contextmenu', question, { pointerType: 'touch' }));
              fire(PointerEvent, 'pointerdown', question, { pointerType: 'mouse' });
              note('right click', fire(PointerEvent, 'contextmenu', question, { pointerType: 'mouse', button: 2 }));
              fire(KeyboardEvent, 'keydown', question, { key: 'ContextMenu' });
              note('menu key', fire(PointerEvent, 'contextmenu', question, { pointerType: '' }));
              stop();
              note('afterwards', fire(ClipboardEvent, 'paste', field, { clipboardData: transfer('from elsewhere') }));
              return seen;
            }
            """
        );

        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["yank own"] = "[true]",
            ["yank foreign"] = """[false,"paste_attempt 14 characters"]""",
            ["android"] = """[false,"paste_attempt 14 characters"]""",
            ["unknown"] = """[false,"paste_attempt null"]""",
            ["typing"] = "[true]",
            ["drag own"] = "[true]",
            ["drag foreign"] = """[false,"paste_attempt 14 characters"]""",
            ["empty clipboard"] = "[false]",
            ["paste foreign"] = """[false,"paste_attempt 1 character"]""",
            ["long press"] = "[false]",
            ["right click"] = """[false,"context_menu null"]""",
            ["menu key"] = "[false]",
            ["afterwards"] = "[true]",
        };
        Assert.Equal(
            expected.Select(each => $"{each.Key}: {each.Value}"),
            expected.Keys.Select(name => $"{name}: {result.GetProperty(name).GetRawText()}")
        );
    }

    /// <summary>Each entry of the named lists matches its own key event, and none matches an event that must pass.</summary>
    [Fact]
    public async Task The_named_lists_match_their_keys_and_no_others()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.GotoAsync(App.Address);

        var result = await candidate.Page.EvaluateAsync<JsonElement>(
            """
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
                [{ key: 'Tab', code: 'Tab', shiftKey: true }], [{ key: 'z', code: 'KeyZ', ctrlKey: true }], [{ key: 'y', code: 'KeyY',
                  ctrlKey: true }],
                [{ key: 'a', code: 'KeyA', ctrlKey: true }], [{ key: 'f', code: 'KeyF', ctrlKey: true }], [{ key: 'F5', code: 'F5' }],
                [{ key: 's', code: 'KeyS' }], [{ key: 'S', code: 'KeyS', shiftKey: true }], [{ key: 'P', code: 'KeyP' }], [{ key: 'u',
                  code: 'KeyU', altKey: true }],
                [{ key: 'ArrowLeft', code: 'ArrowLeft', ctrlKey: true }], [{ key: 'Insert', code: 'Insert' }], [{ key: 'CapsLock',
                  code: 'CapsLock' }],
                [{ key: 'Enter', code: 'Enter', ctrlKey: true, altKey: true }], [{ key: 'ś', code: 'KeyS', ctrlKey: true, altKey: true },
                  true],
                [{ key: 's', code: 'KeyS', ctrlKey: true, isComposing: true }], [{ key: 'Process', code: 'KeyP', ctrlKey: true,
                  keyCode: 229 }],
                [{ key: 'Dead', code: 'BracketLeft' }], [{ key: 'ы', code: 'KeyS' }], [{ key: 'Escape', code: 'Escape' }], [{ key: ' ',
                  code: 'Space', ctrlKey: true }],
              ];
              const save = () => findBlocked(press({ key: 'S', code: 'KeyS', ctrlKey: true, shiftKey: true }), blockedKeys)?.name;
              const saveHere = save();
              // The whole lists hold in a browser that takes screenshots with Shift+S.
              Object.defineProperty(navigator, 'userAgent', { value: navigator.userAgent + ' Edg/140.0', configurable: true });
              return {
                saveHere: saveHere ?? 'passes', saveInEdge: save(),
                unmet: own(blockedKeys), unmetOnMac: own(blockedKeysOnMac),
                eaten: mustPass.filter(([init, graph]) => findBlocked(press(init, graph), blockedKeys) || findBlocked(press(init, graph),
                  blockedKeysOnMac)).map(([init]) => init),
                reported: mustPass.filter(([init]) => findReported(press(init))).map(([init]) => init),
                screenshot: findReported(press({ key: 'PrintScreen', code: 'PrintScreen', altKey: true }))?.act,
                cyrillic: findBlocked(press({ key: 'ы', code: 'KeyS', ctrlKey: true }), blockedKeys)?.name,
              };
            }
            """
        );

        Assert.Equal("passes", result.GetProperty("saveHere").GetString());
        Assert.Equal("Ctrl+Shift+S", result.GetProperty("saveInEdge").GetString());
        Assert.Empty(result.GetProperty("unmet").EnumerateArray());
        Assert.Empty(result.GetProperty("unmetOnMac").EnumerateArray());
        Assert.Empty(result.GetProperty("eaten").EnumerateArray());
        Assert.Empty(result.GetProperty("reported").EnumerateArray());
        Assert.Equal("screenshot_attempt", result.GetProperty("screenshot").GetString());
        Assert.Equal("Ctrl+S", result.GetProperty("cyrillic").GetString());
    }

    [Fact]
    public async Task Leaving_full_screen_is_detected()
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
    public async Task Another_window_in_use_is_detected_after_a_while_and_ends_when_the_candidate_returns()
    {
        var candidate = await ArriveAsync();
        await candidate.StartProctoredAsync();

        await candidate.Page.EvaluateAsync(
            "() => { Object.defineProperty(document, 'hasFocus', { configurable: true, value: () => false }); dispatchEvent(new "
                + "Event('blur')); }"
        );
        await candidate.SeesEventAsync("Another window in use");
        await candidate.Page.EvaluateAsync("() => { delete document.hasFocus; dispatchEvent(new Event('focus')); }");
        await Expect(candidate.Events.First).Not.ToContainTextAsync("ongoing", new() { Timeout = CandidatePage.Patience });
    }
}
