using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;
using Severity = Proctoring.Core.Exams.Severity;

namespace Proctoring.Tests.EndToEnd;

/// <summary>
/// Every page in German, whose words are long, and in Arabic, which is mirrored: no text is clipped, overlaps or is still English.
/// </summary>
public sealed class LanguageLookTests(Chromium chromium) : BrowserTest(chromium)
{
    static readonly (int Width, int Height)[] Sizes = [(390, 844), (1366, 768)];

    readonly List<string> faults = [];

    [Theory]
    [InlineData("de")]
    [InlineData("ar")]
    public async Task The_candidates_pages_fit(string code)
    {
        var candidate = await ArriveAsync(played: true, options: new() { Locale = code });
        var texts = new PageTexts(code);
        foreach (
            var (name, address) in new[]
            {
                ("home", "/"),
                ("start", "/exams/software-interview/start?proctored=true"),
                ("start-standard", "/exams/software-interview/start?proctored=false"),
                ("not-found", "/no/such/page"),
                ("expired", "/results/1?key=none"),
                ("other-browser", $"/sessions/{Guid.NewGuid():D}"),
                ("embed-expired", "/embed/no-such-ticket"),
                ("sign-in", "/sign-in"),
                ("set-up", "/set-up"),
                ("set-password", "/set-password"),
                ("check", "/check"),
                ("check-setup", "/check-setup"),
            }
        )
        {
            await candidate.Page.GotoAsync(App.Address + address);
            await Expect(candidate.At("loading")).ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
            await LookAsync(candidate, texts, $"{code}-{name}");
        }

        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await LookAsync(candidate, texts, $"{code}-camera");
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await LookAsync(candidate, texts, $"{code}-face");
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("monitor-state"))
            .ToHaveAttributeAsync("data-state", "active", new() { Timeout = CandidatePage.Patience });
        await candidate.At("choice-1").ClickAsync();
        await candidate.Page.PlayAsync("both");
        await Expect(candidate.Warning).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAsync(candidate, texts, $"{code}-exam");
        await candidate.Page.PlayAsync("candidate");
        await candidate.At("hand-in").ClickAsync();
        // The heading has the focus and is not hidden by the bar.
        await candidate.Page.WaitForFunctionAsync(
            """
            () => {
              const title = document.getElementById('review-title');
              const box = title.getBoundingClientRect();
              return document.activeElement === title
                && title.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2));
            }
            """
        );
        await LookAsync(candidate, texts, $"{code}-submit");
        await candidate.At("confirm-hand-in").ClickAsync();
        await Expect(candidate.At("violation-report")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.ShowMomentsAsync();
        await candidate.At("report-details").Locator("> summary").ClickAsync();
        await candidate.At("risk").Locator("summary").ClickAsync();
        await LookAsync(candidate, texts, $"{code}-result");

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("ar")]
    public async Task The_review_pages_fit(string code)
    {
        await using (var db = App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext())
            await FillAsync(db);
        var reviewer = await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer);
        var person = await ArriveAsync(Camera.None, options: new() { Locale = code });
        var texts = new PageTexts(code);
        await person.Page.SignInAsync(App, reviewer, "/review");
        await Expect(person.At("queue")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-queue");

        // The words for the other role keep their place, so that the button does not change its width when the queue has loaded.
        var other = person.At("start-review").Locator(".other");
        Assert.Equal("hidden", await other.EvaluateAsync<string>("words => getComputedStyle(words).visibility"));
        await person.At("start-review").ClickAsync();
        await Expect(person.At("case")).ToHaveAttributeAsync("data-live", "true", new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-case");
        await person.At("flag").Last.ClickAsync();
        await person.At("dismiss").ClickAsync();
        await LookAsync(person, texts, $"{code}-dismiss");
        await person.At("reason-2").ClickAsync();
        await Expect(person.At("flag-decisions")).ToHaveCountAsync(0);
        await person.At("prove").ClickAsync();
        await Expect(person.At("prove")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
        await person.At("verdict").ClickAsync();
        await person.At("choose-Clear").ClickAsync();
        await LookAsync(person, texts, $"{code}-verdict");
        await person.Page.Keyboard.PressAsync("Escape");
        await person.At("show-keys").ClickAsync();
        await Expect(person.At("keys")).ToBeVisibleAsync();
        await LookAsync(person, texts, $"{code}-keys");

        await person.Page.GotoAsync(App.Address + "/review/sessions");
        await Expect(person.At("session-row")).ToHaveCountAsync(2, new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-sessions");
        await person.Page.GotoAsync($"{App.Address}/review/sessions/{Guid.NewGuid():D}");
        await Expect(person.At("no-session")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-no-session");

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("de")]
    [InlineData("ar")]
    public async Task The_live_pages_fit(string code)
    {
        var proctor = await App.CreateStaffAsync("Pia Proctor", StaffRoles.Proctor);
        var person = await ArriveAsync(Camera.None, options: new() { Locale = code });
        var texts = new PageTexts(code);
        await person.Page.SignInAsync(App, proctor, "/live");
        await Expect(person.At("empty")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-live-empty");
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();
        await candidate.Page.PlayAsync("both");
        await Expect(person.At("tile").Locator(".what")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-live");
        await person.At("tile").ClickAsync();
        await Expect(person.At("live-event").First).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await LookAsync(person, texts, $"{code}-live-session");
        await person.At("end-exam").ClickAsync();
        await Expect(person.At("confirm-end")).ToBeVisibleAsync();
        await LookAsync(person, texts, $"{code}-live-end");

        Assert.Empty(faults);
    }

    /// <summary>A session with flags of several kinds and an Arabic name, and one without flags.</summary>
    async Task FillAsync(ProctoringDb db)
    {
        var session = await db.SitAsync("long-name", 64.2, exam: "Anatomy", name: "Maximiliane von Hohenstein (محمد بن علي)");
        foreach (var (minute, degrees) in new[] { (4, 31), (9, 44), (12, 38) })
            await db.PictureAsync(
                App.Get<IEvidenceStore>(),
                await db.FlagAsync(session, at: minute, detail: $"{degrees} degrees to the left of the picture"),
                TestFaces.Candidate
            );
        await db.FlagAsync(session, "object_detected", 20, 8, Severity.High, "Phone-like object in the lower left");
        await db.FlagAsync(session, "paste_attempt", 25, 0, Severity.High, null);
        await db.SitAsync("quiet", 3, exam: "Botany", minutesAfter: 5, name: "Bo Li");
    }

    async Task LookAsync(CandidatePage person, PageTexts texts, string name)
    {
        foreach (var (width, height) in Sizes)
        {
            await person.Page.SetViewportSizeAsync(width, height);
            await person.Page.WaitForFunctionAsync("() => document.getAnimations().every(animation => animation.playState !== 'running')");
            faults.AddRange(await texts.FaultsAsync(person, $"{name}-{width}"));
            await Screenshots.SaveAsync(person.Page, $"language-{name}-{width}", whole: true);
        }
    }
}
