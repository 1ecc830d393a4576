using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests the monitor in a frame beside the host's own quiz.</summary>
public sealed class EmbedSidecarTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task The_hosts_page_is_monitored_and_its_server_submits()
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
        await Expect(candidate.At("host-pause")).ToBeDisabledAsync();
        await Expect(candidate.At("host-pause")).ToHaveTextAsync("No breaks in this exam");
        var id = (await exam.HearsAsync("exam-started")).GetProperty("exam_id").GetInt32();

        // Answering moves the keyboard focus to the host's page, as intended.
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

        await candidate.At("host-submit").ClickAsync();
        await Expect(candidate.At("host-result")).ToHaveTextAsync("Submitted: 1 of 3.");
        // Counted by the host's server from the stored result, not by its page.
        await Expect(candidate.At("host-flags")).ToHaveTextAsync("Flags for a person to review: 2.");
        await Expect(exam.At("sidecar-over")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        Assert.Equal(33.33m, (await exam.HearsAsync("exam-submitted")).GetProperty("score").GetDecimal());
        await exam.HearsAsync("closed");
        await candidate.PhotographAsync("sidecar-over");

        var session = await SessionAsync(id);
        Assert.Equal((SessionStatus.Submitted, 1), (session.Status, session.CorrectAnswers));
        Assert.Equal(
            // Text copied within the page may be pasted within the page.
            ["keyboard_shortcut", "tab_switch"],
            session.Violations.Select(violation => violation.Type).Order(StringComparer.Ordinal)
        );
        // After the end the host's page is no longer guarded.
        await page.Keyboard.PressAsync("Control+c");
        Assert.Equal(2, (await SessionAsync(id)).Violations.Count);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task A_pause_stops_monitoring_but_not_the_timer_and_is_on_record()
    {
        var started = await StartExamAsync(policy: Breaks);
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, started, "sidecar"));
        await exam.BeginAsync();
        Assert.True((await exam.HearsAsync("exam-started")).GetProperty("may_pause").GetBoolean());
        var endsAt = (await SessionAsync(started.Id)).EndsAt;

        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').pause()");
        await exam.SeesAsync("monitor-state", "Monitoring is paused");
        await exam.HearsAsync("monitoring-degraded", "detail.going_on && detail.reason === 'the page around the exam paused monitoring'");
        var read = (await SessionAsync(started.Id)).FramesRead;
        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').resume()");
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        var submitted = await exam.Page.EvaluateAsync<System.Text.Json.JsonElement>(
            "() => document.querySelector('exam-proctoring').end({ correctAnswers: 2 })"
        );

        // The number came from the candidate's browser, so it is not a result.
        Assert.Equal(System.Text.Json.JsonValueKind.Null, submitted.GetProperty("score").ValueKind);
        var session = await SessionAsync(started.Id);
        Assert.Equal((SessionStatus.Submitted, null, null), (session.Status, session.CorrectAnswers, session.Score));
        Assert.Equal(endsAt, session.EndsAt);
        Assert.True(session.FramesRead >= read);
        var gap = Assert.Single(session.Violations);
        Assert.Equal(("not_watched", Severity.Medium, "the page around the exam paused monitoring"), (gap.Type, gap.Severity, gap.Detail));
        Assert.NotNull(gap.EndedAt);
    }

    [Fact]
    public async Task A_pause_that_the_policy_does_not_allow_is_refused_and_monitoring_continues()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, started, "sidecar"));
        await exam.BeginAsync();
        Assert.False((await exam.HearsAsync("exam-started")).GetProperty("may_pause").GetBoolean());
        var read = (await SessionAsync(started.Id)).FramesRead;

        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').pause()");
        Assert.Contains(
            "does not let the page around it",
            (await exam.HearsAsync("pause-refused")).GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );

        await exam.SeesAsync("monitor-state", "Monitoring is on");
        await exam.Page.EvaluateAsync("() => document.querySelector('exam-proctoring').end({ correctAnswers: 2 })");
        var session = await SessionAsync(started.Id);
        Assert.True(session.FramesRead > read);
        Assert.Empty(session.Violations);
    }

    [Fact]
    public async Task The_hosts_break_button_works_if_the_policy_allows_it()
    {
        await using var demo = await StartDemoAsync(Breaks);
        var candidate = await ArriveAsync();
        var exam = new EmbeddedExam(candidate);
        await candidate.Page.GotoAsync($"{Host}/sidecar.html");
        await exam.BeginAsync();

        await candidate.At("host-pause").ClickAsync();
        await exam.SeesAsync("monitor-state", "Monitoring is paused");
        await Expect(candidate.At("host-pause")).ToHaveTextAsync("Continue");
        await candidate.At("host-pause").ClickAsync();
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        await Expect(candidate.At("host-pause")).ToHaveTextAsync("Short break");
    }

    [Fact]
    public async Task Full_mode_explains_that_the_questions_are_the_hosts_and_monitors_the_hosts_page()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, started) + "<textarea data-testid='answer'></textarea>");
        await exam.SeesAsync("elsewhere", "The questions of this exam are in the page around this frame");
        await exam.BeginAsync();
        await Expect(exam.At("elsewhere")).ToHaveCountAsync(0);
        // It looks like a sidecar too, and leaves room for the questions.
        Assert.InRange((await exam.Page.Locator("exam-proctoring").BoundingBoxAsync())!.Width, 320, 420);

        await exam.Page.GetByTestId("answer").FillAsync("a");
        await exam.Page.Keyboard.PressAsync("F12");
        await exam.HearsAsync("violation", "detail.type === 'keyboard_shortcut'");
        Assert.Equal("keyboard_shortcut", Assert.Single((await SessionAsync(started.Id)).Violations).Type);
    }

    [Fact]
    public async Task A_sidecar_uses_the_hosts_questions_even_if_our_exam_has_the_same_name()
    {
        var body = new
        {
            student_id = "user_2abc",
            exam_name = "software-interview",
            total_questions = 3,
            mode = "sidecar",
        };
        var answer = await PostAsync("api/start-exam/", body);
        Assert.Equal(
            ("software-interview", 3),
            (answer.GetProperty("exam_name").GetString(), answer.GetProperty("total_questions").GetInt32())
        );
        Assert.Null((await SessionAsync(answer.GetProperty("exam_id").GetInt32())).ExamId);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync("api/start-exam/", body with { mode = "both" }));
        Assert.Contains("mode must be full or sidecar", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Playwright's tabs are never hidden; this simulates a hidden one.</summary>
    static async Task HideAsync(IPage page) =>
        await page.EvaluateAsync(
            """
            () => {
              let hidden = true;
              Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
              document.dispatchEvent(new Event('visibilitychange'));
              hidden = false;
              document.dispatchEvent(new Event('visibilitychange'));
            }
            """
        );
}
