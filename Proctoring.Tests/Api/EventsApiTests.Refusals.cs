using System.Net;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests the fields that record-violation, record-tab-switch and start-exam refuse, and names that they accept.</summary>
public sealed partial class EventsApiTests
{
    [Theory]
    [InlineData("record-violation", """{"event_type":"tab_switch"}""", 400, "student_id or exam_id is required")]
    [InlineData("record-violation", """{"student_id":"absent"}""", 400, "event_type is required")]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}""",
        400,
        "event_type is longer than 50 characters"
    )]
    [InlineData("record-tab-switch", """{"student_id":"[object Object]"}""", 400, "student_id is \"[object Object]\", which many people")]
    [InlineData("record-tab-switch", """{"student_id":"[object Promise]"}""", 400, "student_id is \"[object Promise]\", which many people")]
    [InlineData("record-tab-switch", """{"student_id":"None"}""", 400, "student_id is \"None\", which many people")]
    [InlineData("record-tab-switch", """{"student_id":"Undefined"}""", 400, "student_id is \"Undefined\", which many people")]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch"}""",
        404,
        "There is no exam under way of the student \"absent\""
    )]
    [InlineData("record-violation", """{"exam_id":0,"event_type":"tab_switch"}""", 404, "There is no exam 0 under way")]
    [InlineData("record-violation", """{"student_id":0,"event_type":"tab_switch"}""", 404, "There is no exam under way of the student 0")]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch","image_data":"bm90IGFuIGltYWdl"}""",
        400,
        "image_data: This is not an image"
    )]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch","detected_objects":7}""",
        400,
        "detected_objects must be a string, or a list"
    )]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch","detected_objects":[{"x":1}]}""",
        400,
        "detected_objects must be a string, or a list"
    )]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch","client_event_id":"submission:0"}""",
        400,
        "client_event_id may not begin with \"submission:\""
    )]
    [InlineData(
        "record-violation",
        """{"student_id":"absent","event_type":"tab_switch","age_ms":-1}""",
        400,
        "age_ms must be from 0 to 604800000"
    )]
    [InlineData("record-tab-switch", """{"student_id":"absent","age_ms":"long"}""", 400, "age_ms must be a whole number")]
    [InlineData("record-tab-switch", """{"count":1}""", 400, "student_id or exam_id is required")]
    [InlineData("record-tab-switch", """{"student_id":"absent","count":0}""", 400, "count must be from 1 to 1000")]
    [InlineData("record-tab-switch", """{"student_id":"absent","count":"many"}""", 400, "count must be a whole number")]
    [InlineData("record-tab-switch", """{"student_id":"absent"}""", 404, "There is no exam under way of the student \"absent\"")]
    public async Task An_invalid_event_is_refused_with_the_reason(string path, string body, int status, string error)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, $"api/{path}/", body);

        Assert.Equal(status, (int)reply.Status);
        Assert.StartsWith(error, reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("client_event_id", "a\\nb", "client_event_id contains control characters")]
    [InlineData("client_event_id", "a\\u202eb", "client_event_id contains invisible or direction-changing characters")]
    [InlineData("event_type", "tab\\tswitch", "event_type contains control characters")]
    [InlineData("detected_objects", "phone\\u0007", "detected_objects contains control characters")]
    [InlineData("detected_objects", "phone\\u200b", "detected_objects contains invisible or direction-changing characters")]
    [InlineData("student_id", "user\\u2066", "student_id contains invisible or direction-changing characters")]
    public async Task A_field_with_invisible_characters_is_refused_by_name(string field, string value, string error)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        var type = field == "event_type" ? "" : "\"event_type\":\"copy_attempt\",";

        var reply = await api.SendAsync(
            HttpMethod.Post,
            "api/record-violation/",
            $$"""{"exam_id":{{exam}},{{type}}"{{field}}":"{{value}}"}"""
        );

        Assert.Equal((HttpStatusCode.BadRequest, error), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData("name", "Ada\\u202egnp.exe", "name contains invisible or direction-changing characters")]
    [InlineData("name", "Ada\\nLovelace", "name contains control characters")]
    [InlineData("name", "Ada\\ufeff", "name contains invisible or direction-changing characters")]
    [InlineData("exam_name", "Inter\\u2028view", "exam_name contains invisible or direction-changing characters")]
    [InlineData("exam_name", "\\u3164", "exam_name contains invisible or direction-changing characters")]
    [InlineData("policy", "strict\\n", "policy contains control characters")]
    [InlineData("return_url", "https://example.org/\\u200f", "return_url contains invisible or direction-changing characters")]
    public async Task A_start_with_invisible_characters_is_refused_by_name(string field, string value, string error)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var exam = field == "exam_name" ? "" : "\"exam_name\":\"E\",";

        var reply = await api.SendAsync(
            HttpMethod.Post,
            "api/start-exam/",
            $$"""{"student_id":"s",{{exam}}"total_questions":1,"{{field}}":"{{value}}"}"""
        );

        Assert.Equal((HttpStatusCode.BadRequest, error), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData("محمد علي")]
    [InlineData("क्षितिज \u200dशर्मा")]
    [InlineData("می\u200cخواهم")]
    [InlineData("Nguyễn Thị Minh Khai")]
    [InlineData("👩‍🔬 O'Brien-Łuczak")]
    public async Task A_name_in_any_script_is_accepted(string name)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        Assert.Equal(
            HttpStatusCode.Created,
            (
                await api.PostAsync(
                    "api/start-exam/",
                    new
                    {
                        student_id = "s",
                        exam_name = "E",
                        total_questions = 1,
                        name,
                    }
                )
            ).Status
        );
    }
}
