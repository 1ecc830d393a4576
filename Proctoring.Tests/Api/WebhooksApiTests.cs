using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Tests webhooks over real HTTP: management, signature, delivery log, resending; and cancelling an exam.</summary>
public sealed class WebhooksApiTests
{
    static readonly string[] Reviewed = ["exam.reviewed"];
    static readonly string[] Unknown = ["exam.exploded"];

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_host_receives_signed_messages_of_its_exams_only()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        using ApiClient api = await ApiClient.WithKeyAsync(app),
            other = await ApiClient.WithKeyAsync(app);
        var created = await api.PostAsync("api/v1/webhooks", new { url = receiver.Url });
        var secret = created["secret"].GetString()!;
        var id = created["webhook"].GetProperty("id").GetGuid();

        await other.StartAsync();
        var (exam, _) = await api.StartAsync("user_9");
        await api.PostAsync("api/submit-exam/", new { exam_id = exam, correct_answers = 7 });
        var message = await receiver.NextAsync(Cancellation);
        var body = JsonDocument.Parse(message.Body).RootElement;
        var data = body.GetProperty("data");

        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(Signature(secret, message), message.Signature);
        Assert.Equal("exam.submitted", body.GetProperty("type").GetString());
        Assert.Equal(
            (exam, "user_9", "submitted", 70m),
            (
                data.GetProperty("exam_id").GetInt32(),
                data.GetProperty("student_id").GetString(),
                data.GetProperty("status").GetString(),
                data.GetProperty("score").GetDecimal()
            )
        );
        var delivery = await DeliveredAsync(api, id);
        Assert.Equal((message.Id, 204), (delivery.GetProperty("message").GetString(), delivery.GetProperty("http_status").GetInt32()));

        // The same message once more, with a new time.
        await api.PostAsync($"api/v1/webhooks/{id}/deliveries/{delivery.GetProperty("id").GetGuid()}/resend", new { });
        var again = await receiver.NextAsync(Cancellation);
        Assert.Equal((message.Id, message.Body), (again.Id, again.Body));
        Assert.Equal(Signature(secret, again), again.Signature);

        var foreign = await other.GetAsync($"api/v1/webhooks/{id}/deliveries");
        var removed = await api.SendAsync(HttpMethod.Delete, $"api/v1/webhooks/{id}", null);
        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(HttpStatusCode.OK, removed.Status);
        Assert.Empty((await api.GetAsync("api/v1/webhooks"))["items"].EnumerateArray());
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task A_test_message_reports_its_failure_and_410_disables_the_webhook()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        using var api = await ApiClient.WithKeyAsync(app);
        var id = (await api.PostAsync("api/v1/webhooks", new { url = receiver.Url, events = Reviewed }))["webhook"]
            .GetProperty("id")
            .GetGuid();
        receiver.Answer = 410;

        await api.SendAsync(HttpMethod.Post, $"api/v1/webhooks/{id}/test", null);
        var message = await receiver.NextAsync(Cancellation);
        var failed = await LogAsync(api, id, entry => entry.GetProperty("status").GetString() == "failed");

