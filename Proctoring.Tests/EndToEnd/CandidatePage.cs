using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>A candidate at the browser: the actions and the visible state.</summary>
internal sealed partial class CandidatePage(IPage page, string address)
{
    /// <summary>The timeout for models on two busy cores.</summary>
    public const float Patience = 30_000;

    /// <summary>The width of a phone, in pixels.</summary>
    public const int Phone = 390;

    /// <summary>The errors in the browser's console.</summary>
    public List<string> Complaints { get; } = [];

    public IPage Page => page;

    public ILocator Timer => At("timer");

    public ILocator Question => At("question-text");

    public ILocator Events => At("event-row");

    public ILocator Warning => At("warning");

    public ILocator Violations => At("violation-row");

    public static async Task<CandidatePage> OpenAsync(
        Chromium chromium,
        string address,
        Camera camera = Camera.Clip,
        bool played = false,
        BrowserNewContextOptions? options = null,
        bool wholeBrowser = false
    )
    {
        var context = await chromium.OpenContextAsync(
            camera,
            options
                ?? new()
                {
                    ViewportSize = new() { Width = 1366, Height = 768 },
                },
            wholeBrowser
        );
        if (played)
            await PlayedCamera.InstallAsync(context);
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        var candidate = new CandidatePage(page, address);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsOfInterruptedLine(message.Text))
                candidate.Complaints.Add($"{message.Text} {message.Location}");
        };
        page.PageError += (_, error) =>
        {
            if (!IsOfInterruptedLine(error))
                candidate.Complaints.Add(error);
        };
        return candidate;
    }

    /// <summary>A stall of the machine interrupts the line. The page reconnects, and a test goes on only on a page that did.</summary>
    static bool IsOfInterruptedLine(string error) =>
        error.Contains("Error: Connection disconnected with error", StringComparison.Ordinal)
        || error.Contains("Cannot send data if the connection is not in the 'Connected' State", StringComparison.Ordinal);

    public ILocator At(string testId) => page.GetByTestId(testId);

    public async Task ChooseExamAsync(bool proctored, bool comparesFace = true)
    {
        await page.GotoAsync(address);
        await FollowAsync(At(proctored ? "start-proctored" : "start-standard").First);
        await At("student-name").FillAsync("Ada Example");
        if (proctored)
        {
            await At("consent").ClickAsync();
            if (comparesFace)
                await At("consent-face").ClickAsync();
        }

        await At("start").ClickAsync();
    }

    /// <summary>Follows a link. A click can be lost while the page connects; then a person clicks again.</summary>
    async Task FollowAsync(ILocator link)
    {
        var from = page.Url;
        for (var tries = 0; tries < 3 && page.Url == from; tries++)
        {
            await link.ClickAsync();
            try
            {
                await page.WaitForURLAsync(url => url != from, new() { Timeout = 5_000 });
            }
            catch (TimeoutException)
            {
                // Once more.
            }
        }
    }

    /// <summary>Camera, face, begin.</summary>
    public async Task PassChecksAsync()
    {
        await TurnCameraOnAsync();
        await LeaveCameraAsync(At("camera-next"), At("take-picture"));
        await TakePictureAsync(At("take-picture"), At("begin"));
        await At("begin").ClickAsync();
        await SeesQuestionAsync(1);
    }

    /// <summary>Leaves the camera step. A result of the checks that arrives at the same moment moves the button, so that a click can miss
    /// it; a person clicks again.</summary>
    public static async Task LeaveCameraAsync(ILocator next, ILocator arrived)
    {
        for (var tries = 1; ; tries++)
        {
            if (tries == 1 || await next.IsVisibleAsync())
                await next.ClickAsync();
            try
            {
                await arrived.WaitForAsync(new() { Timeout = 8000 });
                return;
            }
            catch (TimeoutException) when (tries < 4)
            {
                // Once more.
            }
        }
    }

    /// <summary>Takes the picture. If the camera delivers none at first, repeats it as the page advises.</summary>
    public static async Task TakePictureAsync(ILocator take, ILocator begin)
    {
        for (var tries = 1; ; tries++)
        {
            // On a slow line the page enables the button late.
            await take.ClickAsync(new() { Timeout = 90_000 });
            if (await HasPictureAsync(take, begin))
                return;
            Assert.InRange(tries, 1, 3);
        }
    }

    /// <summary>Waits for the outcome of a picture. While it is on its way the button is disabled, and afterwards it is enabled again or
    /// gone; a click on it meanwhile would wait for a button that does not come back.</summary>
    static async Task<bool> HasPictureAsync(ILocator take, ILocator begin)
    {
        for (var waited = 0; waited < 12; waited++)
        {
            try
            {
                await begin.WaitForAsync(new() { Timeout = 8000 });
                return true;
            }
            catch (TimeoutException)
            {
                if (await take.CountAsync() > 0 && await take.IsEnabledAsync())
                    return false;
            }
        }

        return false;
    }

    /// <summary>The fake device's permission is given from the start, so the page opens the camera without a click.</summary>
    public Task TurnCameraOnAsync() => Expect(At("camera-next")).ToBeEnabledAsync(new() { Timeout = Patience });

    public async Task StartProctoredAsync()
    {
        await ChooseExamAsync(proctored: true);
        await PassChecksAsync();
        await SeesAsync("monitor-state", "Monitoring is on");
    }

    /// <summary>Waits until the page's circuit has drawn something.</summary>
    public Task IsLiveAsync() =>
        page.WaitForSelectorAsync("html[data-circuit=live]", new() { State = WaitForSelectorState.Attached, Timeout = Patience });

    public Task SeesQuestionAsync(int number) => SeesAsync("question-place", $"Question {number} of 12");

    public Task SeesAsync(string testId, string text) => Expect(At(testId)).ToContainTextAsync(text, new() { Timeout = Patience });

    /// <summary>Waits for an event in the monitor, whose list is folded.</summary>
    public Task SeesEventAsync(string title) =>
        Expect(Events.Filter(new() { HasText = title }).First).ToBeAttachedAsync(new() { Timeout = Patience });

    public async Task ChooseAsync(int choice)
    {
        await At($"choice-{choice}").ClickAsync();
        await SeesAsync("save-state", "Saved");
    }

    public Task NextAsync() => At("next").ClickAsync();

    public async Task HandInAsync()
    {
        await At("hand-in").ClickAsync();
        await At("confirm-hand-in").ClickAsync();
        await Expect(At("score")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>Unfolds the flagged moments of the result.</summary>
    public Task ShowMomentsAsync() => At("moments").Locator("> summary").ClickAsync();

    /// <summary>The minutes and seconds that the timer shows.</summary>
    public async Task<TimeSpan> TimeLeftAsync()
    {
        var text = Clock().Match(await Timer.InnerTextAsync());
        return new TimeSpan(0, int.Parse(text.Groups[1].ValueSpan, provider: null), int.Parse(text.Groups[2].ValueSpan, provider: null));
    }

    /// <summary>Saves screenshots of the page, wide and on a phone, if they are wanted.</summary>
    public Task PhotographAsync(string name) => Screenshots.Wanted ? WidthOnPhoneAsync(name) : Task.CompletedTask;

    /// <summary>Returns the page's width on a phone, in pixels, and saves screenshots if they are wanted.</summary>
    public async Task<int> WidthOnPhoneAsync(string name)
    {
        if (Screenshots.Wanted)
        {
            await page.SetViewportSizeAsync(1366, 768);
            await Screenshots.SaveAsync(page, $"{name}-1366");
        }

        await page.SetViewportSizeAsync(Phone, 844);
        await Screenshots.SaveAsync(page, $"{name}-{Phone}", whole: true);
        var wide = await LastingWidthAsync();
        await page.SetViewportSizeAsync(1366, 768);
        return wide;
    }

    /// <summary>The width of the page. A part that follows a change of the window's size a moment later does not count.</summary>
    async Task<int> LastingWidthAsync()
    {
        try
        {
            await page.WaitForFunctionAsync("() => document.documentElement.scrollWidth <= innerWidth", null, new() { Timeout = 5000 });
        }
        catch (TimeoutException)
        {
            // The page is too wide.
        }

        return await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
    }

    /// <summary>Describes the candidate's page: address, console errors, a screenshot.</summary>
    public async Task TellAsync(string name)
    {
        await Console.Error.WriteLineAsync($"{name}: {page.Url} {string.Join(" | ", Complaints)}");
        await page.ScreenshotAsync(new() { Path = Screenshots.PathOf(name) });
    }

    [GeneratedRegex(@"(\d+):(\d\d)")]
    private static partial Regex Clock();
}
