using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Every failure under /api has the same shape, even for a client that requests a page.</summary>
public sealed class FailuresApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("api")]
    [InlineData("api/")]
    [InlineData("api/nothing")]
    [InlineData("API/Nothing/")]
    [InlineData("api/start-exam/more")]
    [InlineData("api/exam-result/")]
    public async Task A_missing_path_is_not_found(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Delete })
        {
            using var api = ApiClient.Anybody(fixture.App).With("Accept", "text/html");
            var reply = await api.SendAsync(method, path, null);

            Assert.Equal(
                (HttpStatusCode.NotFound, "application/json"),
                (reply.Status, reply.Message.Content.Headers.ContentType!.MediaType)
            );
            Assert.Equal((false, 404), (reply["success"].GetBoolean(), reply["status"].GetInt32()));
            Assert.Contains("There is no path /", reply.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_long_path_is_shortened()
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.GetAsync($"api/{new string('x', 200)}");

        Assert.Equal($"There is no path /api/{new string('x', 94)}…", reply.Error);
    }

    [Theory]
    [InlineData("GET", "api/start-exam/", "POST")]
    [InlineData("PUT", "api/register-student", "POST")]
    [InlineData("GET", "api/verify-face/", "POST")]
    [InlineData("DELETE", "api/submit-exam/", "POST")]
    [InlineData("POST", "api/exam-result/1/", "GET, HEAD")]
    [InlineData("PATCH", "api/record-violation/", "POST")]
    [InlineData("GET", "api/record-tab-switch/", "POST")]
    [InlineData("GET", "api/proctoring/analyze-frame/", "POST")]
    [InlineData("POST", "api/health/", "GET, HEAD")]
    [InlineData("DELETE", "api/v1/exams", "POST, GET, HEAD")]
    public async Task A_wrong_method_names_the_right_one(string method, string path, string allowed)
    {
        using var api = ApiClient.Anybody(fixture.App).With("Accept", "text/html,application/json");

        var reply = await api.SendAsync(new HttpMethod(method), path, null);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, 405), (reply.Status, reply["status"].GetInt32()));
        Assert.Equal(allowed, string.Join(", ", reply.Message.Content.Headers.Allow));
    }

    [Theory]
    [InlineData("api/exam-result/abc", "exam_not_found")]
    [InlineData("api/v1/exams/abc", "exam_not_found")]
    [InlineData("api/v1/exams/-1/report", "exam_not_found")]
    [InlineData("api/v1/exams/99999999999", "exam_not_found")]
    [InlineData("api/v1/students/user_2abc", "student_not_found")]
    public async Task A_path_without_a_number_has_the_code_of_a_missing_one(string path, string code)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.GetAsync(path);

        Assert.Equal((HttpStatusCode.NotFound, code), (reply.Status, reply["code"].GetString()));
    }

    [Theory]
    [InlineData("api/start-exam", """{"total_questions":0}""", "student_id,exam_name,total_questions")]
    [InlineData("api/v1/exams", """{"total_questions":"ten"}""", "total_questions")]
    [InlineData("api/v1/exams", """{"student_id":"s","exam_name":"E","total_questions":2,"policy":"no"}""", "policy")]
    [InlineData("api/v1/exams?page=1", "{}", "page")]
    [InlineData("api/v1/webhooks", """{"url":"ftp://a.example","events":["exam.started"]}""", "url")]
    [InlineData("api/v1/exam-definitions", """{"format":"word"}""", "format")]
    public async Task A_refused_field_is_a_member_of_the_error(string path, string body, string fields)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App, [.. ApiScopes.Usual, ApiScopes.Definitions]);

        var reply = await api.SendAsync(HttpMethod.Post, path, body);

        Assert.True(reply.Status == HttpStatusCode.BadRequest, reply.Text);
        var sentence = reply[path.StartsWith("api/v1", StringComparison.Ordinal) ? "detail" : "error"].GetString();
        var errors = reply["errors"].EnumerateObject().ToList();
        Assert.Equal(fields.Split(',').Order(), errors.Select(error => error.Name).Order());
        // The sentence stays as it was: it contains the same words.
        Assert.All(errors, error => Assert.Contains($"{error.Value[0].GetString()}", sentence, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_error_that_names_no_field_has_no_such_member()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/start-exam", "no json");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.DoesNotContain("\"errors\"", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("submission")]
    [InlineData("violations")]
    [InlineData("tab-switches")]
    public async Task A_body_that_names_another_exam_than_the_path_is_refused(string operation)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (first, _) = await api.StartAsync();
        var (second, _) = await api.StartAsync("user_other");
        object Body(int exam) =>
            new
            {
                exam_id = exam,
                correct_answers = 1,
                event_type = "copy_attempt",
            };

        var refused = await api.PostAsync($"api/v1/exams/{first}/{operation}", Body(second));
        var accepted = await api.PostAsync($"api/v1/exams/{first}/{operation}", Body(first));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (refused.Status, refused["code"].GetString()));
        Assert.Equal($"exam_id is {second} in the body and {first} in the path", refused["detail"].GetString());
        Assert.True(accepted.Message.IsSuccessStatusCode, accepted.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{")]
    [InlineData("{\"student_id\": \"s\",}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task A_body_that_is_not_a_JSON_object_is_refused(string body)
    {
        using var api = ApiClient.Anybody(fixture.App);
        foreach (
            var path in new[]
            {
                "register-student",
                "verify-face",
                "start-exam",
                "submit-exam",
                "record-violation",
                "record-tab-switch",
                "proctoring/analyze-frame",
            }
        )
        {
            var reply = await api.SendAsync(HttpMethod.Post, $"api/{path}/", body, "text/plain");
            Assert.Equal((HttpStatusCode.BadRequest, 400), (reply.Status, reply["status"].GetInt32()));
        }
    }

    [Theory]
    [InlineData("""{"exam_id":1,"correct_answers":1,"correct_answers":9}""", "correct_answers")]
    [InlineData("""{"exam_id":1,"correct_answers":1,"violations":[{"type":"a","type":"b"}]}""", "type")]
    [InlineData("""{"exam_id":1,"correct_answers":1,"other":{"deep":[{"x":1,"\u0078":2}]}}""", "x")]
    public async Task A_member_that_occurs_twice_is_refused_because_programs_disagree_which_counts(string body, string member)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);

        Assert.Equal((HttpStatusCode.BadRequest, $"{member} occurs twice"), (reply.Status, reply.Error));
        Assert.Equal("occurs twice", reply["errors"].GetProperty(member)[0].GetString());
    }

    [Theory]
    [InlineData("start-exam/", """{"student_id":"\ud800","exam_name":"E","total_questions":1}""", "student_id is not valid Unicode")]
    [InlineData("start-exam/", """{"student_id":"s","exam_name":"\ud800","total_questions":1}""", "exam_name is not valid Unicode")]
    [InlineData("submit-exam/", """{"exam_id":1795811102196,"correct_answers":1}""", "exam_id must be at most 2147483647")]
    [InlineData("submit-exam/", """{"exam_id":1,"correct_answers":1e400}""", "correct_answers must be a whole number")]
    [InlineData("submit-exam/", "", "The body is empty; it must be a JSON object")]
    public async Task A_value_that_cannot_be_read_is_named_with_its_fault(string path, string body, string words)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, $"api/{path}", body);

        Assert.Equal((HttpStatusCode.BadRequest, words), (reply.Status, reply.Error));
    }

    [Fact]
    public async Task An_unknown_verdict_names_the_known_ones()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.PostAsync("api/v1/exams/1/simulated-review", new { verdict = "guilty" });

        Assert.Equal("verdict must be one of clear, violation, inconclusive", reply["detail"].GetString());
    }

    [Fact]
    public async Task A_compressed_body_is_refused_by_the_name_of_its_header()
    {
        using var client = fixture.App.CreateClient();
        using var content = new ByteArrayContent([0x1F, 0x8B, 8, 0]);
        content.Headers.ContentEncoding.Add("gzip");

        using var reply = await client.PostAsync("api/start-exam/", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, reply.StatusCode);
        Assert.Contains(
            "Content-Encoding is not supported",
            await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_address_of_the_server_with_a_slash_at_its_end_works()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var health = await api.GetAsync($"{fixture.App.Address}//api/health/");
        var started = await api.PostAsync(
            $"{fixture.App.Address}//api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = "E",
                total_questions = 1,
            }
        );
        var missing = await api.GetAsync($"{fixture.App.Address}//api/nothing");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Created), (health.Status, started.Status));
        Assert.Equal((HttpStatusCode.NotFound, "There is no path /api/nothing"), (missing.Status, missing.Error));
    }

    [Theory]
    [InlineData("start-exam", 70_000)]
    [InlineData("record-tab-switch", 70_000)]
    [InlineData("submit-exam", 2_200_000)]
    [InlineData("record-violation", 7_000_000)]
    [InlineData("proctoring/analyze-frame", 7_000_000)]
    [InlineData("register-student", 23_500_000)]
    [InlineData("verify-face", 23_500_000)]
    public async Task A_body_that_is_too_large_is_refused_with_or_without_a_length(string path, int bytes)
    {
        foreach (var chunked in new[] { false, true })
        {
            using var client = fixture.App.CreateClient();
            client.DefaultRequestHeaders.ExpectContinue = true;
            client.DefaultRequestHeaders.TransferEncodingChunked = chunked;
            using var content = new StringContent($"{{\"name\":\"{new string('a', bytes)}\"}}", Encoding.UTF8, "application/json");
            using var reply = await client.PostAsync($"api/{path}/", content, TestContext.Current.CancellationToken);
            var json = System
                .Text.Json.JsonDocument.Parse(await reply.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))
                .RootElement;

            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 413), (reply.StatusCode, json.GetProperty("status").GetInt32()));
            Assert.Equal("The body is too large", json.GetProperty("error").GetString());
        }
    }

    [Fact]
    public async Task An_internal_error_is_in_the_log_and_not_in_the_answer()
    {
        var log = new CapturedLog();
        await using var app = AppServer.Start([("environment", "Development")], services => log.AddTo(services));
        using var api = ApiClient.Anybody(app);
        await using (var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
        {
            await db.Database.ExecuteSqlRawAsync("DROP TABLE \"SessionNumbers\"", TestContext.Current.CancellationToken);
            await db.Database.ExecuteSqlRawAsync("DROP TABLE \"ApiKeys\"", TestContext.Current.CancellationToken);
        }

        var token = await api.SendAsync(
            HttpMethod.Post,
            "oauth/token",
            $"grant_type=client_credentials&client_id={Guid.NewGuid()}&client_secret=jgp_secret",
            "application/x-www-form-urlencoded"
        );
        Assert.Equal((HttpStatusCode.InternalServerError, "server_error"), (token.Status, token.Error));
        Assert.DoesNotContain("ApiKeys", token.Text, StringComparison.OrdinalIgnoreCase);
        var id = Assert.Single(token.Message.Headers.GetValues("X-Request-Id"));
        Assert.Contains(log.Lines, line => line.Contains(id, StringComparison.Ordinal));

        var old = await api.GetAsync("api/exam-result/1/");
        var resource = await api.GetAsync("api/v1/exams/1");

        Assert.Equal((HttpStatusCode.InternalServerError, 500), (old.Status, old["status"].GetInt32()));
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "application/problem+json"),
            (resource.Status, resource.Message.Content.Headers.ContentType!.MediaType)
        );
        foreach (var reply in new[] { old, resource })
        {
            Assert.DoesNotContain("SessionNumbers", reply.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", reply.Text, StringComparison.Ordinal);
            Assert.Contains(log.Lines, line => line.Contains(reply["trace_id"].GetString()!, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Health_names_the_failing_part()
    {
        await using var app = AppServer.Start(
            ("environment", "Development"),
            ("Proctoring:ModelsPath", Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString()))
        );
        using var api = ApiClient.Anybody(app);

        var down = await api.GetAsync("api/health/");
        var frame = await api.PostAsync("api/proctoring/analyze-frame/", new { frame_data = ApiClient.DataUrl(TestFaces.Candidate) });
        var register = await api.PostAsync(
            "api/register-student/",
            new
            {
                name = "n",
                email = "a@b.org",
                password = "p",
                photo_data = ApiClient.DataUrl(TestFaces.Candidate),
            }
        );

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 503, "Down: vision"), (down.Status, down["status"].GetInt32(), down.Error));
        Assert.Equal(
            ("ok", "down", "ok"),
            (
                down["checks"].GetProperty("database").GetString(),
                down["checks"].GetProperty("vision").GetString(),
                down["checks"].GetProperty("evidence_store").GetString()
            )
        );
        Assert.All(
            [frame, register],
            reply => Assert.Equal((HttpStatusCode.ServiceUnavailable, false), (reply.Status, reply["success"].GetBoolean()))
        );
    }

    [Theory]
    [InlineData("api/health/")]
    [InlineData("api/health")]
    public async Task Health_reports_that_everything_works(string path)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.GetAsync(path);

        Assert.Equal(
            (HttpStatusCode.OK, true, "JobGenie Proctoring System", "healthy"),
            (reply.Status, reply["success"].GetBoolean(), reply["service"].GetString(), reply["status"].GetString())
        );
        Assert.Equal(["database", "vision", "evidence_store"], reply["checks"].EnumerateObject().Select(check => check.Name));
    }
}
