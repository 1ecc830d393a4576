using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Proctoring.Web.Api;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests exams that are planned ahead, and many in one call.</summary>
public sealed class ExamBatchesApiTests(ApiFixture fixture) : IClassFixture<ApiFixture>
{
    const string Path = "api/v1/exam-batches";

    [Fact]
    public async Task Each_entry_has_its_own_result_and_a_repeated_call_starts_nothing_again()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var opens = DateTime.UtcNow.AddDays(3);
        var body = new
        {
            exams = new object[]
            {
                new
                {
                    student_id = "a",
                    exam_name = "Interview",
                    total_questions = 10,
                    not_before = opens,
                    not_after = opens.AddHours(2),
                },
                new { student_id = "b", exam_name = "Interview" },
                7,
                new
                {
                    student_id = "c",
                    exam_name = "Interview",
                    total_questions = 3,
                    policy = "harsh",
                },
                new
                {
                    student_id = "d",
                    exam_name = "Interview",
                    total_questions = 3,
                },
            },
        };

        var without = await api.PostAsync(Path, body);
        var first = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-1"));
        var again = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-1"));

        Assert.Equal((HttpStatusCode.BadRequest, "idempotency_key_required"), (without.Status, without["code"].GetString()));
        Assert.True(first.Status == HttpStatusCode.OK, first.Text);
        Assert.Equal(2, first["started"].GetInt32());
        Assert.Equal([201, 400, 400, 400, 201], first["items"].EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        var errors = first["items"].EnumerateArray().Select(item => item.GetProperty("error")).ToList();
        Assert.Equal("total_questions is required", errors[1].GetProperty("detail").GetString());
        Assert.Equal("is required", errors[1].GetProperty("errors").GetProperty("total_questions")[0].GetString());
        Assert.Contains("policy", errors[3].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, errors[4].ValueKind);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal(2, (await api.GetAsync("api/v1/exams"))["total"].GetInt32());
        var planned = first["items"][0].GetProperty("exam");
        Assert.Equal(opens.AddHours(2), planned.GetProperty("not_after").GetDateTime(), TimeSpan.FromMilliseconds(1));
        var resource = await api.GetAsync($"api/v1/exams/{planned.GetProperty("exam_id").GetInt32()}");
        Assert.Equal(opens, resource["not_before"].GetDateTime(), TimeSpan.FromMilliseconds(1));
        Assert.True(resource["expires_at"].GetDateTime() > opens.AddHours(2));
    }

    /// <summary>A server that stops within a batch has started some of its exams, and the call has no answer.</summary>
    [Fact]
    public async Task A_batch_that_was_interrupted_starts_the_rest_only()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var body = new
        {
            exams = new[]
            {
                new
                {
                    student_id = "i",
                    exam_name = "Interview",
                    total_questions = 3,
                },
            },
        };
        var first = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-2"));
        await using (var db = fixture.App.Get<IDbContextFactory<ProctoringDb>>().CreateDbContext())
            // Of the rows of this call, the last one written is the answer to the whole.
            await db
                .StoredAnswers.Where(row => row.Body != null && row.Status == 200)
                .ExecuteDeleteAsync(TestContext.Current.CancellationToken);

        var again = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-2"));

