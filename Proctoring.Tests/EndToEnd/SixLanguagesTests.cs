using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The candidate's pages before and after an exam in every language: screenshots for people, and no horizontal scrolling on a
/// phone.</summary>
public sealed class SixLanguagesTests(Chromium chromium, ServerFixture server) : BrowserTest(chromium, server), IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("en")]
    [InlineData("hi")]
    [InlineData("es")]
    [InlineData("fr")]
    [InlineData("de")]
    [InlineData("ar")]
    public async Task The_pages_around_an_exam_fit_a_phone(string code)
    {
        var candidate = await ArriveAsync(played: true, options: new() { Locale = code });
        await candidate.Page.GotoAsync($"{App.Address}/check-setup");
        await Expect(candidate.At("setup-line")).ToHaveCountAsync(7, new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("camera-guidance"))
            .ToHaveAttributeAsync("data-guidance", "good", new() { Timeout = CandidatePage.Patience });
        await FitsAsync(candidate, $"six-{code}-check-setup");

        await candidate.ChooseExamAsync(proctored: true, comparesFace: false);
        await candidate.TurnCameraOnAsync();
        await candidate.At("camera-next").ClickAsync();
        await CandidatePage.TakePictureAsync(candidate.At("identity-take"), candidate.At("begin"));
        await FitsAsync(candidate, $"six-{code}-person-check");
        await candidate.At("begin").ClickAsync();
        await Expect(candidate.At("hand-in")).ToBeEnabledAsync(new() { Timeout = CandidatePage.Patience });
        await candidate.Page.GotoAsync(App.Address);
        await Expect(candidate.At("running-exam")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await FitsAsync(candidate, $"six-{code}-home");
        await candidate.At("continue-exam").ClickAsync();
        await candidate.HandInAsync();
        await Expect(candidate.At("review-summary")).ToBeVisibleAsync();
        await FitsAsync(candidate, $"six-{code}-result");
    }

    static async Task FitsAsync(CandidatePage candidate, string name)
    {
        var wide = await candidate.WidthOnPhoneAsync(name);
        Assert.True(wide <= CandidatePage.Phone, $"{name} is {wide} pixels wide on a phone of {CandidatePage.Phone}");
    }
}
