using System.Net;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Tools.Practice;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests submit-exam and exam-result.</summary>
public sealed class SubmitExamApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_result_is_not_refused_because_of_the_objects_of_an_event()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 3);
        // Where the text is cut, and where the detail made of it is cut, an emoji stands in the way.
        var half = new string('x', 298) + string.Concat(Enumerable.Repeat("😀", 400));
        var events = new object?[] { 5, null, new[] { new { box = 1 } }, new object?[] { null, "phone" }, half }.Select(objects => new
        {
            type = "SUSPICIOUS_OBJECT",
            objects,
        });

        var submitted = await api.PostAsync(
            "api/submit-exam/",
            new
            {
                exam_id = exam,
                correct_answers = 2,
                violations = events,
            }
        );
        var flags = (await api.GetAsync($"api/v1/exams/{exam}/violations?type=object_detected"))["items"].EnumerateArray().ToList();

        Assert.True(submitted.Status == HttpStatusCode.OK, submitted.Text);
        Assert.Equal(5, submitted["violations_recorded"].GetInt32());
        var seen = flags.Select(flag => string.Join(", ", flag.GetProperty("objects").EnumerateArray().Select(thing => thing.GetString())));
        Assert.Equal(["", "5", "phone"], seen.Where(text => text.Length < 6).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(flags, flag => flag.GetRawText().Contains('\uFFFD', StringComparison.Ordinal));
        Assert.Contains(flags, flag => flag.GetProperty("detail").GetString() == new string('x', 298) + "…");
    }

    [Fact]
    public async Task A_result_is_not_refused_because_a_script_cut_an_emoji()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 3);
        var body =
            $$"""{"exam_id":{{exam}},"correct_answers":2,"violations":[{"type":"hi \ud83d","objects":["hi \ud83d"]},{"type":"blur"}]}""";

        var submitted = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);

        Assert.True(submitted.Status == HttpStatusCode.OK, submitted.Text);
        Assert.Equal(2, submitted["violations_recorded"].GetInt32());
    }

    [Theory]
    [InlineData(17)]
    [InlineData(100_000)]
    public async Task A_result_is_not_refused_because_a_value_is_nested_deeply(int levels)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 3);
        var deep = $"{new string('[', levels)}{new string(']', levels)}";
        var violations = $$"""[{"type":"blur","objects":{{deep}}},{"type":"tab_switch"}]""";
        var body = $$"""{"exam_id":{{exam}},"violations":{{violations}},"a":{{deep}},"correct_answers":2}""";

        var submitted = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);
        var again = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);
        var broken = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body[..^1]);

        Assert.All([submitted, again], reply => Assert.True(reply.Status == HttpStatusCode.OK, reply.Text));
        Assert.Equal((2, 2), (submitted["correct_answers"].GetInt32(), submitted["violations_recorded"].GetInt32()));
        Assert.Equal(2, submitted["values_left_out"].GetInt32());
        Assert.Equal(
            "Exam submitted. Objects and lists nested deeper than 16 levels were left out: 2",
            submitted["message"].GetString()
        );
        Assert.Equal(HttpStatusCode.BadRequest, broken.Status);
    }

    [Fact]
    public async Task The_same_result_again_succeeds_and_another_is_refused()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 3);
        object[] seen =
        [
            new
            {
                type = "object_detected",
                objects = new object[] { "cell phone", new { @class = "book" } },
                at = DateTime.UtcNow.AddYears(-1),
            },
            new { type = "tab_switch", tab_switches = 4 },
        ];

        var first = await api.PostAsync(
            "api/submit-exam/",
            new
            {
                exam_id = exam,
                correct_answers = 2,
                violations = seen,
            }
        );
        var again = await Task.WhenAll(
            Enumerable
                .Range(0, 3)
                .Select(_ =>
                    api.PostAsync(
                        "api/submit-exam",
                        new
                        {
                            exam_id = exam,
                            correct_answers = 2,
                            violations = seen,
                        }
                    )
                )
        );
        var other = await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 3 });
        var result = await api.GetAsync($"api/exam-result/{exam}");

        Assert.Equal(
            (HttpStatusCode.OK, 66.67m, 3, 2),
            (first.Status, first["score"].GetDecimal(), first["total_questions"].GetInt32(), first["correct_answers"].GetInt32())
        );
        Assert.All(again, reply => Assert.Equal((HttpStatusCode.OK, 66.67m), (reply.Status, reply["score"].GetDecimal())));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
        Assert.Equal("cell phone, book", string.Join(", ", Of("object_detected").GetProperty("objects").EnumerateArray()));
        Assert.Equal(4, Of("tab_switch").GetProperty("tab_switches").GetInt32());
        Assert.Equal(3, result["violations"].GetArrayLength());

        System.Text.Json.JsonElement Of(string type) =>
            Assert.Single(result["violations"].EnumerateArray(), violation => violation.GetProperty("type").GetString() == type);
    }

    [Fact]
    public async Task A_candidate_cannot_submit_our_exam_during_the_checks()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var started = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = DemoExam.Slug,
                total_questions = 12,
            }
        );
        using var candidate = ApiClient.WithToken(fixture.App, started["session_token"].GetString()!);

        var refused = await candidate.PostAsync("api/submit-exam/", new { correct_answers = 12 });

        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.StartsWith("This exam has not begun", refused.Error, StringComparison.Ordinal);
        Assert.Equal(
            "preparing",
            (await candidate.GetAsync($"api/exam-result/{started["exam_id"].GetInt32()}/"))["exam"].GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task Submissions_at_the_same_moment_end_it_once()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 5);
        object[] seen = [new { type = "paste_attempt" }];

        var replies = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    api.PostAsync(
                        "api/submit-exam/",
                        new
                        {
                            exam_id = exam,
                            correct_answers = 0,
                            violations = seen,
                        }
                    )
                )
        );

        Assert.All(replies, reply => Assert.Equal((HttpStatusCode.OK, 0m), (reply.Status, reply["score"].GetDecimal())));
        var result = await api.GetAsync($"api/exam-result/{exam}/");
        Assert.Equal(
            ["not_watched", "paste_attempt"],
            result["violations"]
                .EnumerateArray()
                .Select(violation => violation.GetProperty("type").GetString())
                .Order(StringComparer.Ordinal)
        );
    }

    /// <summary>The flags after the first 10,000 were left out, and the list looked complete.</summary>
    [Fact]
    public async Task A_result_leaves_no_flag_out()
    {
        const int Flags = 10_001;
        var cancellation = TestContext.Current.CancellationToken;
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        await using (var db = fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext())
        {
            var session = await db.SessionNumbers.SingleAsync(row => row.Number == exam, cancellation);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            var flags = Enumerable
                .Range(0, Flags)
                .Select(_ => new ProctoringViolation
                {
                    Id = Guid.CreateVersion7(),
                    SessionId = session.SessionId,
                    Type = "head_pose",
                    Title = "Head turned away",
                    BeganAt = DateTime.UtcNow,
                })
                .ToList();
            await new BulkRows(db).WriteAsync(flags, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        var result = await api.GetAsync($"api/exam-result/{exam}/");

        Assert.Equal(Flags, result["violations"].GetArrayLength());
    }

    [Fact]
    public async Task An_exam_without_frames_is_reported_as_not_monitored()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();

        await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 10 });
        var report = await api.GetAsync($"api/v1/exams/{exam}/report");
        var result = await api.GetAsync($"api/exam-result/{exam}/");

        var note = Assert.Single(report["report"].GetProperty("violations").EnumerateArray());
        Assert.Equal("not_watched", note.GetProperty("type").GetString());
        Assert.Contains("no frame reached this server", note.GetProperty("sentence").GetString(), StringComparison.Ordinal);
        Assert.Equal("user_2abc", result["exam"].GetProperty("clerk_id").GetString());
        var shown = Assert.Single(result["violations"].EnumerateArray());
        foreach (
            var member in new[]
            {
                "id",
                "type",
                "severity",
                "title",
                "started_at",
                "ended_at",
                "timestamp",
                "objects",
                "tab_switches",
                "confidence",
                "decision",
                "evidence_url",
            }
        )
            Assert.True(shown.TryGetProperty(member, out _), member);
        Assert.EndsWith("Z", shown.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        foreach (
            var member in new[]
            {
                "id",
                "name",
                "status",
                "state",
                "total_questions",
                "correct_answers",
                "score",
                "timestamp",
                "finished_at",
                "risk",
                "review",
            }
        )
            Assert.True(result["exam"].TryGetProperty(member, out _), member);
        // Missing monitoring is worth a review.
        Assert.InRange(result["exam"].GetProperty("risk").GetDouble(), 6, 12);
    }

    [Theory]
    [InlineData("""{"correct_answers":1}""", 400, "exam_id is required")]
    [InlineData("""{"exam_id":1}""", 400, "correct_answers is required")]
    [InlineData("""{"exam_id":"1","correct_answers":1}""", 400, "exam_id must be a whole number")]
    [InlineData("""{"exam_id":999999,"correct_answers":0}""", 404, "There is no exam 999999")]
    [InlineData("""{"exam_id":0,"correct_answers":0}""", 404, "There is no exam 0")]
    [InlineData("""{"exam_id":1,"correct_answers":0,"violations":{}}""", 400, "violations must be a list")]
    [InlineData("""{"exam_id":1,"correct_answers":0,"violations":[null]}""", 400, "violations[0] must be an object")]
    [InlineData(
        """{"exam_id":1,"correct_answers":0,"violations":[{"type":"tab_switch","at":"yesterday"}]}""",
        400,
        "violations[0].at must be a time"
    )]
    public async Task An_invalid_submission_is_refused_with_the_reason(string body, int status, string error)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var reply = await api.SendAsync(HttpMethod.Post, "api/submit-exam/", body);

        Assert.Equal(status, (int)reply.Status);
        Assert.StartsWith(error, reply.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(11)]
    public async Task More_correct_answers_than_questions_are_refused(int correct)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();

        var reply = await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = correct });

        Assert.Equal((HttpStatusCode.BadRequest, "correct_answers must be from 0 to 10"), (reply.Status, reply.Error));
    }

    [Theory]
    [InlineData("api/exam-result/999999/")]
    [InlineData("api/exam-result/abc/")]
    [InlineData("api/exam-result/-1")]
    [InlineData("api/exam-result/99999999999999999999")]
    public async Task A_missing_result_is_not_found(string path)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync(path)).Status);
    }

    [Fact]
    public async Task A_person_reads_the_result_through_its_link()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync();
        var submitted = await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 10 });
        using var client = fixture.App.CreateClient();

        var page = await client.GetAsync(submitted["report_url"].GetString(), TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
    }
}
