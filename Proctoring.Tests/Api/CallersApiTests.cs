using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests who may call which operation, from where, and how often.</summary>
public sealed class CallersApiTests(ClosedApi closed) : IClassFixture<ClosedApi>
{
    /// <summary>Every operation, with a body that passes the first checks.</summary>
    public static TheoryData<string, string, string> Operations { get; } =
        new()
        {
            { "POST", "api/register-student/", ApiScopes.Students },
            { "POST", "api/verify-face/", ApiScopes.Students },
            { "POST", "api/start-exam/", ApiScopes.Exams },
            { "POST", "api/submit-exam/", ApiScopes.Exams },
            { "GET", "api/exam-result/1/", ApiScopes.Results },
            { "POST", "api/record-violation/", ApiScopes.Exams },
            { "POST", "api/record-tab-switch/", ApiScopes.Exams },
            { "POST", "api/proctoring/analyze-frame/", ApiScopes.Exams },
            { "GET", "api/v1/exams", ApiScopes.Results },
            { "GET", "api/v1/exams/1", ApiScopes.Results },
            { "GET", "api/v1/exams/1/violations", ApiScopes.Results },
            { "GET", "api/v1/exams/1/report", ApiScopes.Results },
            { "GET", "api/v1/rules", ApiScopes.Results },
            { "GET", "api/v1/exam-definitions", ApiScopes.Exams },
            { "GET", "api/v1/exam-definitions/none", ApiScopes.Definitions },
            { "POST", "api/v1/exam-definitions", ApiScopes.Definitions },
            { "PUT", "api/v1/exam-definitions/none", ApiScopes.Definitions },
            { "PUT", "api/v1/exam-definitions/none/status", ApiScopes.Definitions },
            { "GET", "api/v1/exams/1/answers", ApiScopes.Results },
            { "POST", "api/v1/exams", ApiScopes.Exams },
            { "POST", "api/v1/exam-batches", ApiScopes.Exams },
            { "POST", "api/v1/exams/1/violations", ApiScopes.Exams },
            { "POST", "api/v1/exams/1/cancellation", ApiScopes.Exams },
            { "GET", "api/v1/students", ApiScopes.Students },
            { "GET", "api/v1/students/1", ApiScopes.Students },
            { "PUT", "api/v1/students/1/face", ApiScopes.Students },
            { "DELETE", "api/v1/students/1", ApiScopes.Students },
            { "GET", "api/v1/erasures/1", ApiScopes.Students },
            { "POST", "api/v1/webhooks", ApiScopes.Results },
            { "GET", "api/v1/webhooks", ApiScopes.Results },
            { "DELETE", "api/v1/webhooks/1", ApiScopes.Results },
            { "POST", "api/v1/webhooks/1/secret", ApiScopes.Results },
            { "POST", "api/v1/webhooks/1/test", ApiScopes.Results },
            { "GET", "api/v1/webhooks/1/deliveries", ApiScopes.Results },
            { "POST", "api/v1/webhooks/1/deliveries/1/resend", ApiScopes.Results },
        };

