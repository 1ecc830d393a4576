using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests the same operations as resources, and the document that describes them.</summary>
public sealed partial class ResourcesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    /// <summary>The exit code of the check if the npm registry cannot be reached.</summary>
    const int Unreachable = 75;

    [Fact]
    public async Task Exams_are_listed_in_pages_and_by_filters()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        for (var count = 0; count < 5; count++)
            await api.PostAsync(
                "api/v1/exams",
                new
                {
                    student_id = $"s{count % 2}",
                    exam_name = $"E{count}",
                    total_questions = 1,
                }
            );
        var all = await api.GetAsync("api/v1/exams");
        var last = all["items"][0].GetProperty("id").GetInt32();
        var submitted = await api.PostAsync($"api/v1/exams/{last}/submission", new { correct_answers = 1 });

        Assert.Equal((5, "E4"), (all["total"].GetInt32(), all["items"][0].GetProperty("name").GetString()));
        // A resource stands by itself, without the envelope.
        Assert.Equal((100m, false), (submitted["score"].GetDecimal(), submitted.Json.TryGetProperty("success", out _)));
        Assert.Equal(["E2", "E1"], Names(await api.GetAsync("api/v1/exams?page=2&page_size=2")));
        Assert.Equal(["E4"], Names(await api.GetAsync("api/v1/exams?status=submitted")));
        Assert.Equal(["E3", "E1"], Names(await api.GetAsync("api/v1/exams?student_id=s1")));
        Assert.Equal(["E2"], Names(await api.GetAsync("api/v1/exams?exam_name=E2")));
        Assert.Empty(Names(await api.GetAsync("api/v1/exams?from=2100-01-01T00:00:00Z")));
        Assert.Equal(5, Names(await api.GetAsync("api/v1/exams?to=2100-01-01T00:00:00Z")).Count);
        Assert.Equal("E4", (await api.GetAsync($"api/v1/exams/{last}"))["name"].GetString());

        static List<string> Names(ApiReply reply) =>
            [.. reply["items"].EnumerateArray().Select(exam => exam.GetProperty("name").GetString()!)];
    }

    [Theory]
    [InlineData("page=0", "page must be a whole number from 1")]
    [InlineData("page=x", "page must be a whole number from 1")]
    [InlineData("page_size=1000", "page_size must be a whole number from 1 to 200")]
    [InlineData("status=lost", "status must be one of preparing, running, submitted, timed_out, ended")]
    [InlineData("from=soon", "from must be a time")]
    [InlineData("from=01/02/2026", "from must be a time in ISO 8601 with its offset")]
    [InlineData("to=2026-12-01T09:00:00", "to must be a time in ISO 8601 with its offset")]
    [InlineData("exam_name=%00", "exam_name contains control characters")]
    [InlineData("stauts=submitted", "The query parameter \"stauts\" is not known; this path has page, page_size, status")]
    [InlineData("reviewed=yes", "reviewed must be true or false")]
    [InlineData("verdict=guilty", "verdict must be one of clear, violation, inconclusive")]
    [InlineData("sort=score", "sort must be one of newest_first")]
    [InlineData("status=", "status has no value")]
    [InlineData("student_id=%20", "student_id has no value")]
    [InlineData("exam_name=a&exam_name=b", "exam_name may occur once")]
    [InlineData("status=submitted&status=ended", "status may occur once")]
    public async Task An_invalid_query_gives_a_problem_that_names_it(string query, string detail)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.GetAsync($"api/v1/exams?{query}");

        Assert.Equal(
            (HttpStatusCode.BadRequest, "application/problem+json"),
            (reply.Status, reply.Message.Content.Headers.ContentType!.MediaType)
        );
        Assert.Equal((400, "Bad Request"), (reply["status"].GetInt32(), reply["title"].GetString()));
        Assert.StartsWith(detail, reply["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Violations_are_listed_by_type_and_severity()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        foreach (var type in new[] { "tab_switch", "paste_attempt", "tab_switch", "eyes_closed" })
            Assert.Equal(
                HttpStatusCode.Created,
                (await api.PostAsync($"api/v1/exams/{exam}/violations", new { event_type = type })).Status
            );
        Assert.Equal(HttpStatusCode.Created, (await api.PostAsync($"api/v1/exams/{exam}/tab-switches", new { count = 2 })).Status);

        Assert.Equal(5, await CountAsync(""));
        Assert.Equal(3, await CountAsync("?type=tab_switch"));
        // JobGenie's names, as events have them.
        Assert.Equal(3, await CountAsync("?type=TAB_SWITCH"));
        Assert.Equal(0, await CountAsync("?type=RIGHT_CLICK"));
        Assert.Contains(
            "type is not a type of violation",
            (await api.GetAsync($"api/v1/exams/{exam}/violations?type=tab_swich"))["detail"].GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, await CountAsync("?severity=high"));
        Assert.Equal(5, await CountAsync("?page=2&page_size=4"));
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"api/v1/exams/{exam}/report")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync($"api/v1/exams/{exam}/violations?severity=severe")).Status);

        async Task<int> CountAsync(string query) => (await api.GetAsync($"api/v1/exams/{exam}/violations{query}"))["total"].GetInt32();
    }

    [Fact]
    public async Task The_rules_are_those_of_the_catalogue()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var rules = await api.GetAsync("api/v1/rules");
        var relaxed = await api.GetAsync("api/v1/rules?policy=relaxed");

        Assert.Equal(
            RuleCatalog.Default.Rules.Select(rule => rule.Kind.Id),
            rules["rules"].EnumerateArray().Select(rule => rule.GetProperty("id").GetString())
        );
        var missing = rules["rules"].EnumerateArray().Single(rule => rule.GetProperty("id").GetString() == "face_not_detected");
        Assert.Equal(
            ("No face in view", "medium", "00:00:03"),
            (
                missing.GetProperty("title").GetString(),
                missing.GetProperty("severity").GetString(),
                missing.GetProperty("settings").GetProperty("hold_for").GetString()
            )
        );
        Assert.False(
            relaxed["rules"]
                .EnumerateArray()
                .Single(rule => rule.GetProperty("id").GetString() == "window_blur")
                .GetProperty("enabled")
                .GetBoolean()
        );
        Assert.Equal(HttpStatusCode.BadRequest, (await api.GetAsync("api/v1/rules?policy=harsh")).Status);
    }

    [Fact]
    public async Task The_document_describes_every_path_and_its_page_reaches_no_third_party()
    {
        using var client = fixture.App.CreateClient();
        var document = JsonDocument
            .Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))
            .RootElement;
        var paths = document.GetProperty("paths");

        foreach (
            var path in new[]
            {
                "register-student",
                "verify-face",
                "start-exam",
                "submit-exam",
                "exam-result/{exam_id}",
                "record-violation",
                "record-tab-switch",
                "proctoring/analyze-frame",
                "health",
                "v1/students",
                "v1/verifications",
                "v1/exams",
                "v1/exams/{exam_id}",
                "v1/exams/{exam_id}/violations",
                "v1/exams/{exam_id}/submission",
                "v1/exams/{exam_id}/report",
                "v1/rules",
                "v1/frames",
                "v1/exam-batches",
                "v1/exam-definitions",
                "v1/exam-definitions/{exam_name}",
                "v1/exam-definitions/{exam_name}/status",
            }
        )
        {
            foreach (var operation in paths.GetProperty($"/api/{path}").EnumerateObject())
            {
                Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
                Assert.Contains(operation.Value.GetProperty("responses").EnumerateObject(), answer => answer.Name.StartsWith('2'));
                Assert.True(operation.Name == "get" || operation.Value.TryGetProperty("requestBody", out _), path);
                Assert.Equal(
                    path.Contains('{', StringComparison.Ordinal),
                    operation.Value.TryGetProperty("parameters", out var parameters)
                        && parameters.EnumerateArray().Any(parameter => parameter.GetProperty("in").GetString() == "path")
                );
            }
        }

        Assert.DoesNotContain(paths.EnumerateObject(), path => !path.Name.StartsWith("/api/", StringComparison.Ordinal));
        var body = document.GetProperty("components").GetProperty("schemas").GetProperty("StartExamBody");
        Assert.Equal(
            ["student_id", "exam_name", "total_questions"],
            body.GetProperty("required").EnumerateArray().Select(name => name.GetString())
        );
        var page = await client.GetAsync("scalar/", TestContext.Current.CancellationToken);
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.Contains("connect-src 'self';", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_states_the_limits_of_pages_the_header_of_a_repeated_call_and_the_exam_once()
    {
        using var client = fixture.App.CreateClient();
        var document = JsonDocument
            .Parse(await client.GetStringAsync("openapi/v1.json", TestContext.Current.CancellationToken))
            .RootElement;
        var exams = document.GetProperty("paths").GetProperty("/api/v1/exams");

        var schemas = exams
            .GetProperty("get")
            .GetProperty("parameters")
            .EnumerateArray()
            .ToDictionary(parameter => parameter.GetProperty("name").GetString()!, parameter => parameter.GetProperty("schema"));
        Assert.Equal((1, 200, 50), Limits(schemas["page_size"]));
        Assert.Equal((1, 1_000_000, 1), Limits(schemas["page"]));
        Assert.Contains("Idempotent-Replayed", HeadersOf("post", "201"));
        Assert.DoesNotContain("Idempotent-Replayed", HeadersOf("get", "200"));
        Assert.True(HasExam("/api/submit-exam"));
        Assert.False(HasExam("/api/v1/exams/{exam_id}/submission"));

        static (int, int, int) Limits(JsonElement schema) =>
            (schema.GetProperty("minimum").GetInt32(), schema.GetProperty("maximum").GetInt32(), schema.GetProperty("default").GetInt32());

        bool HasExam(string path) =>
            document
                .GetProperty("paths")
                .GetProperty(path)
                .GetProperty("post")
                .GetProperty("requestBody")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("example")
                .TryGetProperty("exam_id", out _);

        IEnumerable<string> HeadersOf(string verb, string status) =>
            exams
                .GetProperty(verb)
                .GetProperty("responses")
                .GetProperty(status)
                .GetProperty("headers")
                .EnumerateObject()
                .Select(header => header.Name);
    }

    [Fact]
    public async Task The_calls_of_the_http_file_are_in_the_document_with_their_members()
    {
        using var client = fixture.App.CreateClient();
        var cancellation = TestContext.Current.CancellationToken;
        var document = JsonDocument.Parse(await client.GetStringAsync("openapi/v1.json", cancellation)).RootElement;
        var paths = document.GetProperty("paths").EnumerateObject().ToDictionary(path => Template(path.Name), path => path.Value);
        var text = await File.ReadAllTextAsync(Path.Combine(TestFolders.Root, "docs", "proctoring.http"), cancellation);
        var calls = HttpCall().Matches(text).Where(call => !call.Value.Contains("/oauth/token", StringComparison.Ordinal)).ToList();

        Assert.True(calls.Count > 12, $"{calls.Count} calls were found");
        foreach (var call in calls)
        {
            var (method, path, query) = (call.Groups["method"].Value, call.Groups["path"].Value, call.Groups["query"].Value);
            Assert.True(paths.TryGetValue(Template(path), out var operations), $"The document has no {path}");
            Assert.True(operations.TryGetProperty(method.ToLowerInvariant(), out var operation), $"The document has no {method} {path}");
            if (query.Length > 0)
                Assert.Contains(
                    operation.GetProperty("parameters").EnumerateArray(),
                    parameter => parameter.GetProperty("name").GetString() == query
                );
            if (!call.Groups["body"].Success)
                continue;
            using var body = JsonDocument.Parse(call.Groups["body"].Value.Replace("{{exam}}", "1", StringComparison.Ordinal));
            var schema = SchemaOf(document, operation.GetProperty("requestBody").GetProperty("content").GetProperty("application/json"));
            foreach (var member in body.RootElement.EnumerateObject())
                Assert.True(schema.TryGetProperty(member.Name, out _), $"{method} {path} has no member {member.Name}");
        }

        // Values and names of parameters differ, and a slash at the end does not matter.
        static string Template(string path) =>
            PathParameter().Replace(path.TrimEnd('/').Replace("/capitals", "/{exam_name}", StringComparison.Ordinal), "*");

        static JsonElement SchemaOf(JsonElement document, JsonElement content)
        {
            var name = content.GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
            return document.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("properties");
        }
    }

    [GeneratedRegex(
        @"^(?<method>GET|POST|PUT|DELETE) \{\{server\}\}(?<path>[^\s?]+)(?:\?(?<query>\w+)=\S+)?\n(?:[\w-]+: .*\n)*(?:\n(?<body>\{.*))?",
        RegexOptions.Multiline
    )]
    private static partial Regex HttpCall();

    [GeneratedRegex(@"\{+\w+\}+")]
    private static partial Regex PathParameter();

    [Fact]
    public async Task The_document_passes_the_linter_and_a_client_generated_from_it_compiles_and_runs()
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var client = fixture.App.CreateClient();
        var folder = Path.Combine(TestFolders.Root, "TestResults", "api-client");
        Directory.CreateDirectory(folder);
        var document = Path.Combine(folder, "v1.json");
        await File.WriteAllTextAsync(document, await client.GetStringAsync("openapi/v1.json", cancellation), cancellation);

        var source = Path.Combine(TestFolders.Root, "Proctoring.Tests", "Api", "Client");
        using var check = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(source, "check.mjs"), folder, document, fixture.App.Address, api.Secret!])
            {
                RedirectStandardError = true,
            }
        )!;
        var complaint = await check.StandardError.ReadToEndAsync(cancellation);
        await check.WaitForExitAsync(cancellation);

        Assert.SkipWhen(check.ExitCode == Unreachable, $"The npm registry cannot be reached: {complaint}");
        Assert.True(check.ExitCode == 0, complaint);
    }
}
