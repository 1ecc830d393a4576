using Microsoft.Playwright;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The complete exam of a candidate in real Chromium, with real models.</summary>
public sealed class WholeExamTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    [Fact]
    public async Task One_face_from_the_first_page_to_the_result()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.GotoAsync(App.Address);
        await Expect(candidate.At("exam-card").First).ToContainTextAsync("Proctoring available");
        await candidate.PhotographAsync("home");
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await candidate.PhotographAsync("check-camera");
        await CandidatePage.LeaveCameraAsync(candidate.At("camera-next"), candidate.At("take-picture"));
        await candidate.At("take-picture").ClickAsync();
        await Expect(candidate.At("reference-outcome"))
            .ToHaveAttributeAsync("data-outcome", "accepted", new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("check-face");
        await candidate.At("begin").ClickAsync();
        await candidate.SeesAsync("monitor-state", "Monitoring is on");

        for (var number = 1; number <= 12; number++)
        {
            await candidate.SeesQuestionAsync(number);
            await candidate.ChooseAsync(2);
            if (number == 1)
                await candidate.PhotographAsync("quiz");
            if (number < 12)
                await candidate.NextAsync();
        }

        await candidate.HandInAsync();
        // The second choice is right in 3 of the 12 questions of the demo exam.
        await candidate.SeesAsync("score", "25");
        await Expect(candidate.At("no-violations")).ToBeVisibleAsync();
        await candidate.PhotographAsync("result-quiet");
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task Without_proctoring_nothing_is_monitored()
    {
        var candidate = await ArriveAsync(Camera.None);
        await candidate.ChooseExamAsync(proctored: false);
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
        await Expect(candidate.At("monitor")).ToHaveCountAsync(0);
        await candidate.ChooseAsync(1);
        await candidate.PhotographAsync("quiz-standard");
        await candidate.HandInAsync();

        await Expect(candidate.At("violation-report")).ToHaveCountAsync(0);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_second_person_a_dark_lens_and_another_person_are_detected_shown_and_reported_with_pictures()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.StartProctoredAsync();

        await candidate.Page.PlayAsync("both");
        await candidate.SeesEventAsync("Another face in view");
        await Expect(candidate.Warning).ToContainTextAsync("more than one face");
        await candidate.PhotographAsync("quiz-warning");
        // The warning leaves the answers free.
        await candidate.ChooseAsync(3);
        await Expect(candidate.Warning).ToHaveCountAsync(1);

        await candidate.Page.PlayAsync("dark");
        await candidate.SeesEventAsync("Camera covered or dark");
        await candidate.Page.PlayAsync("stranger");
        await candidate.SeesEventAsync("Another person");
        await candidate.Page.PlayAsync("empty");
        await candidate.SeesEventAsync("No face in view");
        await candidate.Page.PlayAsync("candidate");
        await candidate.HandInAsync();

        await candidate.PhotographAsync("result-folded");
        await candidate.ShowMomentsAsync();
        foreach (var title in new[] { "Another face in view", "Camera covered or dark", "Another person", "No face in view" })
            await Expect(candidate.Violations.Filter(new() { HasText = title }).First).ToBeVisibleAsync();
        var picture = candidate.Violations.Filter(new() { HasText = "Another face in view" }).First.GetByTestId("evidence").First;
        await picture.ScrollIntoViewIfNeededAsync();
        await Expect(picture).ToBeVisibleAsync();
        var drawn = await candidate.Page.EvaluateAsync<bool>(
            "async () => { const image = document.querySelector('[data-testid=evidence] img'); await image.decode(); return "
                + "image.naturalWidth === 640; }"
        );
        Assert.True(drawn);
        await candidate.PhotographAsync("result-flagged");
        await Expect(candidate.Violations.Filter(new() { HasText = "Another face in view" }).First.GetByTestId("sentence"))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex(@"^Another face in view for .* seen in \d+ of \d+ frames"));
        await candidate.At("report-details").Locator("> summary").ClickAsync();
        await candidate.At("risk").Locator("summary").ClickAsync();
        await Expect(candidate.At("risk").Locator("tfoot")).ToContainTextAsync(await candidate.At("risk-score").InnerTextAsync());
        await candidate.PhotographAsync("result-risk");
        await picture.ClickAsync();
        await Expect(candidate.At("boxes").Locator("rect").First).ToBeAttachedAsync();
        await candidate.PhotographAsync("result-boxes");
        await candidate.Page.GetByLabel("Show boxes").ClickAsync();
        await Expect(candidate.At("boxes")).ToHaveCountAsync(0);
        await candidate.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await candidate.Page.ReloadAsync();
        await Expect(candidate.At("score")).ToBeVisibleAsync();
        await candidate.PhotographAsync("result-dark");
        Assert.Empty(candidate.Complaints);
    }
}
