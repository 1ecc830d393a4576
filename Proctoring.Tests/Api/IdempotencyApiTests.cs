using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>A repeated call with the same Idempotency-Key has one effect.</summary>
public sealed class IdempotencyApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    static object Exam(string student) =>
        new
        {
            student_id = student,
            exam_name = "Interview",
            total_questions = 10,
        };

    [Fact]
    public async Task A_repeated_start_returns_the_same_exam()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var other = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"{Guid.NewGuid():N}";
        var key = ("Idempotency-Key", $"{Guid.NewGuid()}");

        var first = await api.PostAsync("api/start-exam/", Exam(student), key);
        var again = await api.PostAsync("api/start-exam/", Exam(student), key);
        var theirs = await other.PostAsync("api/start-exam/", Exam(student), key);
        var changed = await api.PostAsync("api/start-exam/", Exam("another"), key);
        var resource = await api.PostAsync("api/v1/exams", Exam(student), key);

        Assert.Equal((HttpStatusCode.Created, first.Text), (again.Status, again.Text));
        Assert.Equal("true", Assert.Single(again.Message.Headers.GetValues("Idempotent-Replayed")));
        Assert.False(first.Message.Headers.Contains("Idempotent-Replayed"));
        Assert.NotEqual(first["exam_id"].GetInt32(), theirs["exam_id"].GetInt32());
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict], [changed.Status, resource.Status]);
        Assert.Contains("Idempotency-Key was used for another call", changed.Error, StringComparison.Ordinal);
        Assert.Equal(1, (await api.GetAsync($"api/v1/exams?student_id={student}"))["total"].GetInt32());
    }

    [Fact]
    public async Task Two_results_that_differ_only_in_what_is_nested_too_deeply_are_two_calls()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, _) = await api.StartAsync(questions: 3);
        var key = ("Idempotency-Key", $"{Guid.NewGuid()}");
        Task<ApiReply> SendAsync(string deepest) =>
            api.SendAsync(
                HttpMethod.Post,
                "api/submit-exam/",
                $$"""{"exam_id":{{exam}},"correct_answers":2,"a":{{new string('[', 20)}}{{deepest}}{{new string(']', 20)}}}""",
                headers: key
            );

        var first = await SendAsync("1");
        var again = await SendAsync("1");
        var other = await SendAsync("2");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.Status, again.Status));
        Assert.True(again.Message.Headers.Contains("Idempotent-Replayed"));
        Assert.Equal(HttpStatusCode.Conflict, other.Status);
    }

    [Fact]
    public async Task The_order_of_members_white_space_and_escapes_do_not_make_another_call()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (student, key) = ($"{Guid.NewGuid():N}", ("Idempotency-Key", $"{Guid.NewGuid()}"));
        Task<ApiReply> SendAsync(string body) => api.SendAsync(HttpMethod.Post, "api/start-exam/", body, headers: key);

        var first = await SendAsync($$"""{"student_id":"{{student}}","exam_name":"Interview é","total_questions":10}""");
        var again = await SendAsync($$"""{ "total_questions": 10, "exam_name": "\u0049nterview \u00e9", "student_id": "{{student}}" }""");
        var other = await SendAsync($$"""{"student_id":"{{student}}","exam_name":"Interview é","total_questions":11}""");
        var moved = await SendAsync($$"""{"student_id":"Interview é","exam_name":"{{student}}","total_questions":10}""");

        Assert.Equal((HttpStatusCode.Created, first.Text), (again.Status, again.Text));
        Assert.Equal([HttpStatusCode.Conflict, HttpStatusCode.Conflict], [other.Status, moved.Status]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("user 1.quiz")]
    public async Task A_key_that_protects_nothing_is_refused(string key)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var reply = await api.PostAsync("api/start-exam/", Exam("s"), ("Idempotency-Key", key));

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("Idempotency-Key must have 1 to 255 visible ASCII characters", reply.Error);
    }

    [Fact]
    public async Task Calls_at_the_same_moment_have_one_effect_and_a_refused_call_releases_its_key()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var student = $"{Guid.NewGuid():N}";
        var key = ("Idempotency-Key", $"{Guid.NewGuid()}");

        var refused = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = student,
                exam_name = "E",
                total_questions = 1,
                policy = "none",
            },
            key
        );
        var replies = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => api.PostAsync("api/start-exam/", Exam(student), key)));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.All(replies, reply => Assert.Contains(reply.Status, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict }));
        Assert.Single(
            replies.Where(reply => reply.Status == HttpStatusCode.Created).Select(reply => reply["exam_id"].GetInt32()).Distinct()
        );
        Assert.Equal(1, (await api.GetAsync($"api/v1/exams?student_id={student}"))["total"].GetInt32());
    }

    [Fact]
    public async Task A_token_may_use_keys_too_and_no_one_else()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var (exam, token) = await api.StartAsync();
        using var page = ApiClient.WithToken(fixture.App, token);
        using var anybody = ApiClient.Anybody(fixture.App);
        var key = ("Idempotency-Key", "k-1");

        var first = await page.PostAsync("api/record-tab-switch/", new { count = 1 }, key);
        var again = await page.PostAsync("api/record-tab-switch/", new { count = 1 }, key);
        var open = await anybody.PostAsync("api/start-exam/", Exam("s"), key);
        var wrong = await api.PostAsync("api/start-exam/", Exam("s"), ("Idempotency-Key", "a b"));

        Assert.Equal(first["event_id"].GetString(), again["event_id"].GetString());
        Assert.Equal(1, (await api.GetAsync($"api/v1/exams/{exam}/violations"))["total"].GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, open.Status);
        Assert.Equal("Idempotency-Key needs an API key or a session token", open.Error);
        Assert.Equal("Idempotency-Key must have 1 to 255 visible ASCII characters", wrong.Error);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_answer_is_stored_encrypted_for_a_day(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var answers = host.Get<StoredAnswers>();
        var caller = ApiCaller.Key(Guid.NewGuid(), Guid.NewGuid(), ApiScopes.Usual);
        var body = JsonSerializer.SerializeToUtf8Bytes(new { session_token = "secret" });

        var (claimed, _) = await answers.ClaimAsync(caller, "k", "h", Cancellation);
        var busy = await Assert.ThrowsAsync<CallRefusedException>(() => answers.ClaimAsync(caller, "k", "h", Cancellation));
        // The server stopped in the middle of the call.
        host.Clock.Advance(TimeSpan.FromMinutes(3));
        var (taken, _) = await answers.ClaimAsync(caller, "k", "h", Cancellation);
        await answers.CompleteAsync(claimed!, 500, body);
        await answers.CompleteAsync(taken!, 201, body);
        var (_, earlier) = await answers.ClaimAsync(caller, "k", "h", Cancellation);
        await using (var db = host.OpenDatabase())
            Assert.False((await db.StoredAnswers.SingleAsync(Cancellation)).Body!.AsSpan().IndexOf("secret"u8) >= 0);
        host.Clock.Advance(TimeSpan.FromHours(24));
        var (fresh, _) = await answers.ClaimAsync(caller, "k", "other", Cancellation);

        Assert.Equal(CallRefusal.Conflict, busy.Refusal);
        Assert.Equal(201, earlier!.Status);
        Assert.Equal(body, earlier.Body);
        Assert.NotNull(fresh);
    }
}
