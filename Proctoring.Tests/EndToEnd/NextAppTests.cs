using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Tests.Support;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Proctoring.Tests.EndToEnd;

/// <summary>Runs the code of embedding.md and moving-jobgenie.md, as the documents show it, in a real Next.js app.</summary>
public sealed partial class NextAppTests(Chromium chromium) : EmbedTest(chromium)
{
    const string Unavailable = "Proctoring is unavailable";

    internal override (string Key, string Value)[] Settings => [.. base.Settings, ("Proctoring:Webhooks:AllowPrivateNetworks", "true")];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_documented_app_starts_each_exam_once_receives_the_result_and_reports_every_failure()
    {
        var webhook = await PostAsync("api/v1/webhooks", new { url = $"http://localhost:{Port}/api/proctoring/results" });
        await using var next = await NextServer.StartAsync(
            Port,
            new Dictionary<string, string>
            {
                // As some write an address: with a slash at its end.
                ["PROCTORING_API_URL"] = $"{App.Address}/",
                ["PROCTORING_PUBLIC_URL"] = App.Address,
                ["NEXT_PUBLIC_PROCTORING_API_URL"] = App.Address,
                ["PROCTORING_API_KEY"] = await KeyAsync(),
                ["PROCTORING_WEBHOOK_SECRET"] = webhook.GetProperty("secret").GetString()!,
            }
        );
        using var app = new HttpClient { BaseAddress = new Uri($"http://localhost:{Port}") };
        var candidate = await ArriveAsync();
        await candidate.Page.Context.AddCookiesAsync([new() { Name = "user", Value = "user_browser", Url = Host }]);

        await EachAttemptHasOneExamAsync(app);
        await TheResultArrivesAsync(app, candidate);
        await TheMovedPageSubmitsAsync(candidate);
        await TheComponentOfThePackageOpensASidecarAsync(candidate);
        var (analysed, read) = await AnalyseAsync(app);
        await App.StopAsync();
        await candidate.Page.GotoAsync($"{Host}/quiz/while-away");
        await Expect(candidate.Page.GetByText("This quiz is proctored, and proctoring is not available: connect ECONNREFUSED"))
            .ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
        await Expect(candidate.Page.Locator("exam-proctoring")).ToHaveCountAsync(0);
        var (failed, unread) = await AnalyseAsync(app);
        // The log also has a line for the request itself, which may come first.
        await UntilAsync(() => Task.FromResult(next.Log.Contains(Unavailable, StringComparison.Ordinal)), next);

        Assert.Equal((HttpStatusCode.OK, true, true), (analysed, Is(read, "serviceAvailable"), Is(read, "faceDetected")));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (failed, Is(unread, "serviceAvailable")));
        Assert.Equal(JsonValueKind.Null, unread.GetProperty("faceDetected").ValueKind);
        // StrictMode runs effects twice.
        Assert.Equal(2, next.Log.Split(Unavailable).Length);
        Assert.Contains("user_browser", next.Log, StringComparison.Ordinal);

