using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The system check without an exam, in real Chromium with real models: its lines, the camera guidance, the microphone and the
/// practice minute, after which nothing is stored.</summary>
public sealed class SetupTests(Chromium chromium) : BrowserTest(chromium)
{
    [Fact]
    public async Task The_computer_is_checked_and_each_line_says_what_to_do()
    {
        var candidate = await ArriveAsync();
        // As a browser with a second display reports it.
        await candidate.Page.AddInitScriptAsync(
            "Object.defineProperty(screen, 'isExtended', { configurable: true, get: () => window.twoDisplays === true })"
        );
        await candidate.Page.GotoAsync($"{App.Address}/");
        await candidate.At("check-setup-link").ClickAsync();

        foreach (var id in new[] { "browser", "connection", "live", "clock", "display", "fullscreen", "storage" })
            await HasStateAsync(candidate, id, "good");
        await candidate.SeesAsync("setup-text", "browser: good Chrom");
        await PageLook.LookAtAsync(candidate, "check-setup");
        await candidate.Page.EvaluateAsync("() => { window.twoDisplays = true; }");
        await candidate.At("check-again").ClickAsync();
        await HasStateAsync(candidate, "display", "bad");
        await Expect(Line(candidate, "display")).ToContainTextAsync("Disconnect the other displays.");
        await candidate.SeesAsync("setup-text", "display: bad more than one");
        await candidate.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write", "camera", "microphone"]);
        await candidate.At("copy-setup").ClickAsync();
        await Expect(candidate.Page.GetByText("Copied", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Contains(
            "display: bad",
            await candidate.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"),
            StringComparison.Ordinal
        );
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_slow_connection_and_a_blocked_socket_are_named()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.Page.AddInitScriptAsync(
            """
            const own = window.WebSocket;
            window.WebSocket = class extends own {
              constructor(url, ...rest) {
                super(String(url).includes('hubs/candidate') ? 'ws://127.0.0.1:9/' : url, ...rest);
              }
            };
            const send = window.fetch;
            window.fetch = async (url, options) => {
              if (String(url).includes('/line') && options?.method === 'POST')
                await new Promise((resolve) => setTimeout(resolve, 5000));
              return send(url, options);
            };
            """
        );
        await candidate.Page.GotoAsync($"{App.Address}/check-setup");

        await HasStateAsync(candidate, "connection", "note");
        await Expect(Line(candidate, "connection")).ToContainTextAsync("move closer to the router");
        await HasStateAsync(candidate, "live", "note");
        await Expect(Line(candidate, "live")).ToContainTextAsync("turn off a VPN or proxy");
    }

    [Fact]
    public async Task The_preview_guides_and_the_practice_minute_shows_flags_and_stores_nothing()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.Page.GotoAsync($"{App.Address}/check-setup");
        await candidate.Page.PlayAsync("candidate");
        await GuidesAsync(candidate, "good");
        await PageLook.LookAtAsync(candidate, "check-setup-camera");
        await Expect(candidate.Page.GetByText("For one minute we monitor as in an exam.")).ToBeVisibleAsync();
        await candidate.Page.PlayAsync("empty");
        await GuidesAsync(candidate, "no_face");
        await candidate.Page.PlayAsync("both");
        await GuidesAsync(candidate, "several_faces");
        await candidate.SeesAsync("camera-guidance", "Sit alone.");
        await candidate.Page.PlayAsync("dark");
        await Expect(candidate.At("camera-guidance"))
            .ToHaveAttributeAsync(
                "data-guidance",
                new System.Text.RegularExpressions.Regex("blocked|too_dark"),
                new() { Timeout = CandidatePage.Patience }
            );

        await candidate.Page.PlayAsync("candidate");
        await candidate.At("practice-start").ClickAsync();
        await candidate.Page.PlayAsync("both");
        var flag = candidate.At("practice-flag").And(candidate.Page.Locator("[data-type=multiple_faces_detected]"));
        await Expect(flag).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(flag).ToContainTextAsync("Another face was in the picture.");
        // The page never was full screen, so it has not left it.
        await Expect(candidate.Page.Locator("[data-type=fullscreen_exit]")).ToHaveCountAsync(0);
        await candidate.At("practice-stop").ClickAsync();
        await Expect(candidate.At("practice-result")).ToHaveAttributeAsync("data-over", "true");
        await candidate.SeesAsync("practice-result", "Nothing of this run was stored.");
        await PageLook.LookAtAsync(candidate, "check-setup-practice");

        await using var database = await App.Get<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(await database.Sessions.AnyAsync(TestContext.Current.CancellationToken));
        Assert.False(await database.Violations.AnyAsync(TestContext.Current.CancellationToken));
        var files = Directory.Exists(Evidence) ? Directory.GetFiles(Evidence, "*", SearchOption.AllDirectories) : [];
        // The witness of the chain over all sessions is the server's own.
        Assert.DoesNotContain(files, file => Path.GetFileName(file) != "chain.bin");
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task The_microphone_is_heard_and_played_back_in_the_browser()
    {
        var candidate = await ArriveAsync(Camera.Clip);
        List<string> sent = [];
        candidate.Page.Request += (_, request) => sent.Add(request.Url);
        await candidate.Page.GotoAsync($"{App.Address}/check-setup");
        // The fake microphone beeps.
        await Expect(candidate.At("microphone-heard"))
            .ToHaveAttributeAsync("data-heard", "true", new() { Timeout = CandidatePage.Patience });
        await candidate.At("record").ClickAsync();
        await Expect(candidate.At("recording")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.Page.WaitForFunctionAsync(
            "() => document.querySelector('[data-testid=recording]').currentTime > 0.2",
            null,
            new() { Timeout = CandidatePage.Patience }
        );
        Assert.DoesNotContain(sent, url => new Uri(url).AbsolutePath.EndsWith("/sound", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failed_retake_keeps_the_earlier_photo_and_the_check_is_repeated_before_the_exam()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.Page.AddInitScriptAsync("Object.defineProperty(screen, 'isExtended', { configurable: true, get: () => true })");
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await HasStateAsync(candidate, "display", "bad");
        await candidate.PhotographAsync("check-camera-display");
        await candidate.At("camera-next").ClickAsync();
        await GuidesAsync(candidate, "good");
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await Expect(candidate.At("reference-photo")).ToBeVisibleAsync();
        Assert.True(
            await candidate.Page.EvaluateAsync<bool>(
                "async () => { const photo = document.querySelector('[data-testid=reference-photo]'); await photo.decode(); "
                    + "return photo.naturalWidth > 100; }"
            )
        );

        await candidate.Page.PlayAsync("empty");
        await GuidesAsync(candidate, "no_face");
        await candidate.At("take-again").ClickAsync();
        await candidate.SeesAsync("reference-outcome", "Your earlier photo stays");
        await Expect(candidate.At("begin")).ToBeEnabledAsync();
        await PageLook.LookAtAsync(candidate, "check-face-retake");
        await candidate.Page.PlayAsync("candidate");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        Assert.Empty(candidate.Complaints);
    }

    string Evidence => Path.Combine(App.Data, "evidence");

    static ILocator Line(CandidatePage candidate, string id) => candidate.At("setup-line").And(candidate.Page.Locator($"[data-id={id}]"));

    static Task HasStateAsync(CandidatePage candidate, string id, string state) =>
        Expect(Line(candidate, id)).ToHaveAttributeAsync("data-state", state, new() { Timeout = CandidatePage.Patience });

    static Task GuidesAsync(CandidatePage candidate, string guidance) =>
        Expect(candidate.At("camera-guidance")).ToHaveAttributeAsync("data-guidance", guidance, new() { Timeout = CandidatePage.Patience });
}
