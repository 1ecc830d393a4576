using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A browser whose storage is switched off, full or silent: an exam can be taken, and the page says what a reload would
/// cost.</summary>
public sealed class BlockedStorageTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>As Chromium behaves if a site may store nothing.</summary>
    const string SwitchedOff = """
        for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
          Object.defineProperty(window, name, { get() { throw new DOMException('Access is denied.', 'SecurityError'); } });
        """;

    const string Full = """
        const full = () => { throw new DOMException('The quota has been exceeded.', 'QuotaExceededError'); };
        Storage.prototype.setItem = full;
        IDBObjectStore.prototype.put = full;
        """;

    /// <summary>As Safari behaves at times: a request that never gets an answer.</summary>
    const string Silent = "IDBFactory.prototype.open = () => new EventTarget();";

    [Theory]
    [InlineData(SwitchedOff, 1)]
    [InlineData(Full, 1)]
    [InlineData(Silent, 0)]
    public async Task An_exam_can_be_taken_without_storage(string script, int notes)
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.AddInitScriptAsync(script);
        await candidate.ChooseExamAsync(proctored: false);
        await Expect(candidate.At("begin")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("stores-nothing")).ToHaveCountAsync(notes);
        if (notes > 0)
            await PageLook.LookAtAsync(candidate, "stores-nothing");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.ChooseAsync(2);
        await candidate.NextAsync();
        await candidate.ChooseAsync(3);
        await candidate.SeesAsync("answered-count", "2 of 12");
        await candidate.HandInAsync();
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_page_that_finds_no_right_explains_that_and_does_not_break()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.AddInitScriptAsync(SwitchedOff);
        await candidate.ChooseExamAsync(proctored: false);
        await Expect(candidate.At("begin")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        var session = candidate.Page.Url;

        await candidate.Page.ReloadAsync();
        await Expect(candidate.At("no-access")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.Page.GotoAsync($"{session}/result");
        await candidate.IsLiveAsync();
        await candidate.Page.GotoAsync(App.Address);
        await Expect(candidate.At("start-standard").First).ToBeVisibleAsync();
        await candidate.IsLiveAsync();
        await Expect(candidate.Page.Locator("html[data-circuit-error]")).ToHaveCountAsync(0);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task The_system_check_names_a_storage_that_does_not_answer()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.AddInitScriptAsync(Silent);
        await candidate.Page.GotoAsync($"{App.Address.TrimEnd('/')}/check-setup");

        await Expect(candidate.At("setup-line").And(candidate.Page.Locator("[data-id=storage]")))
            .ToHaveAttributeAsync("data-state", "bad", new() { Timeout = CandidatePage.Patience });
    }
}
