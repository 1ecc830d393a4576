using Microsoft.Playwright;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests the whole exam in a frame of another site, as demo/ embeds it.</summary>
public sealed class EmbedFullTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task From_the_hosts_page_to_the_result_over_a_reload_and_without_cookies()
    {
        await using var demo = await StartDemoAsync();
        var candidate = await ArriveAsync();
        var exam = new EmbeddedExam(candidate);
        await candidate.Page.GotoAsync($"{Host}/full.html");
        await Expect(exam.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(exam.Frame.Locator("header.bar")).ToHaveCountAsync(0);
        await Expect(exam.Frame.GetByTestId("standard-instead")).ToHaveCountAsync(0);
        await candidate.PhotographAsync("embed-consent");
        await exam.BeginAsync();
        await exam.SeesAsync("question-place", "Question 1 of 12");
        await candidate.PhotographAsync("embed-quiz");

        var started = await exam.HearsAsync("exam-started");
        Assert.Equal(12, started.GetProperty("total_questions").GetInt32());
        await exam.At("choice-2").ClickAsync();
        await exam.SeesAsync("save-state", "Saved");

        // The browser denies us third-party cookies and all storage; the exam still continues at the same stage.
        Assert.Equal(
            "false SecurityError",
            await exam
                .Frame.Locator("body")
                .EvaluateAsync<string>(
                    """
                    () => {
                      document.cookie = 'third=party; SameSite=None; Secure';
                      const cookie = document.cookie.includes('third=party');
                      try {
                        return `${cookie} ${sessionStorage.length}`;
                      } catch (error) {
                        return `${cookie} ${error.name}`;
                      }
                    }
                    """
                )
        );
        await candidate.Page.ReloadAsync();
        await exam.SeesAsync("question-place", "Question 2 of 12");
        await exam.SeesAsync("monitor-state", "Monitoring is on");

        for (var number = 2; number <= 12; number++)
        {
            await exam.SeesAsync("question-place", $"Question {number} of 12");
            await exam.At("choice-2").ClickAsync();
            await exam.SeesAsync("save-state", "Saved");
            if (number < 12)
                await exam.At("next").ClickAsync();
        }

        await exam.At("hand-in").ClickAsync();
        await exam.At("confirm-hand-in").ClickAsync();
        await exam.SeesAsync("score", "25");
        await candidate.PhotographAsync("embed-result");
        var submitted = await exam.HearsAsync("exam-submitted");
        Assert.Equal(
            (25, 3, 12),
            (
                submitted.GetProperty("score").GetDecimal(),
                submitted.GetProperty("correct_answers").GetInt32(),
                submitted.GetProperty("total_questions").GetInt32()
            )
        );
        await Expect(candidate.At("host-state")).ToHaveTextAsync("Submitted: 25 %.");
        await exam.At("close").ClickAsync();
        await exam.HearsAsync("closed");
        var session = await SessionAsync(submitted.GetProperty("exam_id").GetInt32());
        Assert.Equal(SessionStatus.Submitted, session.Status);
        Assert.NotNull(session.ConsentedAt);
        Assert.Empty(candidate.Complaints);
    }

    [Fact]
    public async Task After_a_server_restart_the_frame_resumes_and_the_host_is_notified()
    {
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, await StartExamAsync("software-interview", 12)));
        await exam.BeginAsync();
        await exam.At("choice-2").ClickAsync();
        await exam.SeesAsync("save-state", "Saved");

        await App.StopAsync();
        await exam.HearsAsync("monitoring-degraded", "detail.going_on && detail.reason === 'the connection was lost'");
        await Expect(exam.At("connection-lost")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        App.StartAgain();

        await exam.SeesAsync("question-place", "Question 2 of 12");
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        Assert.Equal(2, (await exam.HeardAsync()).Count(name => name == "exam-started"));
    }

    [Fact]
    public async Task A_dark_theme_is_used_in_a_dark_page()
    {
        var started = await StartExamAsync("software-interview", 12);
        var exam = await OpenHostAsync(
            EmbeddedExam
                .Element(Exam, started)
                .Replace("<title>", "<meta name=color-scheme content='light dark'><title>", StringComparison.Ordinal)
        );
        await exam.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(exam.Frame.Locator(".frame.dark")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(exam.At("consent")).ToBeVisibleAsync();
        await Screenshots.SaveAsync(exam.Page, "embed-dark");
    }
}