    [Fact]
    public async Task A_key_or_token_in_the_place_of_the_other_is_named()
    {
        var app = closed.App;
        using var api = await ApiClient.WithKeyAsync(app);
        var (exam, token) = await api.StartAsync();

        await ToldAsync("Authorization", $"Bearer {api.Secret}", "send it in the header X-Api-Key");
        await ToldAsync("X-Api-Key", token, "send it as Authorization: Bearer");
        await ToldAsync("X-Api-Key", $"Bearer {api.Secret}", "without the word Bearer");
        await ToldAsync("X-Api-Key", "jgp_other", "The API key is not known");
        await ToldAsync("Authorization", "Bearer other", "The session token is not known");

        async Task ToldAsync(string header, string value, string words)
        {
            using var mistaken = ApiClient.Anybody(app).With(header, value);
            var reply = await mistaken.GetAsync($"api/exam-result/{exam}/");
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
            Assert.Contains(words, reply.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_closed_API_refuses_calls_without_credentials_or_with_too_few_rights()
    {
        var app = closed.App;
        using var anonymous = ApiClient.Anybody(app);
        using var page = ApiClient.Anybody(app).With("Origin", "https://jobgenie.example");
        using var wrongKey = ApiClient.Anybody(app).With("X-Api-Key", "jgp_nonsense");
        using var wrongToken = ApiClient.WithToken(app, new SessionAccess(Guid.NewGuid(), new string('a', 43)).Bearer);

        foreach (var (method, path, scope) in Operations.Select(row => row.Data))
        {
            using var other = await ApiClient.WithKeyAsync(app, [.. ApiScopes.All.Where(known => known != scope)]);
            using var right = await ApiClient.WithKeyAsync(app, scope);
            var body = method is "POST" or "PUT" ? "{}" : null;
            foreach (var client in new[] { anonymous, page, wrongKey, wrongToken })
            {
                var refused = await client.SendAsync(new HttpMethod(method), path, body);
                Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
                Assert.Equal(401, refused["status"].GetInt32());
                Assert.NotEmpty(refused.Message.Headers.WwwAuthenticate);
            }

            var lacking = await other.SendAsync(new HttpMethod(method), path, body);
            Assert.Equal((HttpStatusCode.Forbidden, 403), (lacking.Status, lacking["status"].GetInt32()));
            Assert.Contains($"\"{scope}\"", lacking.Text.Replace("\\u0022", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(
                (await right.SendAsync(new HttpMethod(method), path, body)).Status,
                new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.InternalServerError }
            );
        }

        Assert.Equal(HttpStatusCode.OK, (await anonymous.GetAsync("api/health/")).Status);
    }

    [Fact]
    public async Task A_revoked_or_expired_key_opens_nothing()
    {
        var app = closed.App;
        var store = app.Get<ApiKeyStore>();
        var (_, revoked) = await store.CreateAsync("revoked", [ApiScopes.Exams], null, StaffViewer.Console, default);
        var (_, expired) = await store.CreateAsync(
            "expired",
            [ApiScopes.Exams],
            DateTime.UtcNow.AddHours(1),
            StaffViewer.Console,
            default
        );
        using var first = ApiClient.Anybody(app).With("X-Api-Key", revoked);
        using var second = ApiClient.Anybody(app).With("X-Api-Key", expired);
        foreach (var caller in new[] { first, second })
            Assert.Equal(HttpStatusCode.BadRequest, (await caller.PostAsync("api/start-exam/", new { })).Status);

        Assert.True(await store.RevokeAsync("revoked", StaffViewer.Console, default));
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await db
                .ApiKeys.Where(key => key.Name == "expired")
                .ExecuteUpdateAsync(
                    set => set.SetProperty(key => key.ExpiresAt, DateTime.UtcNow.AddSeconds(-1)),
                    TestContext.Current.CancellationToken
                );
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await first.PostAsync("api/start-exam/", new { })).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await second.PostAsync("api/start-exam/", new { })).Status);
    }

    [Fact]
    public async Task A_token_opens_its_own_exam_and_nothing_else()
    {
        var app = closed.App;
        using var server = await ApiClient.WithKeyAsync(app);
        var (examA, tokenA) = await server.StartAsync("a");
        var (examB, _) = await server.StartAsync("b");
        using var a = ApiClient.WithToken(app, tokenA);

        foreach (
            var reply in new[]
            {
                await a.GetAsync($"api/exam-result/{examB}/"),
                await a.PostAsync("api/submit-exam/", new { exam_id = examB, correct_answers = 1 }),
                await a.PostAsync("api/record-violation/", new { exam_id = examB, event_type = "tab_switch" }),
                await a.PostAsync("api/record-tab-switch/", new { exam_id = examB }),
                await a.PostAsync("api/record-tab-switch/", new { student_id = "b" }),
                await a.GetAsync($"api/v1/exams/{examB}"),
                await a.PostAsync(
                    "api/proctoring/analyze-frame/",
                    new { exam_id = examB, frame_data = ApiClient.DataUrl(TestFaces.Empty) }
                ),
            }
        )
        {
            Assert.Equal(HttpStatusCode.NotFound, reply.Status);
        }

        foreach (
            var reply in new[]
            {
                await a.PostAsync(
                    "api/start-exam/",
                    new
                    {
                        student_id = "a",
                        exam_name = "E",
                        total_questions = 1,
                    }
                ),
                await a.PostAsync("api/register-student/", new { }),
                await a.PostAsync("api/verify-face/", new { }),
                await a.GetAsync("api/v1/exams"),
                await a.GetAsync("api/v1/rules"),
            }
        )
        {
            Assert.Equal(HttpStatusCode.Forbidden, reply.Status);
        }

        Assert.Equal(HttpStatusCode.Created, (await a.PostAsync("api/record-tab-switch/", new { })).Status);
        Assert.Equal(
            HttpStatusCode.Created,
            (await a.PostAsync("api/record-violation/", new { student_id = "a", event_type = "copy_attempt" })).Status
        );
        Assert.Equal(HttpStatusCode.OK, (await a.PostAsync("api/submit-exam/", new { correct_answers = 9 })).Status);
        Assert.Equal(3, (await a.GetAsync($"api/exam-result/{examA}/"))["violations"].GetArrayLength());
        Assert.Empty((await server.GetAsync($"api/exam-result/{examB}/"))["violations"].EnumerateArray());
    }

    [Fact]
    public async Task A_key_sees_the_exams_it_started_and_its_replacement_sees_all()
    {
        var app = closed.App;
        using var mine = await ApiClient.WithKeyAsync(app);
        using var other = await ApiClient.WithKeyAsync(app);
        using var heir = await ApiClient.WithKeyAsync(app, ApiScopes.Results, ApiScopes.Exams, ApiScopes.AllExams);
        var (exam, _) = await mine.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"api/exam-result/{exam}/")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync("api/record-tab-switch/", new { student_id = "user_2abc" })).Status);
        Assert.Equal(0, (await other.GetAsync("api/v1/exams"))["total"].GetInt32());
        Assert.Equal(HttpStatusCode.OK, (await heir.GetAsync($"api/exam-result/{exam}/")).Status);
        Assert.Equal(HttpStatusCode.Created, (await heir.PostAsync("api/record-tab-switch/", new { exam_id = exam })).Status);
    }

    [Fact]
    public async Task An_expired_token_opens_nothing_but_the_result_stays_with_the_key()
    {
        var app = closed.App;
        using var server = await ApiClient.WithKeyAsync(app);
        var (exam, token) = await server.StartAsync();
        using var candidate = ApiClient.WithToken(app, token);
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.ExpiresAt, DateTime.UtcNow.AddSeconds(-1)),
                TestContext.Current.CancellationToken
            );

        Assert.Equal(HttpStatusCode.Unauthorized, (await candidate.PostAsync("api/record-tab-switch/", new { })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await server.PostAsync("api/record-tab-switch/", new { exam_id = exam })).Status);
        // The server ends the session within a few seconds of the end of its right.
        await StaffAccounts.UntilAsync(async () =>
            (await server.GetAsync($"api/exam-result/{exam}/"))["exam"].GetProperty("state").GetString() == "expired"
        );
        Assert.Equal(HttpStatusCode.OK, (await server.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 1 })).Status);
    }

    [Fact]
    public async Task A_public_open_API_admits_only_the_listed_origins()
    {
        await using var app = AppServer.Start([.. ClosedApi.Settings, ("Proctoring:Api:Open", "true")]);
        var body = new
        {
            student_id = "s",
            exam_name = "E",
            total_questions = 1,
        };
        using var listed = ApiClient.Anybody(app).With("Origin", "https://jobgenie.example");
        using var foreign = ApiClient.Anybody(app).With("Origin", "https://elsewhere.example");
        using var local = ApiClient.Anybody(app).With("Origin", "http://localhost:3000");
        using var program = ApiClient.Anybody(app);

        var started = await listed.PostAsync("api/start-exam/", body);
        Assert.Equal(
            (HttpStatusCode.Created, "https://jobgenie.example"),
            (started.Status, Assert.Single(started.Message.Headers.GetValues("Access-Control-Allow-Origin")))
        );
        foreach (var client in new[] { foreign, local, program })
        {
            var refused = await client.PostAsync("api/start-exam/", body);
            Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
            Assert.False(refused.Message.Headers.Contains("Access-Control-Allow-Origin"));
        }

        // Numbers can be guessed, and any program can send an origin: every exam requires its token, even from the system that started it.
        var exam = started["exam_id"].GetInt32();
        foreach (
            var refused in new[]
            {
                await listed.GetAsync($"api/exam-result/{exam}/"),
                await listed.GetAsync($"api/v1/exams/{exam}"),
                await listed.GetAsync($"api/v1/exams/{exam}/report"),
                await listed.GetAsync($"api/v1/exams/{exam}/violations"),
                await listed.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 1 }),
                await listed.PostAsync("api/record-violation/", new { exam_id = exam, event_type = "tab_switch" }),
                await listed.PostAsync("api/record-tab-switch/", new { student_id = "s" }),
                await listed.PostAsync(
                    "api/proctoring/analyze-frame/",
                    new { exam_id = exam, frame_data = ApiClient.DataUrl(TestFaces.Empty) }
                ),
            }
        )
        {
            // Failures carry the page's permission too, or it could not read them.
            Assert.Equal(
                (HttpStatusCode.Unauthorized, true),
                (refused.Status, refused.Message.Headers.Contains("Access-Control-Allow-Origin"))
            );
        }

        using var candidate = ApiClient.WithToken(app, started["session_token"].GetString()!).With("Origin", "https://jobgenie.example");
        Assert.Equal(HttpStatusCode.Created, (await candidate.PostAsync("api/record-tab-switch/", new { })).Status);
        Assert.Equal(HttpStatusCode.OK, (await candidate.PostAsync("api/submit-exam/", new { correct_answers = 1 })).Status);
        Assert.Equal(HttpStatusCode.OK, (await candidate.GetAsync($"api/exam-result/{exam}/")).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (
                await listed.PostAsync(
                    "api/verify-face/",
                    new
                    {
                        email = "a@example.org",
                        password = "p",
                        photo_data = ApiClient.DataUrl(TestFaces.Candidate),
                    }
                )
            ).Status
        );
        Assert.Equal(HttpStatusCode.Unauthorized, (await listed.GetAsync("api/v1/exams")).Status);
    }

    [Fact]
    public async Task A_flood_of_invented_keys_causes_no_lookups_and_known_callers_pass()
    {
        await using var app = AppServer.Start([.. ClosedApi.Settings, ("Proctoring:Api:WrongProofsPerAddress", "1")]);
        using var known = await ApiClient.WithKeyAsync(app);
        using var commands = new DatabaseCommands();
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("api/v1/rules")).Status);

        var work = new List<string>();
        for (var count = 0; count < 110; count++)
        {
            using var invented = ApiClient.Anybody(app).With("X-Api-Key", $"jgp_{Guid.NewGuid():N}");
            work.Add(
                await commands.DuringAsync(async () => Assert.NotEqual(HttpStatusCode.OK, (await invented.GetAsync("api/v1/rules")).Status))
            );
        }

        Assert.Equal("SELECT", work[0]);
        Assert.All(work.Skip(100), sent => Assert.Equal("", sent));
        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("api/v1/rules")).Status);
    }

    [Theory]
    [InlineData("CallsPerAddress", "address")]
    [InlineData("CallsPerKey", "key")]
    [InlineData("CallsPerToken", "token")]
    [InlineData("WrongProofsPerAddress", "wrong")]
    public async Task Too_many_calls_get_the_time_of_the_next_attempt(string setting, string caller)
    {
        await using var app = AppServer.Start([.. ClosedApi.Settings, ($"Proctoring:Api:{setting}", "3")]);
        using var server = await ApiClient.WithKeyAsync(app);
        using var client = caller switch
        {
            "address" => ApiClient.Anybody(app),
            "key" => await ApiClient.WithKeyAsync(app),
            "token" => ApiClient.WithToken(app, (await server.StartAsync()).Token),
            _ => ApiClient.Anybody(app).With("X-Api-Key", "jgp_nonsense"),
        };
        var path = caller == "address" ? "api/health/" : "api/exam-result/1/";

        for (var count = 0; count < 3; count++)
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await client.GetAsync(path)).Status);
        var refused = await client.GetAsync(path);

        Assert.Equal((HttpStatusCode.TooManyRequests, 429), (refused.Status, refused["status"].GetInt32()));
        Assert.InRange(refused.Message.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        // Other callers pass, even from the same address.
        using var other = await ApiClient.WithKeyAsync(app);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await other.GetAsync("api/v1/rules")).Status);
    }
}

/// <summary>A server whose API is closed, for tests that use keys and exams of their own.</summary>
public sealed class ClosedApi()
    : ServerFixture([
        .. Settings,
        ("Proctoring:Api:CallsPerAddress", "100000"),
        ("Proctoring:Api:WrongProofsPerAddress", "1000"),
    ])
{
    internal static (string Key, string Value)[] Settings { get; } =
    [
        ("environment", "Production"),
        ("Proctoring:Api:AllowedOrigins:0", "https://jobgenie.example"),
    ];
}