        Assert.Equal(first.Text, again.Text);
    }

    /// <summary>A server that stops within an entry leaves the claim of the entry, which ends later than that of the call. The refusal
    /// was stored as the answer for a day.</summary>
    [Fact]
    public async Task An_entry_that_an_earlier_call_still_has_is_tried_again_by_the_same_call()
    {
        const string Entry = """{"student_id":"u","exam_name":"Interview","total_questions":3}""";
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        using var entry = JsonDocument.Parse(Entry);
        var answers = fixture.App.Get<StoredAnswers>();
        var (claimed, _) = await answers.ClaimAsync(
            ApiCaller.Key(api.Key!.Id, api.Key.OwnerId, ApiScopes.Usual),
            "batch-3 0",
            Convert.ToHexStringLower(JsonFingerprint.Of(entry.RootElement)),
            TestContext.Current.CancellationToken
        );

        var first = await SendAsync();
        await answers.ReleaseAsync(claimed!);
        var again = await SendAsync();

        Assert.Equal("call_under_way", first["items"][0].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(201, again["items"][0].GetProperty("status").GetInt32());

        Task<ApiReply> SendAsync() =>
            api.SendAsync(HttpMethod.Post, Path, $"{{\"exams\":[{Entry}]}}", headers: ("Idempotency-Key", "batch-3"));
    }

    [Theory]
    [InlineData("""{}""", "exams is required")]
    [InlineData("""{"exams":[]}""", "exams must have 1 to 100 entries")]
    [InlineData("""{"exams":{}}""", "exams must be a list")]
    public async Task A_wrong_body_is_refused(string body, string detail)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var refused = await api.SendAsync(HttpMethod.Post, Path, body, headers: ("Idempotency-Key", Guid.NewGuid().ToString()));

        Assert.Equal((HttpStatusCode.BadRequest, detail), (refused.Status, refused["detail"].GetString()));
    }

    [Theory]
    [InlineData(-2, -1, "not_after is in the past")]
    [InlineData(2, 1, "not_after must be later than not_before")]
    [InlineData(24 * 400, null, "not_before and not_after must be within 366 days")]
    public async Task A_wrong_time_is_named(int from, int? to, string error)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var refused = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = "E",
                total_questions = 1,
                not_before = DateTime.UtcNow.AddHours(from),
                not_after = to is { } hours ? DateTime.UtcNow.AddHours(hours) : (DateTime?)null,
            }
        );

        Assert.Equal((HttpStatusCode.BadRequest, error), (refused.Status, refused.Error));
    }

    [Theory]
    [InlineData("2026-12-01T09:00:00")]
    [InlineData("2026-12-01")]
    [InlineData(1764579600)]
    public async Task A_time_without_its_zone_is_refused(object time)
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);

        var refused = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = "E",
                total_questions = 1,
                not_before = time,
            }
        );

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.StartsWith("not_before must be a time in ISO 8601 with its offset", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_call_tries_again_what_the_server_could_not_store()
    {
        var fault = new FailingOnce("Interview 2");
        await using var app = AppServer.Start(
            [("Proctoring:SeedDemoExam", "false")],
            services => services.ConfigureDbContext<SqliteProctoringDb>(options => options.AddInterceptors(fault))
        );
        using var api = await ApiClient.WithKeyAsync(app);
        var body = new
        {
            exams = Enumerable
                .Range(1, 2)
                .Select(number => new
                {
                    student_id = "s",
                    exam_name = $"Interview {number}",
                    total_questions = 1,
                }),
        };

        var first = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-3"));
        var again = await api.PostAsync(Path, body, ("Idempotency-Key", "batch-3"));

        Assert.Equal([201, 503], first["items"].EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        Assert.Equal([201, 201], again["items"].EnumerateArray().Select(item => item.GetProperty("status").GetInt32()));
        var exams = await api.GetAsync("api/v1/exams");
        Assert.Equal(2, exams["total"].GetInt32());
    }

    /// <summary>The first save of an exam with this name finds the disk full.</summary>
    sealed class FailingOnce(string exam) : SaveChangesInterceptor
    {
        bool failed;

        public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData,
            InterceptionResult<int> result,
            CancellationToken cancellationToken = default
        )
        {
            if (failed || !eventData.Context!.ChangeTracker.Entries<ProctoringSession>().Any(entry => entry.Entity.ExamName == exam))
                return ValueTask.FromResult(result);
            failed = true;
            throw new Microsoft.Data.Sqlite.SqliteException("The disk is full.", 13);
        }
    }

    [Fact]
    public async Task A_planned_exam_is_cancelled_before_it_opens()
    {
        using var api = await ApiClient.WithKeyAsync(fixture.App);
        var started = await api.PostAsync(
            "api/start-exam/",
            new
            {
                student_id = "s",
                exam_name = "E",
                total_questions = 1,
                not_before = DateTime.UtcNow.AddDays(1),
            }
        );
        var exam = started["exam_id"].GetInt32();

        var submitted = await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 1 });
        var cancelled = await api.PostAsync($"api/v1/exams/{exam}/cancellation", new { });
        var flags = await api.GetAsync($"api/v1/exams/{exam}/violations");

        Assert.Equal((HttpStatusCode.Conflict, "exam_not_open"), (submitted.Status, submitted["code"].GetString()));
        Assert.Equal((HttpStatusCode.OK, "cancelled"), (cancelled.Status, cancelled["status"].GetString()));
        Assert.Equal(0, flags["total"].GetInt32());
    }
}
