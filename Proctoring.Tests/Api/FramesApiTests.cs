using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests analyze-frame with real models.</summary>
public sealed class FramesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("api/proctoring/analyze-frame/")]
    [InlineData("api/proctoring/analyze-frame")]
    public async Task A_frame_is_read(string path)
    {
        using var api = ApiClient.Anybody(fixture.App);

        var one = await ReadAsync(TestFaces.Candidate);
        var two = await ReadAsync(TestFaces.Both);
        var none = await ReadAsync(TestFaces.Empty);
        var dark = await ReadAsync(TestFaces.Dark);

        Assert.Equal(
            (0, false, false),
            (one["violation_count"].GetInt32(), one["no_face_detected"].GetBoolean(), one["multiple_faces_detected"].GetBoolean())
        );
        Assert.InRange(one["head_pose_angle"].GetDouble(), -40, 40);
        Assert.True(two["multiple_faces_detected"].GetBoolean());
        var second = Assert.Single(
            two["violations"].EnumerateArray(),
            seen => seen.GetProperty("type").GetString() == "multiple_faces_detected"
        );
        Assert.Equal(
            ("high", "Another face in view (2 faces)"),
            (second.GetProperty("severity").GetString(), second.GetProperty("message").GetString())
        );
        Assert.InRange(second.GetProperty("confidence").GetDouble(), 0.3, 1);
        Assert.Equal(second.GetProperty("confidence").GetDouble() * 100, second.GetProperty("confidence_percent").GetDouble(), 0.1);
        Assert.True(second.TryGetProperty("head_pose_angle", out _));
        Assert.True(none["no_face_detected"].GetBoolean());
        Assert.Contains(none["violations"].EnumerateArray(), seen => seen.GetProperty("type").GetString() == "face_not_detected");
        Assert.Contains(dark["violations"].EnumerateArray(), seen => seen.GetProperty("type").GetString() == "camera_blocked");
        Assert.EndsWith("Z", dark["timestamp"].GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Array, dark["suspicious_objects"].ValueKind);
        Assert.Equal(JsonValueKind.False, dark["face_blocked"].ValueKind);

        async Task<ApiReply> ReadAsync(byte[] picture)
        {
            var reply = await api.PostAsync(path, new { frame_data = ApiClient.DataUrl(picture) });
            Assert.Equal(HttpStatusCode.OK, reply.Status);
            Assert.Equal(reply["violation_count"].GetInt32(), reply["violations"].GetArrayLength());
            return reply;
        }
    }

    [Fact]
    public async Task Frames_of_an_exam_are_compared_with_its_candidate_and_count_as_monitored()
    {
        using var server = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"user_{Guid.NewGuid():N}";
        await server.PostAsync(
            "api/register-student/",
            new
            {
                name = "n",
                email = $"{student}@example.org",
                password = "p",
                photo_data = ApiClient.DataUrl(TestFaces.Candidate),
                student_id = student,
            }
        );
        var (exam, token) = await server.StartAsync(student);
        using var candidate = ApiClient.WithToken(fixture.App, token);

        // By the candidate's token and by the exam's number; a stranger is reported after as many frames as in the exam room.
        var self = await candidate.PostAsync("api/proctoring/analyze-frame/", new { frame_data = ApiClient.DataUrl(TestFaces.Candidate) });
        List<ApiReply> strangers = [];
        for (var count = 0; count < 4; count++)
            strangers.Add(
                await server.PostAsync(
                    "api/proctoring/analyze-frame/",
                    new { exam_id = exam, frame_data = ApiClient.DataUrl(TestFaces.Stranger) }
                )
            );

        Assert.Equal(0, self["violation_count"].GetInt32());
        Assert.Contains(strangers[^1]["violations"].EnumerateArray(), seen => seen.GetProperty("type").GetString() == "face_mismatch");
        await using (
            var db = await fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken)
        )
        {
            var row = await db
                .SessionNumbers.Where(number => number.Number == exam)
                .Select(number => number.Session!)
                .SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal(5, row.FramesRead);
            Assert.NotNull(row.LastWatchedAt);
        }

        // It was monitored to its end, so there is no gap. The stranger is on record once the rule has seen them long enough.
        await server.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 1 });
        var result = await server.GetAsync($"api/exam-result/{exam}/");
        Assert.All(
            result["violations"].EnumerateArray(),
            violation => Assert.Equal("face_mismatch", violation.GetProperty("type").GetString())
        );
        Assert.Equal(0, result["sensor_gaps"].GetArrayLength());
        var monitored = Assert.Single(result["monitored"].EnumerateArray());
        Assert.Equal(("camera", 1), (monitored.GetProperty("sensor").GetString(), monitored.GetProperty("share").GetDouble()));
    }

    [Theory]
    // JobGenie sends Date.now().
    [InlineData("1795811102196")]
    [InlineData("\"exam-7\"")]
    [InlineData("2147483647")]
    [InlineData("null")]
    public async Task A_frame_of_an_unknown_exam_is_judged_by_itself(string exam)
    {
        using var server = await ApiClient.WithKeyAsync(fixture.App);
        var picture = ApiClient.DataUrl(TestFaces.Both);

        var reply = await server.SendAsync(
            HttpMethod.Post,
            "api/proctoring/analyze-frame/",
            $$"""{"frame_data":"{{picture}}","exam_id":{{exam}}}"""
        );

        Assert.Equal(HttpStatusCode.OK, reply.Status);
        Assert.False(reply["exam_known"].GetBoolean());
        Assert.True(reply["multiple_faces_detected"].GetBoolean());
        Assert.InRange(reply["multiple_faces_confidence"].GetDouble(), 30, 100);
        Assert.Equal((0, 0), (reply["no_face_confidence"].GetDouble(), reply["object_confidence"].GetDouble()));
        Assert.Equal(JsonValueKind.False, reply["eyes_closed"].ValueKind);
    }

    [Fact]
    public async Task A_frame_names_its_exam_by_the_student_too_and_a_token_always_means_its_own()
    {
        using var server = await ApiClient.WithKeyAsync(fixture.App);
        using var other = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"user_{Guid.NewGuid():N}";
        var (_, token) = await server.StartAsync(student);
        using var candidate = ApiClient.WithToken(fixture.App, token);
        var frame = ApiClient.DataUrl(TestFaces.Candidate);

        var mine = await server.PostAsync("api/proctoring/analyze-frame/", new { frame_data = frame, user_id = student });
        var theirs = await other.PostAsync("api/proctoring/analyze-frame/", new { frame_data = frame, user_id = student });
        var tokens = await candidate.PostAsync("api/proctoring/analyze-frame/", new { frame_data = frame, exam_id = 1795811102196 });

        Assert.Equal(
            (true, false, true),
            (mine["exam_known"].GetBoolean(), theirs["exam_known"].GetBoolean(), tokens["exam_known"].GetBoolean())
        );
    }

    [Fact]
    public async Task A_number_of_another_students_exam_is_not_found_with_the_callers_own_student()
    {
        using var server = await ApiClient.WithKeyAsync(fixture.App);
        var (student, other) = ($"user_{Guid.NewGuid():N}", $"user_{Guid.NewGuid():N}");
        var (exam, token) = await server.StartAsync(student);
        await server.StartAsync(other);
        using var candidate = ApiClient.WithToken(fixture.App, token);
        var frame = ApiClient.DataUrl(TestFaces.Both);

        var foreign = await server.PostAsync(
            "api/proctoring/analyze-frame/",
            new
            {
                frame_data = frame,
                exam_id = exam,
                user_id = other,
            }
        );
        var own = await server.PostAsync(
            "api/proctoring/analyze-frame/",
            new
            {
                frame_data = frame,
                exam_id = exam,
                user_id = student,
            }
        );
        Assert.Equal((false, true), (foreign["exam_known"].GetBoolean(), own["exam_known"].GetBoolean()));

        var recorded = await server.PostAsync("api/record-violation/", Event(other));
        Assert.Equal((HttpStatusCode.NotFound, "no_exam_under_way"), (recorded.Status, recorded["code"].GetString()));
        Assert.Equal(HttpStatusCode.Created, (await server.PostAsync("api/record-violation/", Event(student))).Status);
        // The token is the right to its exam, whatever the page calls the student.
        Assert.Equal(HttpStatusCode.Created, (await candidate.PostAsync("api/record-violation/", Event("somebody-else"))).Status);

        var submitted = await server.PostAsync("api/submit-exam/", Result(other, 10));
        Assert.Equal((HttpStatusCode.NotFound, "exam_not_found"), (submitted.Status, submitted["code"].GetString()));
        Assert.Equal(4, (await server.PostAsync("api/submit-exam/", Result(student, 4)))["correct_answers"].GetInt32());

        object Event(string whose) =>
            new
            {
                exam_id = exam,
                student_id = whose,
                event_type = "tab_switch",
            };

        object Result(string whose, int correct) =>
            new
            {
                exam_id = exam,
                student_id = whose,
                correct_answers = correct,
            };
    }

    [Fact]
    public async Task Simultaneous_frames_of_one_exam_wait_or_are_refused()
    {
        using var server = await ApiClient.WithKeyAsync(fixture.App);
        var (_, token) = await server.StartAsync();
        using var candidate = ApiClient.WithToken(fixture.App, token);
        var frame = new { frame_data = ApiClient.DataUrl(TestFaces.Candidate) };

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => candidate.PostAsync("api/proctoring/analyze-frame/", frame)));

        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { HttpStatusCode.OK, HttpStatusCode.TooManyRequests }));
        Assert.Contains(replies, reply => reply.Status == HttpStatusCode.OK);
        var refused = replies.First(reply => reply.Status == HttpStatusCode.TooManyRequests);
        Assert.StartsWith("Two frames of this exam already wait", refused.Error, StringComparison.Ordinal);
        Assert.NotNull(refused.Message.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await candidate.PostAsync("api/proctoring/analyze-frame/", frame)).Status);
    }

    [Fact]
    public async Task An_unreadable_frame_is_never_a_clean_one()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        foreach (
            var picture in new byte[][]
            {
                "not an image"u8.ToArray(),
                TestFaces.Candidate[..2000],
                Encoded.Header(640, 480),
                Encoded.Header(9000, 9000),
                Encoded.Grey(16, 16),
            }
        )
        {
            var reply = await api.PostAsync("api/proctoring/analyze-frame/", new { frame_data = ApiClient.DataUrl(picture) });
            Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
            Assert.StartsWith("frame_data: ", reply.Error, StringComparison.Ordinal);
        }

        Assert.Equal("frame_data is required", (await api.PostAsync("api/proctoring/analyze-frame/", new { exam_id = 1 })).Error);
    }
}
