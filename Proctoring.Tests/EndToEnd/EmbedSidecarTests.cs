using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The monitor in a frame beside the host's own quiz.</summary>
public sealed class EmbedSidecarTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task The_host_s_page_is_watched_and_its_server_hands_in()
    {
        await using var demo = await StartDemoAsync();
        var candidate = await ArriveAsync();
        var exam = new EmbeddedExam(candidate);
        var page = candidate.Page;
        await page.GotoAsync($"{Host}/sidecar.html");
        await Expect(exam.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.At("host-quiz")).ToBeHiddenAsync();
        await candidate.PhotographAsync("sidecar-consent");
        await exam.BeginAsync();
        await Expect(candidate.At("host-quiz")).ToBeVisibleAsync();
        await Expect(exam.At("question-place")).ToHaveCountAsync(0);
        var id = (await exam.HearsAsync("exam-started")).GetProperty("exam_id").GetInt32();

        // Answering moves the keyboard into the host's page: that is where it belongs.
        await page.GetByLabel("4").CheckAsync();
        await candidate.At("host-text").FillAsync("I like exams");
        await page.Keyboard.PressAsync("F12");
        await page.Keyboard.PressAsync("Control+a");
        await page.Keyboard.PressAsync("Control+c");
        await page.Keyboard.PressAsync("Control+v");
        Assert.Equal("I like exams", await candidate.At("host-text").InputValueAsync());
        await HideAsync(page);
        await exam.HearsAsync("violation", "detail.type === 'tab_switch'");
        await Expect(exam.At("event-row").Filter(new() { HasText = "Left the exam's tab" }).First).ToBeVisibleAsync();
        await candidate.PhotographAsync("sidecar-quiz");

        await candidate.At("host-hand-in").ClickAsync();
        await Expect(candidate.At("host-result")).ToHaveTextAsync("Handed in: 1 of 3.");
        await Expect(exam.At("sidecar-over")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        Assert.Equal(33.33m, (await exam.HearsAsync("exam-submitted")).GetProperty("score").GetDecimal());
        await exam.HearsAsync("closed");
        await candidate.PhotographAsync("sidecar-over");

        var sitting = await SittingAsync(id);
        Assert.Equal((SessionStatus.Submitted, 1), (sitting.Status, sitting.CorrectAnswers));
        Assert.Equal(
            ["copy_attempt", "keyboard_shortcut", "paste_attempt", "tab_switch"],
            sitting.Violations.Select(violation => violation.Type).Order(StringComparer.Ordinal));
        // After the end the host's page is its own again.
        await page.Keyboard.PressAsync("Control+c");
        Assert.Equal(4, (await SittingAsync(id)).Violations.Count);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_pause_stops_the_watching_not_the_clock_and_is_on_record()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, started, "sidecar"));
        await exam.BeginAsync();
        var endsAt = (await SittingAsync(started.Id)).EndsAt;

        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').pause()");
        await exam.SeesAsync("monitor-state", "Monitoring is paused");
        await exam.HearsAsync("monitoring-degraded", "detail.going_on && detail.reason === 'paused by the host page'");
        var read = (await SittingAsync(started.Id)).FramesRead;
        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').resume()");
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        var submitted = await exam.Page.EvaluateAsync<System.Text.Json.JsonElement>("() => document.querySelector('exam-proctoring').end({ correctAnswers: 2 })");

        Assert.Equal(66.67m, submitted.GetProperty("score").GetDecimal());
        var sitting = await SittingAsync(started.Id);
        Assert.Equal(endsAt, sitting.EndsAt);
        Assert.True(sitting.FramesRead >= read);
        var gap = Assert.Single(sitting.Violations);
        Assert.Equal(("monitoring_degraded", "paused by the host page"), (gap.Type, gap.Detail));
        Assert.NotNull(gap.EndedAt);
    }

    /// <summary>Playwright's tabs are never hidden; this is what a hidden one says.</summary>
    static async Task HideAsync(IPage page) => await page.EvaluateAsync("""
        () => {
          let hidden = true;
          Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
          document.dispatchEvent(new Event('visibilitychange'));
          hidden = false;
          document.dispatchEvent(new Event('visibilitychange'));
        }
        """);
}
