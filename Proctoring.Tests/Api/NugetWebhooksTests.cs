using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using JobGenie.Proctoring.Client;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Api;

/// <summary>Reads a real message of every event with the types of the NuGet client, strictly: an unknown member or a null that a type does
/// not expect fails.</summary>
public sealed partial class NugetWebhooksTests
{
    static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(index => (byte)index)];

    static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_package_reads_every_event_of_hosted_and_of_own_exams()
    {
        await using var host = await CoreHost.CreateAsync();
        var hosted = await HostedAsync(host);
        // Open to everyone, as in Development: it has no key, but a number.
        var open = await HostedAsync(host, ApiCaller.Anybody);
        var own = (await host.StartSessionAsync(proctored: false)).SessionId;

        foreach (var type in OutboxEventTypes.All)
        {
            foreach (var session in new[] { hosted, open, own })
            {
                // As little as a message can contain, then as much.
                await CheckAsync(host, type, session, full: false);
                await CheckAsync(host, type, session, full: true);
            }
        }
    }

    [Fact]
    public void The_package_reads_a_test_message()
    {
        var now = DateTimeOffset.UtcNow;

        var message = Verified(SessionMessage.OfTest(now.UtcDateTime), now);

        Assert.Equal(("webhook.test", (WebhookExam?)null), (message.Type, message.Exam));
    }

    [Fact]
    public async Task The_documented_message_has_the_members_of_a_real_one()
    {
        await using var host = await CoreHost.CreateAsync();
        var real = await WriteAsync(host, OutboxEventTypes.Submitted, await HostedAsync(host), null);
        var shown = Documented().Match(await File.ReadAllTextAsync(Path.Combine(TestFolders.Root, "docs", "api.md"), Cancellation));

        Assert.Equal(Names(real), Names(shown.Value));

        static IEnumerable<string> Names(string message)
        {
            using var json = JsonDocument.Parse(message);
            return [.. json.RootElement.GetProperty("data").EnumerateObject().Select(member => member.Name)];
        }
    }

    static async Task CheckAsync(CoreHost host, string type, Guid session, bool full)
    {
        var flag = await ChangeAsync(host, session, full);
        var written = await WriteAsync(host, type, session, full ? flag : null);

        var message = Verified(written, new DateTimeOffset(host.Now));
        var exam = message.Data.Deserialize<WebhookExam>(Strict)!;

        Assert.Equal(type, message.Type);
        Assert.Equal(exam, message.Exam);
        // Exactly one of the two names the exam.
        Assert.NotEqual(exam.ExamId is null, exam.SessionId is null);
        Assert.Equal(full, exam.Violation is not null);
        Assert.Equal((full, full, full), (exam.Verdict is not null, exam.RegradedAt is not null, exam.Score is not null));
    }

    static async Task<Guid> HostedAsync(CoreHost host)
    {
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync("k", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        return await HostedAsync(host, ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual));
    }

    static async Task<Guid> HostedAsync(CoreHost host, ApiCaller caller)
    {
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                caller,
                new Proctoring.Core.Integration.ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = "Interview",
                    TotalQuestions = 2,
                },
                Cancellation
            );
        return opened.Access.SessionId;
    }

    /// <summary>Gives a session every fact that a message can contain, or none, and returns a flag of it.</summary>
    static async Task<Guid> ChangeAsync(CoreHost host, Guid id, bool full)
    {
        await using var db = host.OpenDatabase();
        db.Unchained = true;
        var session = await db.Sessions.SingleAsync(row => row.Id == id, Cancellation);
        DateTime? at = full ? host.Now : null;
        (session.StartedAt, session.FinishedAt, session.VerdictAt, session.RegradedAt) = (at, at, at, at);
        (session.CorrectAnswers, session.Score, session.OriginalScore) = full
            ? (1, 50.5m, 100m)
            : ((int?)null, (decimal?)null, (decimal?)null);
        (session.RiskScore, session.Verdict) = full ? (12.5, Verdict.Inconclusive) : ((double?)null, (Verdict?)null);
        var flag = new ProctoringViolation
        {
            Id = Guid.CreateVersion7(),
            SessionId = id,
            Type = "object_detected",
            Title = "Phone",
            Severity = Severity.High,
            BeganAt = host.Now,
        };
        db.Add(flag);
        await db.SaveChangesAsync(Cancellation);
        return flag.Id;
    }

    static async Task<string> WriteAsync(CoreHost host, string type, Guid session, Guid? flag)
    {
        await using var db = host.OpenDatabase();
        var occurred = new OutboxEvent
        {
            Id = Guid.CreateVersion7(),
            Type = type,
            SessionId = session,
            ViolationId = flag,
            OccurredAt = host.Now,
        };
        return (await SessionMessage.OfAsync(db, occurred, Cancellation))!;
    }

    static WebhookMessage Verified(string message, DateTimeOffset now)
    {
        var (body, time) = (Encoding.UTF8.GetBytes(message), now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        byte[] signed = [.. Encoding.UTF8.GetBytes($"msg_1.{time}."), .. body];
        var signature = HMACSHA256.HashData(Key, signed);
        var verifier = new WebhookVerifier($"whsec_{Convert.ToBase64String(Key)}", new At(now));
        return verifier.Verify(body, "msg_1", time, $"v1,{Convert.ToBase64String(signature)}");
    }

    [GeneratedRegex("""\{"type":"exam\.submitted".*?\}\}""", RegexOptions.Singleline)]
    private static partial Regex Documented();

    sealed class At(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
