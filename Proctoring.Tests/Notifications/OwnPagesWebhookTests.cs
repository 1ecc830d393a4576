using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>A webhook that an administrator adds for the exams on this server's own pages.</summary>
public sealed class OwnPagesWebhookTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_receives_the_events_of_own_exams_and_systems_receive_only_theirs(DatabaseKind kind)
    {
        await using var own = await WebhookReceiver.StartAsync();
        await using var foreign = await WebhookReceiver.StartAsync();
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        var store = host.Get<WebhookStore>();
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync("k", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        var caller = ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
        await store.CreateAsync(StaffViewer.Console, Student.OwnPages, own.Url, [OutboxEventTypes.Submitted], Cancellation);
        await store.CreateAsync(caller, foreign.Url, [], Cancellation);

        var access = await host.StartSessionAsync(proctored: false);
        await host.Get<SessionCloser>().SubmitAsync(access, null, Cancellation);
        await RunAsync(host);
        var message = (await own.NextAsync(Cancellation)).Body;
        Assert.Contains("\"exam.submitted\"", message, StringComparison.Ordinal);
        Assert.Contains($"\"exam_id\":null,\"session_id\":\"{access.SessionId}\"", message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (own.Waiting, foreign.Waiting));

        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                caller,
                new ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = "Interview",
                    TotalQuestions = 2,
                    // The system asked for it, so it learns the result of a rehearsal too.
                    Policy = "practice",
                },
                Cancellation
            );
        await host.Get<ExamSubmission>().SubmitAsync(caller, new SessionName(opened.Number, null), 1, [], Cancellation);
        await RunAsync(host);
        message = (await foreign.NextAsync(Cancellation)).Body;
        Assert.Contains("\"s-1\"", message, StringComparison.Ordinal);
        Assert.DoesNotContain("session_id", message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (own.Waiting, foreign.Waiting));

        var log = await host.Get<DeliveryLog>().ListAsync(StaffViewer.Console, null, 0, 50, Cancellation);
        Assert.Equal([("k", false), (null, true)], log.Rows.OrderBy(row => row.OwnPages).Select(row => (row.System, row.OwnPages)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_administrators_at_the_same_moment_one_deletes_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<WebhookStore>();
        await store.CreateAsync(StaffViewer.Console, Student.OwnPages, "https://a.example/hook", [], Cancellation);
        var webhook = Assert.Single(await store.ListAsync(StaffViewer.Console, Cancellation));

        var deletions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => DeleteAsync()));

        Assert.Single(deletions, deleted => deleted);
        Assert.Empty(await store.ListAsync(StaffViewer.Console, Cancellation));

        async Task<bool> DeleteAsync()
        {
            try
            {
                await store.DeleteAsync(StaffViewer.Console, webhook, Cancellation);
                return true;
            }
            catch (CallRefusedException)
            {
                return false;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_two_replacements_at_the_same_moment_both_secrets_sign(DatabaseKind kind)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        var store = host.Get<WebhookStore>();
        await store.CreateAsync(StaffViewer.Console, Student.OwnPages, receiver.Url, [], Cancellation);
        var webhook = Assert.Single(await store.ListAsync(StaffViewer.Console, Cancellation));

        var secrets = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => ReplaceAsync(), Cancellation)));
        await store.TestAsync(StaffViewer.Console, webhook, Cancellation);
        await RunAsync(host);
        var message = await receiver.NextAsync(Cancellation);

        Assert.Equal(secrets.Select(secret => Signature(secret, message)).Order(), message.Signature.Split(' ').Order());

        Task<string> ReplaceAsync() => store.ReplaceSecretAsync(StaffViewer.Console, webhook, TimeSpan.FromHours(24), Cancellation);
    }

    /// <summary>PostgreSQL refuses a longer subject than its column, and the webhook with it.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_receiver_with_the_longest_name_is_stored(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var store = host.Get<WebhookStore>();
        var name = string.Join('.', Enumerable.Repeat(new string('a', 61), 4)) + ".test";

        await store.CreateAsync(StaffViewer.Console, Student.OwnPages, $"https://{name}:65000/hook", [], Cancellation);

        await using var db = host.OpenDatabase();
        var subject = (await db.AuditEntries.SingleAsync(entry => entry.Action == "webhook_created", Cancellation)).Subject;
        Assert.Equal((AuditEntry.LongestSubject, '…'), (subject.Length, subject[^1]));
    }

    [Fact]
    public async Task Only_administrators_add_one()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite);
        var reviewer = new StaffViewer(Guid.NewGuid(), "Ana", [StaffRoles.Reviewer], null);
        var store = host.Get<WebhookStore>();

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() =>
            store.CreateAsync(reviewer, Student.OwnPages, "https://a.example", [], Cancellation)
        );
        Assert.Empty(await store.ListAsync(reviewer, Cancellation));
        Assert.Empty(await store.ListAsync(StaffViewer.Console, Cancellation));
    }

    static string Signature(string secret, ReceivedWebhook message) =>
        "v1,"
        + Convert.ToBase64String(
            HMACSHA256.HashData(
                Convert.FromBase64String(secret[WebhookSecret.Mark.Length..]),
                Encoding.UTF8.GetBytes($"{message.Id}.{message.Timestamp}.{message.Body}")
            )
        );

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }
}
