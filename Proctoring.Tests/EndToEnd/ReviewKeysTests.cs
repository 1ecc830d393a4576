using Microsoft.Playwright;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Reviews by key in real Chromium: order, contradictions, pictures that were not seen.</summary>
public sealed class ReviewKeysTests(Chromium chromium) : ReviewTest(chromium)
{
    [Fact]
    public async Task Keys_typed_ahead_act_one_after_the_other()
    {
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        var page = await SignedInAsync(
            await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer),
            $"/review/sessions/{session.Id:D}"
        );
        await OpenedAsync(page);

        await page.Page.EvaluateAsync("() => [...'ccd1u'].forEach(key => document.dispatchEvent(new KeyboardEvent('keydown', { key })))");

        await Expect(page.At("flags-left")).ToHaveTextAsync("2 of 6 open");
        Assert.Equal(
            ["Confirmed", "Confirmed", "Dismissed", "Unsure", "Open", "Open"],
            await page.At("flag").EvaluateAllAsync<string[]>("flags => flags.map(flag => flag.dataset.state)")
        );
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task A_verdict_that_contradicts_the_record_asks_once_and_the_keys_work_on_a_cyrillic_layout()
    {
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var page = await SignedInAsync(reviewer, $"/review/sessions/{session.Id:D}");
        await OpenedAsync(page);
        async Task TypeAsync(params string[] keys)
        {
            foreach (var key in keys)
            {
                await page.Page.EvaluateAsync(
                    "([key, code]) => document.dispatchEvent(new KeyboardEvent('keydown', { key, code }))",
                    key.Split('|')
                );
                await page.Page.WaitForTimeoutAsync(150);
            }
        }

        // The similar flags are confirmed together only after all their pictures were in view.
        await TypeAsync("ф|KeyA");
        await Expect(page.At("alike-picture")).ToHaveCountAsync(3);
        await page.PhotographAsync("review-alike");
        await UntilAsync(() => TypeAsync("с|KeyC"), page.At("flags-left"), "3 of 6 open");

        await TypeAsync("м|KeyV", "1|Digit1");
        await Expect(page.At("verdict-basis")).ToHaveTextAsync("Your decisions: 3 confirmed, 0 dismissed, 0 unsure, 3 not reviewed");
        await Expect(page.At("reason-1")).ToHaveCountAsync(0);
        await TypeAsync("1|Digit1");
        await Expect(page.At("accept-doubts")).ToHaveCountAsync(0);
        await TypeAsync("2|Digit2");
        await Expect(page.At("doubts")).ToContainTextAsync("You confirmed 3 flags.");
        await Expect(page.At("doubts")).ToContainTextAsync("You left 1 flag of high severity undecided.");
        await page.PhotographAsync("review-doubts");
        Assert.Empty(db.SessionVerdicts);
        await TypeAsync("н|KeyY");
        await Expect(page.At("final-verdict")).ToContainTextAsync("Clear");
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task Similar_flags_whose_picture_cannot_be_shown_are_not_confirmed_together()
    {
        await using var db = OpenDatabase();
        var session = await CaseAsync(db);
        var store = App.Get<IEvidenceStore>();
        await store.DeleteAsync(
            db.EvidenceImages.Where(file => file.Violation!.SessionId == session.Id).OrderBy(file => file.TakenAt).First().StoreKey,
            default
        );
        var page = await SignedInAsync(
            await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer),
            $"/review/sessions/{session.Id:D}"
        );
        await OpenedAsync(page);

        await PressAsync(page, "a");
        await Expect(page.At("alike-picture")).ToHaveCountAsync(3);
        await UntilAsync(() => PressAsync(page, "c"), page.At("desk-said"), "you have not seen 1 of the pictures");
        await Expect(page.At("flags-left")).ToHaveTextAsync("6 of 6 open");
    }

    /// <summary>Confirms again while the other pictures are on their way to the page, as a person does.</summary>
    static async Task UntilAsync(Func<Task> confirm, ILocator place, string expected)
    {
        for (var tries = 1; ; tries++)
        {
            await confirm();
            try
            {
                await Expect(place).ToContainTextAsync(expected, new() { Timeout = 3000 });
                return;
            }
            catch (PlaywrightException) when (tries < 8)
            {
                // Once more.
            }
        }
    }
}