        static bool Is(JsonElement json, string name) => json.GetProperty(name).GetBoolean();
    }

    /// <summary>Loads pages without a browser: several at the same moment, and again later.</summary>
    async Task EachAttemptHasOneExamAsync(HttpClient app)
    {
        var together = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => LoadAsync("user_1", "Prüfung 1")));
        var later = await LoadAsync("user_1", "Prüfung 1");
        // A day later the server has forgotten the calls.
        await using (var db = OpenDatabase())
            await db.StoredAnswers.ExecuteDeleteAsync(Cancellation);
        var nextDay = await LoadAsync("user_1", "Prüfung 1");
        var otherUser = await LoadAsync("user_2", "Prüfung 1");
        var otherQuiz = await LoadAsync("user_1", "Prüfung 2");

        Assert.Single(together.Append(later).Append(nextDay).Distinct());
        Assert.Equal(3, new[] { later, otherUser, otherQuiz }.Distinct().Count());
        Assert.Equal("Prüfung 1", (await SessionAsync(later)).ExamName);
        Assert.Equal(3, await SessionsAsync());

        async Task<int> LoadAsync(string user, string quiz)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"quiz/{Uri.EscapeDataString(quiz)}");
            request.Headers.Add("Cookie", $"user={user}");
            using var answer = await app.SendAsync(request, Cancellation);
            var html = await answer.Content.ReadAsStringAsync(Cancellation);
            return ExamId().Match(html) is { Success: true } found
                ? int.Parse(found.Groups[1].ValueSpan, provider: null)
                : throw new InvalidOperationException($"The page shows no exam ({answer.StatusCode}): {html}");
        }
    }

    /// <summary>Takes an exam of this server in the frame, over a reload, and waits for its result.</summary>
    async Task TheResultArrivesAsync(HttpClient app, CandidatePage candidate)
    {
        var before = await SessionsAsync();
        var exam = new EmbeddedExam(candidate);
        await candidate.Page.GotoAsync($"{Host}/quiz/software-interview");
        await exam.BeginAsync();
        await exam.SeesAsync("question-place", "Question 1 of 12");
        await candidate.PhotographAsync("next-app");
        await candidate.Page.ReloadAsync();
        await exam.SeesAsync("question-place", "Question 1 of 12");
        await exam.SeesAsync("monitor-state", "Monitoring is on");
        await Expect(candidate.Page.Locator("exam-proctoring")).ToHaveCountAsync(1);
        Assert.Equal(before + 1, await SessionsAsync());

        await candidate.Page.WaitForFunctionAsync(
            "() => document.querySelector('exam-proctoring').end().then(detail => detail.exam_id, () => false)"
        );
        var shown = int.Parse((await candidate.Page.Locator("exam-proctoring").GetAttributeAsync("exam-id"))!, provider: null);
        using var forged = new HttpRequestMessage(HttpMethod.Post, "api/proctoring/results");
        forged.Headers.Add("webhook-id", "msg_1");
        forged.Headers.Add("webhook-timestamp", DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(provider: null));
        forged.Headers.Add("webhook-signature", "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=");
        forged.Content = JsonContent.Create(new { type = "exam.submitted", data = new { exam_id = 4711 } });
        using var refused = await app.SendAsync(forged, Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await UntilAsync(async () => (await ResultsAsync()).Exists(result => result.GetProperty("exam_id").GetInt32() == shown));
        var result = (await ResultsAsync()).Single(result => result.GetProperty("type").GetString() == "exam.submitted");
        Assert.Equal(
            (shown, "user_browser", "submitted", 0m),
            (
                result.GetProperty("exam_id").GetInt32(),
                result.GetProperty("student_id").GetString(),
                result.GetProperty("status").GetString(),
                result.GetProperty("score").GetDecimal()
            )
        );

        async Task<List<JsonElement>> ResultsAsync() =>
            [
                .. (await app.GetFromJsonAsync<JsonElement>("results", Cancellation))
                    .EnumerateArray()
                    .Where(result => result.GetProperty("type").GetString() == "exam.submitted"),
            ];
    }

    /// <summary>JobGenie's own quiz, with the server actions and the SDK of moving-jobgenie.md.</summary>
    async Task TheMovedPageSubmitsAsync(CandidatePage candidate)
    {
        await candidate.Page.GotoAsync($"{Host}/moved");
        var said = candidate.At("said");
        await candidate.At("take").ClickAsync();
        await Expect(said).ToContainTextAsync("Submitted ", new() { Timeout = CandidatePage.Patience });
        var exam = int.Parse((await said.TextContentAsync())!["Submitted ".Length..], provider: null);

        var session = await SessionAsync(exam);
        Assert.Equal((SessionStatus.Submitted, 1, 50m), (session.Status, session.CorrectAnswers, session.Score));
        Assert.Equal(
            ["context_menu", "copy_attempt", "tab_switch"],
            session.Violations.Select(row => row.Type).Where(type => type != "not_watched").Order(StringComparer.Ordinal)
        );
    }

    /// <summary>StrictMode mounts the component twice; the frame says once that it is ready.</summary>
    async Task TheComponentOfThePackageOpensASidecarAsync(CandidatePage candidate)
    {
        await candidate.Page.GotoAsync($"{Host}/sidecar");
        await candidate.At("start").ClickAsync();

        await Expect(candidate.At("heard")).ToHaveTextAsync("[sidecar]", new() { Timeout = CandidatePage.Patience });
        await Expect(new EmbeddedExam(candidate).At("consent")).ToBeVisibleAsync(new() { Timeout = CandidatePage.Patience });
    }

    static async Task<(HttpStatusCode Status, JsonElement Json)> AnalyseAsync(HttpClient app)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/proctoring/analyze-frame");
        request.Headers.Add("Cookie", "user=user_1");
        request.Content = JsonContent.Create(new { frame_data = ApiClient.DataUrl(TestFaces.Candidate), exam_id = 1_795_811_102_196 });
        using var answer = await app.SendAsync(request, Cancellation);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation));
    }

    async Task<int> SessionsAsync()
    {
        await using var db = OpenDatabase();
        return await db.Sessions.CountAsync(Cancellation);
    }

    static async Task UntilAsync(Func<Task<bool>> condition, NextServer? next = null)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 300, $"It did not happen within 30 seconds. {next?.Log}");
            await Task.Delay(100, Cancellation);
        }
    }

    [GeneratedRegex(@"exam_id\\?"":(\d+)")]
    private static partial Regex ExamId();
}
