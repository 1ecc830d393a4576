using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests JobGenie's present client, call by call, from its own page's origin, without a key or a token, against Development's
/// defaults.</summary>
public sealed class PresentClientTests
{
    const string Origin = "http://localhost:3000";

    [Fact]
    public async Task It_works_unchanged()
    {
        await using var app = AppServer.Start(("environment", "Development"));
        using var client = app.CreateClient();
        client.DefaultRequestHeaders.Add("Origin", Origin);
        var photo = ApiClient.DataUrl(TestFaces.Candidate);

        var health = await GetAsync("health/");
        Assert.True(health.GetProperty("success").GetBoolean());
        var registered = await PostAsync(
            "register-student/",
            new
            {
                name = "Ada",
                email = "Ada@Example.org",
                password = "secret",
                photo_data = photo,
                address = "1 Main Street",
            }
        );
        Assert.True(registered.GetProperty("student_id").GetInt32() > 0);
        var verified = await PostAsync(
            "verify-face/",
            new
            {
                email = "ada@example.org",
                password = "secret",
                photo_data = photo,
            }
        );
        Assert.Equal(registered.GetProperty("student_id").GetInt32(), verified.GetProperty("student_id").GetInt32());

        var started = await PostAsync(
            "start-exam/",
            new
            {
                student_id = "user_2abc",
                exam_name = "Interview",
                total_questions = 8,
            }
        );
        var exam = started.GetProperty("exam_id").GetInt32();
        Assert.Equal("user_2abc", started.GetProperty("clerk_id").GetString());
        var recorded = await PostAsync(
            "record-violation/",
            new
            {
                student_id = "user_2abc",
                event_type = "object_detected",
                detected_objects = (string[])["cell phone"],
            }
        );
        Assert.NotEqual(default, recorded.GetProperty("event_id").GetGuid());
        await PostAsync("record-tab-switch/", new { student_id = "user_2abc" });
        var submitted = await PostAsync("submit-exam/", new { exam_id = exam, correct_answers = 7 });
        Assert.Equal(87.5m, submitted.GetProperty("score").GetDecimal());
        var result = await GetAsync($"exam-result/{exam}/");

        Assert.Equal(
            (exam, "Interview", "completed"),
            (
                result.GetProperty("exam").GetProperty("id").GetInt32(),
                result.GetProperty("exam").GetProperty("name").GetString(),
                result.GetProperty("exam").GetProperty("status").GetString()
            )
        );
        // No frame arrived: the missing monitoring is on record, in addition to the reported events.
        Assert.Equal(
            ["not_watched", "object_detected", "tab_switch"],
            result
                .GetProperty("violations")
                .EnumerateArray()
                .Select(violation => violation.GetProperty("type").GetString())
                .Order(StringComparer.Ordinal)
        );

        async Task<JsonElement> PostAsync(string path, object body) =>
            await ReadAsync(await client.PostAsJsonAsync($"api/{path}", body, TestContext.Current.CancellationToken));

        async Task<JsonElement> GetAsync(string path) =>
            await ReadAsync(await client.GetAsync($"api/{path}", TestContext.Current.CancellationToken));

        static async Task<JsonElement> ReadAsync(HttpResponseMessage response)
        {
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, text);
            Assert.Equal(Origin, Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
            var json = JsonDocument.Parse(text).RootElement;
            foreach (var member in json.GetProperty("data").EnumerateObject())
                Assert.Equal(member.Value.GetRawText(), json.GetProperty(member.Name).GetRawText());
            return json;
        }
    }

    [Fact]
    public async Task The_preflight_requests_of_its_page_succeed()
    {
        await using var app = AppServer.Start(("environment", "Development"));
        using var client = app.CreateClient();

        var allowed = await PreflightAsync(Origin);
        Assert.Equal(
            (HttpStatusCode.NoContent, Origin),
            (allowed.StatusCode, Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")))
        );
        Assert.False(allowed.Headers.Contains("Access-Control-Allow-Credentials"));
        var foreign = await PreflightAsync("https://elsewhere.example");
        Assert.False(foreign.Headers.Contains("Access-Control-Allow-Origin"));

        async Task<HttpResponseMessage> PreflightAsync(string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, "api/start-exam/");
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
            return await client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }
}
