using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The pages for administrators in German and Arabic: nothing stays English, and every text fits a phone and a desktop.</summary>
public sealed class ManageLanguageTests(Chromium chromium) : BrowserTest(chromium)
{
    /// <summary>Each page and the part that appears when its data is there.</summary>
    static readonly (string Path, string Part)[] Pages =
    [
        ("manage/users", "users"),
        ("manage/exams", "exams"),
        ("manage/keys", "keys"),
        ("manage/data", "retention"),
        ("manage/system", "model"),
        ("manage/audit", "entry"),
        ("dashboard", "bad-rule"),
        ("account", "account-card"),
        ("check", "check"),
    ];

    static readonly string[] Languages = ["de", "ar"];

    [Fact]
    public async Task No_text_is_cut_off_or_stays_English()
    {
        var chief = await App.CreateStaffAsync("Chief", StaffRoles.Administrator);
        await FillAsync(chief);
        var person = await ArriveAsync(
            Camera.None,
            options: new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        await person.Page.SignInAsync(App, chief, "/manage/users");
        List<string> faults = [];
        foreach (var (path, part) in Pages)
        {
            await OpenAsync(path, part, "en");
            var english = await PageLanguage.TextsAsync(person.Page);
            foreach (var language in Languages)
            {
                await OpenAsync(path, part, language);
                var translated = await PageLanguage.TextsAsync(person.Page);
                Assert.NotEmpty(translated.Except(english));
                faults.AddRange(PageLanguage.LeftOver(english, translated).Select(text => $"{path} in English ({language}): {text}"));
                faults.AddRange(await PageLanguage.ClippedAsync(person, $"{path.Replace('/', '-')}-{language}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.Empty(person.Complaints);

        async Task OpenAsync(string path, string part, string code)
        {
            await person.Page.GotoAsync($"{App.Address}/{path}?lang={code}");
            await Expect(person.At(part).First).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
            await Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", code);
        }
    }

    [Fact]
    public async Task The_dialogs_are_translated_and_fit()
    {
        var chief = await App.CreateStaffAsync("Chief", StaffRoles.Administrator);
        await FillAsync(chief);
        var person = await ArriveAsync(
            Camera.None,
            options: new()
            {
                ViewportSize = new() { Width = 1366, Height = 768 },
            }
        );
        await person.Page.SignInAsync(App, chief, "/manage/users");
        List<string> faults = [];
        foreach (
            var (path, button, dialog) in new[]
            {
                ("manage/users", "invite", "user-dialog"),
                ("manage/exams", "edit-access", "access-dialog"),
                ("manage/keys", "make-key", "key-dialog"),
            }
        )
        {
            await OpenAsync(path, button, dialog, "en");
            var english = await PageLanguage.TextsAsync(person.Page);
            foreach (var language in Languages)
            {
                await OpenAsync(path, button, dialog, language);
                var texts = await PageLanguage.TextsAsync(person.Page);
                faults.AddRange(PageLanguage.LeftOver(english, texts).Select(text => $"{dialog} in English ({language}): {text}"));
                faults.AddRange(await PageLanguage.ClippedAsync(person, $"{dialog}-{language}"));
            }
        }

        Assert.True(faults.Count == 0, string.Join(Environment.NewLine, faults));
        Assert.Empty(person.Complaints);

        async Task OpenAsync(string path, string button, string dialog, string code)
        {
            await person.Page.GotoAsync($"{App.Address}/{path}?lang={code}");
            await person.Page.LiveAsync();
            await person.At(button).First.ClickAsync();
            await Expect(person.At(dialog)).ToBeVisibleAsync();
        }
    }

    /// <summary>Accounts, a key, and sessions with a rule that is often dismissed.</summary>
    async Task FillAsync(StaffUser chief)
    {
        var viewer = await App.ViewerAsync(chief);
        await App.CreateStaffAsync("ريما المراجعة", StaffRoles.Reviewer, StaffRoles.Proctor, StaffRoles.Auditor);
        await App.Get<Proctoring.Core.Integration.ApiKeyStore>()
            .CreateAsync("The university's LMS", ["students", "exams", "results"], null, viewer, default);
        await using var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext();
        var today = (DateTime.UtcNow - ReviewScene.Morning).TotalMinutes;
        for (var index = 0; index < 12; index++)
        {
            var session = await db.SitAsync($"s-{index}", minutesAfter: (int)today - 60 * 24 * index - 60);
            var flag = await db.FlagAsync(session);
            await db.FlagAsync(session, "object_detected", 8, severity: Severity.High);
            await App.Get<FlagDecisions>()
                .DecideAsync(viewer, session.Id, [flag.Id], index < 9 ? Decision.Dismissed : Decision.Confirmed, "nothing", default);
            if (index % 2 == 0)
                await App.Get<SessionVerdicts>().GiveAnywayAsync(App.Get<CaseReader>(), viewer, session.Id, Verdict.Clear, "nothing");
        }
    }
}
