using System.Net;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>The names of events: in any case, JobGenie's own, or unknown to every rule.</summary>
public sealed class EventNamesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("TAB_SWITCH", "tab_switch", true)]
    [InlineData("tab-switch", "tab_switch", true)]
    [InlineData("TabSwitch", "tab_switch", true)]
    [InlineData("RIGHT_CLICK", "context_menu", true)]
    [InlineData("no face", "face_not_detected", true)]
    [InlineData("___", "other", false)]
    [InlineData("NO_FACE", "face_not_detected", true)]
    [InlineData("Multiple_Faces", "multiple_faces_detected", true)]
    [InlineData("SUSPICIOUS_OBJECT", "object_detected", true)]
    [InlineData("SCREENSHOT_CANVAS_ATTEMPT", "screenshot_attempt", true)]
    [InlineData("ALT_SCREENSHOT_BLOCKED", "screenshot_attempt", true)]
    [InlineData("RECORDING_TOOL_DETECTED", "screenshot_attempt", true)]
    [InlineData("gaze_detected", "suspicious_gaze", true)]
    [InlineData(" sneezed ", "other", false)]
    [InlineData("seen_by_person", "other", false)]
    [InlineData("unusual_answering", "other", false)]
    [InlineData("Größe ändern", "other", false)]
    public async Task An_event_is_stored_whatever_its_name(string name, string type, bool known)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();

        var reply = await api.PostAsync("api/record-violation/", new { exam_id = exam, event_type = name });
        var result = await api.GetAsync($"api/exam-result/{exam}/");

        Assert.Equal((HttpStatusCode.Created, type, known), (reply.Status, reply["event_type"].GetString(), reply["known"].GetBoolean()));
        var stored = Assert.Single(result["violations"].EnumerateArray());
        Assert.Equal(
            (type, known ? null : name.Trim()),
            (stored.GetProperty("type").GetString(), stored.GetProperty("detail").GetString())
        );
    }

    [Fact]
    public async Task A_result_is_never_refused_because_of_a_name()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        var body = $$"""
            {"exam_id":{{exam}},"correct_answers":1,"violations":[{"type":"TAB_SWITCH","tab_switches":2},{"type":"NO_FACE"},
             {"type":"sneezed","objects":"twice"},{},{"type":7},{"type":"{{new string('x', 90)}}"},{"type":"a\u0000\u202eb"}]}
            """;

        var submitted = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);
        var result = await api.GetAsync($"api/exam-result/{exam}/");

        Assert.Equal(HttpStatusCode.OK, submitted.Status);
        var shown = result["violations"].EnumerateArray().Where(flag => flag.GetProperty("type").GetString() != "not_watched").ToList();
        Assert.Equal(
            ["face_not_detected", "other", "other", "other", "other", "other", "tab_switch"],
            shown.Select(flag => flag.GetProperty("type").GetString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            [null, "7", "ab", "sneezed: twice", new string('x', 50)],
            shown
                .Where(flag => flag.GetProperty("type").GetString() == "other")
                .Select(flag => flag.GetProperty("detail").GetString())
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>A page that reports each frame has an event every other second.</summary>
    [Fact]
    public async Task A_result_is_never_refused_because_of_the_number_of_its_events()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        var events = Enumerable.Repeat("""{"type":"NO_FACE","objects":["nobody is in the picture"],"at":"2026-11-29T10:00:00Z"}""", 7000);
        var body =
            $$"""{"exam_id":{{exam}},"correct_answers":1,"violations":[{"type":"TAB_SWITCH","tab_switches":5000,"age_ms":-1},"""
            + string.Join(',', events)
            + "]}";

        var submitted = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);
        var result = await api.GetAsync($"api/exam-result/{exam}/");

        Assert.Equal((HttpStatusCode.OK, 500), (submitted.Status, submitted["violations_recorded"].GetInt32()));
        Assert.Contains("500 of 7001 violations are on record", submitted["message"].GetString(), StringComparison.Ordinal);
        var left = result["violations"].EnumerateArray().Single(flag => flag.GetProperty("type").GetString() == "tab_switch");
        Assert.Equal(1000, left.GetProperty("tab_switches").GetInt32());
    }
}
