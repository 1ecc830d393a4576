using System.Globalization;
using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>The SDK while the service is unavailable: the host falls back at the start; later no event is lost or counted twice.</summary>
public sealed class SdkOfflineTests(Chromium chromium) : EmbedTest(chromium)
{
    [Fact]
    public async Task A_service_that_is_down_at_the_start_gives_way_to_the_standard_quiz()
    {
        await using var demo = await StartDemoAsync();
        await App.StopAsync();
        var candidate = await ArriveAsync();
        await candidate.Page.GotoAsync($"{Host}/full.html");

        await Expect(candidate.At("standard-quiz")).ToBeVisibleAsync();
        await Expect(candidate.At("host-state")).ToHaveTextAsync("Proctoring is not available.");
        await candidate.PhotographAsync("embed-standard");
    }

    [Fact]
    public async Task A_service_that_fails_before_the_element_opens_shows_the_content_between_its_tags()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><meta charset="utf-8"><body><script type="module">
              import * as sdk from '{{Exam}}/sdk/proctoring.js';
              window.sdk = sdk;
            </script>
            """
        );
        await exam.Page.WaitForFunctionAsync("() => window.sdk");
        await App.StopAsync();
        await exam.Page.EvaluateAsync(
            $$"""
            () => {
              window.heard = [];
              window.unavailable = [];
              sdk.configure({ onUnavailable: error => unavailable.push(error.status) });
              const element = document.createElement('exam-proctoring');
              element.innerHTML = '<p data-testid="between">Standard quiz</p>';
              for (const [name, value] of Object.entries({ server: '{{Exam}}', 'embed-url': '{{started.EmbedUrl}}',
                'session-token': '{{started.Token}}', 'exam-id': '{{started.Id}}' }))
                element.setAttribute(name, value);
              element.addEventListener('unavailable', ({ detail }) => heard.push({ name: 'unavailable', detail }));
              document.body.append(element);
            }
            """
        );

        Assert.Equal(0, (await exam.HearsAsync("unavailable")).GetProperty("status").GetInt32());
        await Expect(exam.Page.GetByTestId("between")).ToBeVisibleAsync();
        Assert.Equal(0, Assert.Single(await exam.Page.EvaluateAsync<int[]>("() => unavailable")));
        Assert.False(await exam.Page.EvaluateAsync<bool>("() => sdk.healthCheck()"));
    }

    [Fact]
    public async Task Ten_events_from_an_outage_arrive_once_each_in_order_over_a_reload()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><meta charset="utf-8"><script type="module">
              import * as sdk from '{{Exam}}/sdk/proctoring.js';
              sdk.configure({ sessionToken: '{{started.Token}}' });
              window.sdk = sdk;
            </script>
            """
        );
        await exam.Page.WaitForFunctionAsync("() => window.sdk");
        List<string> taken = [];
        exam.Page.Response += (_, answer) =>
        {
            if (answer is { Status: 201, Request.PostData: { } body })
                taken.Add(JsonDocument.Parse(body).RootElement.GetProperty("detected_objects")[0].GetString()!);
        };
        await TellAsync(exam, 0, 1);
        await App.StopAsync();

        var queued = await TellAsync(exam, 1, 10);
        Assert.All(queued, Assert.True);
        Assert.Equal(10, await exam.Page.EvaluateAsync<int>("() => sdk.waitingEvents()"));
        var back = DateTime.UtcNow;
        App.StartAgain();
        // A reloaded page has nothing in memory. The waiting events are stored; another one queues behind them.
        await exam.Page.ReloadAsync();
        await exam.Page.WaitForFunctionAsync("() => window.sdk");
        await TellAsync(exam, 11, 1);
        await AllToldAsync(exam);

        var expected = Enumerable.Range(0, 12).Select(number => string.Create(CultureInfo.InvariantCulture, $"event {number:00}")).ToList();
        Assert.Equal(expected, taken);
        var stored = (await SessionAsync(started.Id)).Violations;
        Assert.Equal(expected, stored.Select(violation => violation.Detail).Order(StringComparer.Ordinal));
        // They report their age, so each has its own time, exact to the duration of its request.
        var slowest = await exam.Page.EvaluateAsync<double>(
            "() => Math.max(...performance.getEntriesByType('resource').map(({ duration }) => duration))"
        );
        var times = stored.ToDictionary(violation => violation.Detail!, violation => violation.BeganAt);
        Assert.All(expected[1..11], name => Assert.InRange(times[name], times[expected[0]], back.AddMilliseconds(slowest)));
        Assert.True(times[expected[11]] > back);
    }

    [Fact]
    public async Task An_answer_that_is_lost_on_its_way_does_not_make_an_event_count_twice()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><meta charset="utf-8"><script type="module">
              import * as sdk from '{{Exam}}/sdk/proctoring.js';
              sdk.configure({ sessionToken: '{{started.Token}}' });
              window.sdk = sdk;
            </script>
            """
        );
        await exam.Page.WaitForFunctionAsync("() => window.sdk");
        // Each reaches the server; the browser never gets the answers to the first two.
        await exam.Page.EvaluateAsync(
            """
            () => {
              const real = window.fetch;
              window.tries = 0;
              window.fetch = async (...call) => {
                const answer = await real(...call);
                if (String(call[0]).includes('record-violation') && ++window.tries <= 2)
                  throw new TypeError('lost');
                return answer;
              };
            }
            """
        );

        await TellAsync(exam, 0, 1);
        await AllToldAsync(exam);

        Assert.Equal(3, await exam.Page.EvaluateAsync<int>("() => window.tries"));
        Assert.Single((await SessionAsync(started.Id)).Violations);
    }

    [Fact]
    public async Task Waiting_events_are_sent_before_the_end()
    {
        var started = await StartExamAsync();
        var exam = await OpenHostAsync(
            EmbeddedExam.Element(Exam, started, "sidecar")
                + $$"""
                <script type="module">
                  import * as sdk from '{{Exam}}/sdk/proctoring.js';
                  sdk.configure({ sessionToken: '{{started.Token}}' });
                  window.sdk = sdk;
                </script>
                """
        );
        await exam.BeginAsync();
        await App.StopAsync();
        await exam.Page.EvaluateAsync(
            """
            () => {
              const real = window.fetch;
              // The queue of events recovers later than the frame does.
              window.fetch = (...call) => (String(call[0]).includes('record-violation') && !window.mended ? Promise.reject(new
                TypeError('away')) : real(...call));
            }
            """
        );
        Assert.All(await TellAsync(exam, 0, 10), Assert.True);
        App.StartAgain();
        await exam.SeesAsync("monitor-state", "Monitoring is on");

        var ending = exam.Page.EvaluateAsync<JsonElement>(
            """
            () => {
              setTimeout(() => { window.mended = true; }, 1500);
              return document.querySelector('exam-proctoring').end({ correctAnswers: 3 });
            }
            """
        );
        var submitted = await ending.WaitAsync(
            TimeSpan.FromMilliseconds(2 * CandidatePage.Patience),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(JsonValueKind.Null, submitted.GetProperty("score").ValueKind);
        Assert.Equal(10, (await SessionAsync(started.Id)).Violations.Count(violation => violation.Type == "paste_attempt"));
        Assert.True(await exam.Page.EvaluateAsync<bool>("() => sdk.settled()"));
    }

    [Fact]
    public async Task The_failure_of_one_exam_does_not_delay_another_and_nothing_shortens_a_pause_from_the_server()
    {
        var (stuck, well) = (await StartExamAsync(), await StartExamAsync("Another", 5));
        var exam = await OpenHostAsync(
            $$"""
            <!doctype html><meta charset="utf-8"><script type="module">
              import * as sdk from '{{Exam}}/sdk/proctoring.js';
              const real = window.fetch;
              window.tries = 0;
              window.fetch = (...call) => {
                if (!call[1]?.headers?.Authorization?.includes('{{stuck.Token}}'))
                  return real(...call);
                window.tries++;
                return Promise.resolve(new Response('{"error":"busy"}', { status: 503, headers: { 'Retry-After': '600' } }));
              };
              window.sdk = sdk;
              window.report = (sessionToken, text) => {
                sdk.configure({ sessionToken });
                return sdk.recordViolation({ event_type: 'paste_attempt',
                  detected_objects: [text] }).then((answer) => answer.queued === true);
              };
            </script>
            """
        );
        await exam.Page.WaitForFunctionAsync("() => window.sdk");

        Assert.True(await exam.Page.EvaluateAsync<bool>($"() => report('{stuck.Token}', 'first')"));
        Assert.False(await exam.Page.EvaluateAsync<bool>($"() => report('{well.Token}', 'other')"));
        // A new event is stored at once. Neither it, nor being online again, nor a waiting caller contacts the server before its time.
        Assert.True(await exam.Page.EvaluateAsync<bool>($"() => report('{stuck.Token}', 'second')"));
        await exam.Page.EvaluateAsync("() => void dispatchEvent(new Event('online'))");
        Assert.False(await exam.Page.EvaluateAsync<bool>("() => sdk.settled(300)"));

        Assert.Equal(
            (1, 2),
            (await exam.Page.EvaluateAsync<int>("() => tries"), await exam.Page.EvaluateAsync<int>("() => sdk.waitingEvents()"))
        );
        Assert.Equal("other", Assert.Single((await SessionAsync(well.Id)).Violations).Detail);
        Assert.Empty((await SessionAsync(stuck.Id)).Violations);
    }

    /// <summary>Waits until nothing waits in the browser any longer.</summary>
    static async Task AllToldAsync(EmbeddedExam exam) =>
        await exam
            .Page.EvaluateAsync(
                """
                async () => {
                  while (await sdk.waitingEvents() > 0)
                    await new Promise(resolve => setTimeout(resolve, 50));
                }
                """
            )
            .WaitAsync(TimeSpan.FromMilliseconds(CandidatePage.Patience));

    /// <summary>Sends events one after another; optionally each waits for the service.</summary>
    static Task<bool[]> TellAsync(EmbeddedExam exam, int first, int count) =>
        exam.Page.EvaluateAsync<bool[]>(
            $$"""
            () => Promise.all(Array.from({ length: {{count}} }, (_, index) => sdk.recordViolation({
              event_type: 'paste_attempt',
              detected_objects: [`event ${String({{first}} + index).padStart(2, '0')}`],
            }).then(answer => answer.queued === true)))
            """
        );
}
