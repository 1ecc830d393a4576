using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;
using static Proctoring.Tests.EndToEnd.PageLook;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An administrator copies, changes, saves and archives a policy in Chromium.</summary>
public sealed class PolicyEditorTests(Chromium chromium) : BrowserTest(chromium)
{
    const string HoldFor = "Rules:face_not_detected:HoldFor";

    [Fact]
    public async Task A_policy_is_copied_changed_saved_and_archived()
    {
        var person = await ArriveAsync(Camera.None);
        var page = person.Page;
        await page.SignInAsync(App, await App.CreateStaffAsync("Chief", StaffRoles.Administrator), "/manage/policies");
        await page.LiveAsync();
        await Expect(person.At("policy-name")).ToHaveTextAsync(["practice", "relaxed", "standard", "strict"]);
        await LookAtAsync(person, "policies");

        await person.At("copy-standard").ClickAsync();
        await page.Locator("#exam-title").FillAsync("standard");
        await person.At("save-title").ClickAsync();
        await Expect(page.Locator(".mud-snackbar")).ToContainTextAsync("there is already a policy \"standard\"");
        await person.At("copy-standard").ClickAsync();
        await page.Locator("#exam-title").FillAsync("house");
        await person.At("save-title").ClickAsync();
        await Expect(person.At("policy-state")).ToContainTextAsync("Version 1");
        await page.LiveAsync();

        // A mistake is named at its field, and nothing can be saved.
        await person.At("rule-search").FillAsync("face_not");
        await person.At("open-face_not_detected").ClickAsync();
        await person.At($"setting-{HoldFor}").FillAsync("soon");
        await person.At($"setting-{HoldFor}").BlurAsync();
        await Expect(person.At($"mistake-{HoldFor}")).ToContainTextAsync("is not a time such as 00:00:03");
        await Expect(person.At("policy-review")).ToBeDisabledAsync();
        await LookAtAsync(person, "policy-mistake");
        await person.At($"setting-{HoldFor}").FillAsync("00:00:09");
        await person.At($"setting-{HoldFor}").BlurAsync();
        await Expect(person.At($"mistake-{HoldFor}")).ToHaveCountAsync(0);
        await person.At("policy-review").ClickAsync();
        await Expect(person.At("policy-changes")).ToContainTextAsync("face_not_detected, Hold for: 00:00:03 → 00:00:09");
        await Expect(person.At("effect-none")).ToBeVisibleAsync();
        await person.At("policy-note").FillAsync("People look down");
        await person.At("policy-note").BlurAsync();
        await person.At("policy-save").ClickAsync();
        await Expect(person.At("policy-state")).ToContainTextAsync("Version 2");
        await Expect(person.At("policy-versions")).ToContainTextAsync("People look down");
        await page.SetViewportSizeAsync(390, 844);
        await LookAtAsync(person, "policy-phone");
        await page.SetViewportSizeAsync(1366, 768);
        await LookAtAsync(person, "policy");

        await person.At("policy-archive").ClickAsync();
        await Expect(person.At("policy-state")).ToContainTextAsync("archived");
        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        Assert.Equal(
            [(1, false), (2, false), (3, true)],
            (await db.PolicyVersions.ToListAsync(TestContext.Current.CancellationToken)).Select(row => (row.Version, row.Archived)).Order()
        );
        Assert.Empty(person.Complaints);
    }
}
