using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>If the camera or the service fails, the candidate reads the reason and can continue.</summary>
public sealed class CameraFailureTests(Chromium chromium, ServerFixture server)
    : BrowserTest(chromium, server),
        IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData(nameof(Camera.Denied), "blocked for this page")]
    [InlineData(nameof(Camera.None), "no camera")]
    public async Task A_camera_that_does_not_open_is_explained_with_the_next_step(string camera, string words)
    {
        var candidate = await ArriveAsync(Enum.Parse<Camera>(camera));
        await candidate.ChooseExamAsync(proctored: true);
        await AskForCameraAsync(candidate);

        await Expect(candidate.At("camera-advice"))
            .ToContainTextAsync(words, new() { Timeout = CandidatePage.Patience, IgnoreCase = true });
        await Expect(candidate.At("camera-retry")).ToBeVisibleAsync();
        await Expect(candidate.At("camera-next")).ToBeDisabledAsync();
        await candidate.PhotographAsync($"camera-{camera}");
        await candidate.At("standard-instead").ClickAsync();
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();
        await candidate.SeesQuestionAsync(1);
    }

    [Fact]
    public async Task A_picture_without_a_face_is_refused_with_advice_and_can_be_taken_again()
    {
        var candidate = await ArriveAsync(played: true);
        await candidate.ChooseExamAsync(proctored: true);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();

        await candidate.Page.PlayAsync("empty");
        await candidate.At("take-picture").ClickAsync();
        await Expect(candidate.At("reference-outcome"))
            .ToHaveAttributeAsync("data-outcome", "no_face", new() { Timeout = CandidatePage.Patience });
        await candidate.Page.PlayAsync("both");
        await candidate.At("take-picture").ClickAsync();
        await Expect(candidate.At("reference-outcome"))
            .ToHaveAttributeAsync("data-outcome", "several_faces", new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("check-face-refused");
        await candidate.Page.PlayAsync("candidate");
        await candidate.At("take-picture").ClickAsync();
        await candidate.At("begin").ClickAsync();

        await candidate.SeesQuestionAsync(1);
    }

    static async Task AskForCameraAsync(CandidatePage candidate)
    {
        await Expect(candidate.At("camera-allow").Or(candidate.At("camera-advice")))
            .ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        if (await candidate.At("camera-allow").IsVisibleAsync())
            await candidate.At("camera-allow").ClickAsync();
    }
}

/// <summary>If the models are missing, the product reports it and never pretends to monitor.</summary>
public sealed class ServiceFailureTests(Chromium chromium) : BrowserTest(chromium)
{
    internal override (string Key, string Value)[] Settings => [("Proctoring:ModelsPath", "no-such-folder")];

    [Fact]
    public async Task Without_models_the_standard_quiz_is_offered()
    {
        var candidate = await ArriveAsync();
        await candidate.Page.GotoAsync($"{App.Address}/exams/software-interview/start?proctored=true");
        await Expect(candidate.At("faults")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.PhotographAsync("unwell");
        await candidate.At("standard-instead").ClickAsync();
        await candidate.At("start").ClickAsync();
        await candidate.At("begin").ClickAsync();

        await candidate.SeesQuestionAsync(1);
    }
}
