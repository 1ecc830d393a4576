using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests the limits of single keys, test keys, rate-limit headers and the codes of errors.</summary>
public sealed class KeyLimitsApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_has_its_own_rate_and_every_answer_says_what_is_left()
    {
        using var api = await ApiClient.WithLimitsAsync(fixture.App, ApiKeyLimits.None with { CallsPerMinute = 3 });
        using var other = await ApiClient.WithKeyAsync(fixture.App);
        List<ApiReply> replies = [];
        for (var call = 0; call < 4; call++)
            replies.Add(await api.GetAsync("api/v1/exams"));
        var usual = await other.GetAsync("api/v1/exams");

        // A new minute can begin between two calls.
        Assert.Contains(replies, reply => Header(reply, "RateLimit") == "\"calls\";r=2");
        Assert.All(replies, reply => Assert.Equal("\"calls\";q=3;w=60", Header(reply, "RateLimit-Policy")));
        Assert.Equal("\"calls\";q=6000;w=60", Header(usual, "RateLimit-Policy"));
        foreach (var refused in replies.Where(reply => reply.Status == HttpStatusCode.TooManyRequests))
        {
            Assert.Equal(("rate_limited", "\"calls\";r=0"), (refused["code"].GetString(), Header(refused, "RateLimit")));
            Assert.True(refused.Message.Headers.Contains("Retry-After"));
        }
    }

    [Fact]
    public async Task Pages_of_other_origins_cannot_use_a_token_of_the_keys_exams()
    {
        // With the usual port, which browsers leave out.
        string[] origins = ["http://A.localhost:3000", "https://c.localhost:443"];
        using var api = await ApiClient.WithLimitsAsync(fixture.App, ApiKeyLimits.None with { Origins = origins });
        var (_, token) = await api.StartAsync();
        using ApiClient own = ApiClient.WithToken(fixture.App, token).With("Origin", "http://a.localhost:3000"),
            foreign = ApiClient.WithToken(fixture.App, token).With("Origin", "http://b.localhost:3000"),
            secure = ApiClient.WithToken(fixture.App, token).With("Origin", "https://c.localhost"),
            program = ApiClient.WithToken(fixture.App, token);

        var refused = await foreign.PostAsync("api/record-tab-switch/", new { count = 1 });

        Assert.Equal((HttpStatusCode.Forbidden, "origin_not_allowed"), (refused.Status, refused["code"].GetString()));
        Assert.Equal(HttpStatusCode.Created, (await own.PostAsync("api/record-tab-switch/", new { count = 1 })).Status);
        Assert.Equal(HttpStatusCode.Created, (await secure.PostAsync("api/record-tab-switch/", new { count = 1 })).Status);
        Assert.Equal(HttpStatusCode.Created, (await program.PostAsync("api/record-tab-switch/", new { count = 1 })).Status);
    }

    [Fact]
    public async Task The_exams_of_a_test_key_reach_no_reviewer_and_accept_simulated_flags_and_verdicts()
    {
        using ApiClient test = await ApiClient.WithLimitsAsync(fixture.App, ApiKeyLimits.None with { IsTest = true }),
            real = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"{Guid.NewGuid():N}";
        var (exam, _) = await test.StartAsync(student);
        var (seen, _) = await real.StartAsync(student);
        await test.PostAsync("api/record-violation/", new { exam_id = exam, event_type = "face_mismatch" });
        var early = await test.PostAsync($"api/v1/exams/{exam}/simulated-review", new { verdict = "violation" });
        foreach (var (client, number) in new[] { (test, exam), (real, seen) })
            await client.PostAsync("api/submit-exam/", new { exam_id = number, correct_answers = 1 });

        var decided = await test.PostAsync($"api/v1/exams/{exam}/simulated-review", new { verdict = "violation" });
        var refused = await real.PostAsync($"api/v1/exams/{seen}/simulated-review", new { verdict = "clear" });
        var listed = await fixture
            .App.Get<SessionList>()
            .ReadAsync(StaffViewer.Console, new SessionFilter { Student = student }, Cancellation);

        Assert.Equal((HttpStatusCode.Conflict, "exam_under_way"), (early.Status, early["code"].GetString()));
        Assert.Equal(
            ("decided", "violation"),
            (decided["review"].GetProperty("status").GetString(), decided["review"].GetProperty("verdict").GetString())
        );
        Assert.Equal((HttpStatusCode.Forbidden, "not_allowed"), (refused.Status, refused["code"].GetString()));
        Assert.Equal(1, listed.Total);
        await using var db = await fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        Assert.True(await db.SessionNumbers.Where(row => row.Number == exam).Select(row => row.Session!.IsTest).SingleAsync(Cancellation));
    }

    [Fact]
    public async Task Our_exams_are_listed_and_their_answers_read_after_the_end()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var definitions = await api.GetAsync("api/v1/exam-definitions");
        var started = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = DemoExam.Slug,
                total_questions = 1,
                mode = "full",
            }
        );
        var path = $"api/v1/exams/{started["exam_id"].GetInt32()}/answers";

        var early = await api.GetAsync(path);
        await api.PostAsync("api/submit-exam/", new { exam_id = started["exam_id"].GetInt32(), correct_answers = 0 });
        var answers = await api.GetAsync(path);

        var demo = definitions["items"].EnumerateArray().Single(exam => exam.GetProperty("exam_name").GetString() == DemoExam.Slug);
        Assert.Equal(started["total_questions"].GetInt32(), demo.GetProperty("total_questions").GetInt32());
        Assert.Equal((HttpStatusCode.NotFound, "exam_under_way"), (early.Status, early["code"].GetString()));
        // The candidate never saw the questions, so their solutions stay secret.
        Assert.Empty(answers["items"].EnumerateArray());
    }

    [Fact]
    public async Task Errors_have_stable_codes_and_the_page_lists_them_all()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var students = await ApiClient.WithKeyAsync(fixture.App, ApiScopes.Students);
        using var anybody = ApiClient.Anybody(fixture.App);
        var page = await File.ReadAllTextAsync(Path.Combine(TestFolders.Root, "docs", "api.md"), Cancellation);

        var codes = new[]
        {
            await api.PostAsync("api/start-exam/", new { }),
            await api.GetAsync("api/v1/exams/999999"),
            await api.GetAsync("api/nowhere/"),
            await api.SendAsync(HttpMethod.Delete, "api/health/", null),
            await students.GetAsync("api/v1/exams"),
            await anybody.GetAsync("api/v1/exams"),
            await api.PostAsync("api/verify-face/", new { student_id = "nobody", photo_data = "AAAA" }),
            await api.PostAsync("api/record-tab-switch/", new { student_id = "nobody" }),
        }.Select(reply => reply["code"].GetString());

        Assert.Equal(
            [
                "invalid_request",
                "exam_not_found",
                "unknown_path",
                "method_not_allowed",
                "missing_scope",
                "not_authenticated",
                "invalid_credentials",
                "no_exam_under_way",
            ],
            codes
        );
        Assert.All(
            typeof(ErrorCodes).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!),
            code => Assert.Contains($"| `{code}` |", page, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_answered_even_while_the_caller_still_sends_it()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/start-exam/", $"{{\"name\":\"{new string('x', 18_000_000)}\"}}");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (reply.Status, reply["code"].GetString()));
    }

    [Fact]
    public async Task The_document_describes_flat_answers_enums_examples_and_this_servers_address()
    {
        await using var app = AppServer.Start(
            ("environment", "Development"),
            ("Proctoring:Api:PublicAddress", "https://proctoring.example")
        );
        using var client = app.CreateClient();
        var document = JsonDocument.Parse(await client.GetStringAsync("openapi/v1.json", Cancellation)).RootElement;
        var start = document.GetProperty("paths").GetProperty("/api/start-exam").GetProperty("post");
        var answer = start.GetProperty("responses").GetProperty("201").GetProperty("content").GetProperty("application/json");
        var mode = document
            .GetProperty("components")
            .GetProperty("schemas")
            .GetProperty("StartExamBody")
            .GetProperty("properties")
            .GetProperty("mode");

        Assert.Equal("https://proctoring.example", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal("#/components/schemas/StartedAnswer", answer.GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal(["full", "sidecar"], mode.GetProperty("enum").EnumerateArray().Select(value => value.GetString()));
        Assert.True(
            start.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _)
        );
        Assert.True(start.GetProperty("responses").GetProperty("429").GetProperty("headers").TryGetProperty("Retry-After", out _));
        Assert.Equal(
            ["already_submitted", "exam_not_open", "exam_ended", "conflict", "idempotency_key_reused", "call_under_way"],
            document
                .GetProperty("paths")
                .GetProperty("/api/submit-exam")
                .GetProperty("post")
                .GetProperty("responses")
                .GetProperty("409")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("examples")
                .EnumerateObject()
                .Select(example => example.Name)
        );
        Assert.Contains(
            start.GetProperty("parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "Idempotency-Key"
        );
        Assert.Equal(
            0,
            document.GetProperty("paths").GetProperty("/api/health").GetProperty("get").GetProperty("security").GetArrayLength()
        );
    }

    static string Header(ApiReply reply, string name) => Assert.Single(reply.Message.Headers.GetValues(name));
}
