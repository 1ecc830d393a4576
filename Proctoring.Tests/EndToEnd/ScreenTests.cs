using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>An exam whose policy asks for the screen, in real Chromium, which offers a fake monitor: a wrong choice, the
/// right one, a reload during the exam, and what a reviewer sees.</summary>
public sealed class ScreenTests(Chromium chromium) : ReviewTest(chromium)
{
    /// <summary>Headless Chromium chooses a monitor at once, so the first choice of a window is played.</summary>
    const string FirstChoiceIsAWindow = """
        {
          const ask = navigator.mediaDevices.getDisplayMedia.bind(navigator.mediaDevices);
          navigator.mediaDevices.getDisplayMedia = async (options) => {
            const stream = await ask(options);
            const [track] = stream.getVideoTracks();
            if (!sessionStorage.chosen) {
              const settings = track.getSettings();
              track.getSettings = () => ({ ...settings, displaySurface: 'window' });
            }
            sessionStorage.chosen = 'yes';
            return stream;
          };
        }
        """;

    const string SizeOf = "async img => { await img.decode(); return [img.naturalWidth, img.naturalHeight]; }";

    static readonly LocatorAssertionsToHaveAttributeOptions Soon = new() { Timeout = CandidatePage.Patience };

    internal override (string Key, string Value)[] Settings => [("Proctoring:Policies:standard:Screen", "every 5 s")];

    [Fact]
    public async Task A_candidate_shares_the_screen_and_a_reviewer_sees_it_beside_the_flag()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.AddInitScriptAsync(FirstChoiceIsAWindow);
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        await CandidatePage.TakePictureAsync(candidate.At("take-picture"), candidate.At("begin"));
        await candidate.At("begin").ClickAsync();

        await candidate.SeesAsync("screen-stored", "every 5 s if the screen has changed");
        await candidate.At("share-screen").ClickAsync();
        await Expect(candidate.At("screen-state")).ToHaveAttributeAsync("data-state", "part", Soon);
        await candidate.PhotographAsync("screen-part");
        await candidate.At("share-screen").ClickAsync();
        await Expect(candidate.At("screen-state")).ToHaveAttributeAsync("data-state", "whole", Soon);
        await candidate.PhotographAsync("screen-whole");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await candidate.SeesAsync("monitor-state", "Monitoring is on");
        await Expect(candidate.At("screen-line")).ToHaveCountAsync(0);

        await PicturesAsync(1);
        var flagged = await CountAsync();
        await candidate.Page.Keyboard.PressAsync("Control+p");
        await candidate.SeesEventAsync("print");
        await PicturesAsync(flagged + 1);
        await candidate.Page.ReloadAsync();
        await Expect(candidate.At("screen-line")).ToHaveAttributeAsync("data-state", "off", Soon);
        await candidate.PhotographAsync("screen-after-reload");
        await candidate.At("share-screen").ClickAsync();
        await Expect(candidate.At("screen-line")).ToHaveCountAsync(0);
        // The page is loaded anew, so its first picture is one more.
        var before = await CountAsync();
        await PicturesAsync(before + 1);
        await candidate.HandInAsync();
        Assert.Empty(candidate.Complaints);

        await using var database = OpenDatabase();
        var session = await database.Sessions.SingleAsync(TestContext.Current.CancellationToken);
        var reviewer = await SignedInAsync(
            await App.CreateStaffAsync("Rita Reviewer", StaffRoles.Reviewer),
            $"/review/sessions/{session.Id:D}"
        );
        await OpenedAsync(reviewer);
        await Expect(reviewer.At("timeline-screen")).Not.ToHaveCountAsync(0, new() { Timeout = CandidatePage.Patience });
        await reviewer.At("toggle-screen").ClickAsync();
        var shown = reviewer.At("screen-picture").Locator("img");
        await Expect(shown).ToBeVisibleAsync();
        var size = await shown.EvaluateAsync<int[]>(SizeOf);
        Assert.Equal([1366, 768], size);
        await reviewer.At("screen-after").ClickAsync();
        await Expect(reviewer.At("flag-screen")).ToBeVisibleAsync();
        await reviewer.PhotographAsync("review-screen");
        Assert.Empty(reviewer.Complaints);
    }

    async Task<int> CountAsync()
    {
        await using var database = OpenDatabase();
        return await database.ScreenPictures.CountAsync(TestContext.Current.CancellationToken);
    }

    async Task PicturesAsync(int least)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await CountAsync() < least)
            await Task.Delay(250, limit.Token);
    }
}
