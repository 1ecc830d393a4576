using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Tests who may frame our page, who may exchange messages with it, and what a link opens.</summary>
public sealed class EmbedAccessTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task A_page_of_another_origin_cannot_frame_us_and_does_not_use_up_the_link()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync($"<!doctype html><iframe src='{started.EmbedUrl}' allow='camera; microphone'></iframe>", Stranger);
        await exam.Page.WaitForFunctionAsync("() => document.readyState === 'complete'");

        Assert.DoesNotContain(exam.Page.Frames, frame => frame.Url.StartsWith(Exam, StringComparison.Ordinal));
        Assert.NotNull(await RedeemAsync(started));
    }

    [Fact]
    public async Task Messages_of_other_windows_and_origins_are_ignored_and_they_receive_none()
    {
        var started = await StartExamAsync();
        // Without the SDK: the element's frame is in a shadow root, which other windows cannot reach.
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><iframe src='{{started.EmbedUrl}}' allow='camera; microphone' style='width:100%;height:700px'></iframe><script>
              window.heard = [];
              addEventListener('message', ({ origin, data }) => heard.push({ name: data.type, detail: { ...data.detail, origin } }));
            </script>
            """
        );
        await exam.BeginAsync();
        Assert.Equal(Exam, (await exam.HearsAsync("exam-started")).GetProperty("origin").GetString());
        await PutAsync(
            "other",
            "<!doctype html><script>window.heard = []; addEventListener('message', event => heard.push(event.data));</script>"
        );

        // A stranger's window, and one of the host's own origin that is not around the frame.
        foreach (var origin in new[] { Stranger, Host })
        {
            var opened = await exam.Page.RunAndWaitForPopupAsync(() =>
                exam.Page.EvaluateAsync($"() => void window.open('{origin}/other')")
            );
            await opened.WaitForLoadStateAsync();
            await opened.EvaluateAsync(
                """
                () => {
                  for (const type of ['hello', 'pause', 'end'])
                    opener.frames[0].postMessage({ source: 'jobgenie-proctoring-host', version: 1, type, detail: {} }, '*');
                }
                """
            );
            // The frame's answer to a greeting comes at once; this goes the same way after it.
            await opened.EvaluateAsync(
                "() => new Promise(resolve => { addEventListener('message', resolve, { once: true }); postMessage('last', '*'); })"
            );
            Assert.Equal(1, await opened.EvaluateAsync<int>("() => heard.length"));
            await opened.CloseAsync();
        }

        // The host's messages come after them: if the others had been accepted, the exam would be paused or over.
        Assert.DoesNotContain("monitoring-degraded", await exam.HeardAsync());
        await exam.Page.EvaluateAsync(
            $"() => frames[0].postMessage({{ source: 'jobgenie-proctoring-host', version: 1, type: 'hello', detail: {{}} }}, '{Exam}')"
        );
        await exam.HearsAsync("ready", "detail.greeted");
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        var session = await SessionAsync(started.Id);
        Assert.Equal(SessionStatus.Running, session.Status);
        Assert.DoesNotContain(session.Violations, violation => violation.Type == "monitoring_degraded");
    }

    [Fact]
    public async Task A_frame_without_camera_permission_shows_the_remedy_and_keeps_its_link()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(EmbeddedExam.Plain(started, allow: ""));

        await exam.SeesAsync("allow", """allow="camera; microphone; fullscreen; display-capture; window-management; autoplay" """.Trim());
        await Screenshots.SaveAsync(exam.Page, "embed-no-camera");
        Assert.Equal(403, (await exam.HearsAsync("unavailable")).GetProperty("status").GetInt32());
        Assert.DoesNotContain("ready", await exam.HeardAsync());
        Assert.NotNull(await RedeemAsync(started));
    }

    [Fact]
    public async Task A_used_link_opens_nothing_elsewhere_and_still_works_in_its_own_tab()
    {
        var started = await StartExamAsync();
        var first = await OpenHostAsync(EmbeddedExam.Element(Exam, started));
        await Expect(first.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });

        var second = await OpenHostAsync(EmbeddedExam.Plain(started));
        await Expect(second.At("ticket-refused")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Screenshots.SaveAsync(second.Page, "embed-refused");
        Assert.Equal(410, (await second.HearsAsync("unavailable")).GetProperty("status").GetInt32());
        await PutAsync("page", EmbeddedExam.Element(Exam, started));
        await first.Page.ReloadAsync();
        await Expect(first.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        var garbage = await OpenHostAsync(EmbeddedExam.Plain(started with { EmbedUrl = $"{Exam}/embed/garbage" }));
        await Expect(garbage.At("ticket-refused")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }

    [Fact]
    public async Task The_host_falls_back_if_its_link_opens_nothing()
    {
        var started = await StartExamAsync();
        Assert.NotNull(await RedeemAsync(started));
        var exam = await OpenHostAsync(EmbeddedExam.Element(Exam, started));

        var heard = await exam.HearsAsync("unavailable");
        Assert.Equal(410, heard.GetProperty("status").GetInt32());
        Assert.Contains("used in another window", heard.GetProperty("reason").GetString(), StringComparison.Ordinal);
        await Expect(exam.Page.GetByText("Standard quiz")).ToBeVisibleAsync();
        Assert.DoesNotContain("ready", await exam.HeardAsync());
    }

    [Fact]
    public async Task A_link_that_fails_once_is_not_used_up()
    {
        var started = await StartExamAsync();
        await PutAsync("page", EmbeddedExam.Plain(started));
        var candidate = await ArriveAsync();
        // Storing the right fails once, after the link was used.
        using var client = App.CreateClient();
        var script = await client.GetStringAsync("Components/Pages/Embed/EmbedPage.razor.js", TestContext.Current.CancellationToken);
        const string Keep = "function keep(name, value) {";
        Assert.Contains(Keep, script, StringComparison.Ordinal);
        var stumbling = script.Replace(
            Keep,
            $"let stumbled = false; {Keep} if (!stumbled) {{ stumbled = true; throw new Error('no'); }}",
            StringComparison.Ordinal
        );
        await candidate.Page.RouteAsync(
            "**/EmbedPage.*js*",
            route => route.FulfillAsync(new() { ContentType = "text/javascript", Body = stumbling })
        );
        var exam = new EmbeddedExam(candidate);
        await candidate.Page.GotoAsync($"{Host}/page");

        await Expect(exam.At("unwell")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        Assert.Equal(503, (await exam.HearsAsync("unavailable")).GetProperty("status").GetInt32());
        Assert.DoesNotContain("ready", await exam.HeardAsync());
        await exam.At("check-again").ClickAsync();
        await Expect(exam.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await exam.HearsAsync("ready");
        // And it is stored in the end.
        await candidate.Page.ReloadAsync();
        await Expect(exam.At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }

    [Fact]
    public async Task The_token_of_one_exam_does_not_open_another()
    {
        var (mine, other) = (await StartExamAsync(), await StartExamAsync("Another", 5));
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><script type="module">
              import * as sdk from '{{Exam}}/sdk/proctoring.js';
              sdk.configure({ sessionToken: '{{mine.Token}}' });
              window.tried = Promise.all([
                sdk.recordViolation({ exam_id: {{other.Id}}, event_type: 'paste_attempt' }),
                sdk.submitExam({ exam_id: {{other.Id}}, correct_answers: 5 }),
                sdk.getExamResult({{other.Id}}),
              ].map(call => call.then(() => 200, error => error.status)));
            </script>
            """
        );

        await exam.Page.WaitForFunctionAsync("() => window.tried");
        Assert.All(await exam.Page.EvaluateAsync<int[]>("() => window.tried"), status => Assert.True(status is 403 or 404));
        Assert.Empty((await SessionAsync(other.Id)).Violations);
        Assert.Equal(SessionStatus.Preparing, (await SessionAsync(other.Id)).Status);
    }
}