        Assert.Equal("webhook.test", JsonDocument.Parse(message.Body).RootElement.GetProperty("type").GetString());
        Assert.Equal("The receiver answered 410", failed.GetProperty("error").GetString());
        Assert.NotEqual(JsonValueKind.Null, (await api.GetAsync("api/v1/webhooks"))["items"][0].GetProperty("disabled_at").ValueKind);
    }

    [Fact]
    public async Task A_new_secret_signs_together_with_the_old_one_for_as_long_as_the_caller_says()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = AppServer.Start(("environment", "Development"), ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        using ApiClient api = await ApiClient.WithKeyAsync(app),
            other = await ApiClient.WithKeyAsync(app);
        var created = await api.PostAsync("api/v1/webhooks", new { url = receiver.Url });
        var path = $"api/v1/webhooks/{created["webhook"].GetProperty("id").GetGuid()}";
        var first = created["secret"].GetString()!;

        var second = await api.SendAsync(HttpMethod.Post, $"{path}/secret", null);
        await api.SendAsync(HttpMethod.Post, $"{path}/test", null);
        var both = await receiver.NextAsync(Cancellation);
        var third = await api.PostAsync($"{path}/secret", new { old_secret_hours = 0 });
        await api.SendAsync(HttpMethod.Post, $"{path}/test", null);
        var alone = await receiver.NextAsync(Cancellation);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (second.Status, third.Status));
        Assert.Equal($"{Signature(second["secret"].GetString()!, both)} {Signature(first, both)}", both.Signature);
        Assert.Equal(Signature(third["secret"].GetString()!, alone), alone.Signature);
        var overlap = second["old_secret_until"].GetDateTime() - third["old_secret_until"].GetDateTime();
        Assert.InRange(overlap, TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync($"{path}/secret", new { old_secret_hours = 169 })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostAsync($"{path}/secret", new { old_secret_hours = 1 })).Status);
        await api.SendAsync(HttpMethod.Delete, path, null);
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var entries = (await db.AuditEntries.OrderBy(entry => entry.Id).ToListAsync(Cancellation))
            .Where(entry => entry.Action.StartsWith("webhook_", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(
            ["webhook_created", "webhook_secret_replaced", "webhook_secret_replaced", "webhook_deleted"],
            entries.Select(entry => entry.Action)
        );
        Assert.All(entries, entry => Assert.Equal($"API key {api.Key!.Name}", entry.ActorName));
    }

    [Fact]
    public async Task A_webhook_may_not_lead_into_the_operators_network()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var app = AppServer.Start(("environment", "Development"));
        using var api = await ApiClient.WithKeyAsync(app);

        foreach (var url in new[] { receiver.Url, "https://10.0.0.1/", "https://[::1]/", "https://a:b@example.org/", "ftp://x", "hook" })
            Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("api/v1/webhooks", new { url })).Status);
        var unknown = await api.PostAsync("api/v1/webhooks", new { url = "https://example.org/", events = Unknown });

        Assert.Contains(
            "exam.started, exam.flagged, exam.degraded, exam.submitted, exam.ended, exam.graded, exam.reviewed, exam.erased",
            unknown["detail"].GetString(),
            StringComparison.Ordinal
        );
        // A name that leads to this machine is found out when the connection is made.
        var id = (await api.PostAsync("api/v1/webhooks", new { url = "https://inside.localhost/" }))["webhook"].GetProperty("id").GetGuid();
        await api.SendAsync(HttpMethod.Post, $"api/v1/webhooks/{id}/test", null);
        var tried = await LogAsync(
            api,
            id,
            entry => entry.GetProperty("attempts").GetInt32() > 0 && entry.GetProperty("error").ValueKind != JsonValueKind.Null
        );
        Assert.Equal(JsonValueKind.Null, tried.GetProperty("http_status").ValueKind);
        Assert.Equal(0, receiver.Waiting);
    }

    [Fact]
    public async Task Only_an_exam_that_has_not_begun_can_be_cancelled()
    {
        await using var app = AppServer.Start(("environment", "Development"));
        using ApiClient api = await ApiClient.WithKeyAsync(app),
            other = await ApiClient.WithKeyAsync(app);
        var (fresh, token) = await api.StartAsync();
        var (begun, begunToken) = await api.StartAsync();
        using var page = ApiClient.WithToken(app, begunToken);
        await page.PostAsync("api/record-tab-switch/", new { count = 1 });

        var foreign = await other.SendAsync(HttpMethod.Post, $"api/v1/exams/{fresh}/cancellation", null);
        var cancelled = await api.PostAsync($"api/v1/exams/{fresh}/cancellation", new { reason = "Wrong exam" });
        var again = await api.SendAsync(HttpMethod.Post, $"api/v1/exams/{fresh}/cancellation", null);
        var refused = await api.SendAsync(HttpMethod.Post, $"api/v1/exams/{begun}/cancellation", null);
        var submitted = await api.PostAsync("api/submit-exam/", new { exam_id = begun, correct_answers = 1 });
        var tooLate = await api.SendAsync(HttpMethod.Post, $"api/v1/exams/{begun}/cancellation", null);
        var late = await api.PostAsync("api/submit-exam/", new { exam_id = fresh, correct_answers = 1 });
        var result = await api.GetAsync($"api/exam-result/{fresh}/");

        Assert.Equal(HttpStatusCode.NotFound, foreign.Status);
        Assert.Equal(("cancelled", "cancelled"), (cancelled["status"].GetString(), again["status"].GetString()));
        Assert.Equal(
            [HttpStatusCode.Conflict, HttpStatusCode.OK, HttpStatusCode.Conflict],
            [refused.Status, submitted.Status, tooLate.Status]
        );
        Assert.Contains("has already ended", tooLate["detail"].GetString(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Conflict, "exam_ended"), (late.Status, late["code"].GetString()));
        Assert.Equal("cancelled", result["exam"].GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, result["exam"].GetProperty("score").ValueKind);
        Assert.Empty(result["violations"].EnumerateArray());
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync(Cancellation);
        var access = SessionAccess.FromBearer(token)!;
        var row = await db.Sessions.SingleAsync(session => session.Id == access.SessionId, Cancellation);
        Assert.Equal((SessionStatus.Cancelled, "Wrong exam", null), (row.Status, row.EndReason, row.RiskScore));
    }

    static string Signature(string secret, ReceivedWebhook message) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret["whsec_".Length..]),
                Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}")
            )
        );

    static Task<JsonElement> DeliveredAsync(ApiClient api, Guid webhook) =>
        LogAsync(api, webhook, entry => entry.GetProperty("status").GetString() == "delivered");

    /// <summary>Waits for an entry of the delivery log.</summary>
    static async Task<JsonElement> LogAsync(ApiClient api, Guid webhook, Func<JsonElement, bool> wanted)
    {
        for (var attempt = 0; ; attempt++)
        {
            var log = (await api.GetAsync($"api/v1/webhooks/{webhook}/deliveries"))["items"].EnumerateArray().ToList();
            if (log.Exists(entry => wanted(entry)))
                return log.Find(entry => wanted(entry));
            Assert.True(attempt < 600, $"The log has no such entry: {JsonSerializer.Serialize(log)}");
            await Task.Delay(100, Cancellation);
        }
    }
}
