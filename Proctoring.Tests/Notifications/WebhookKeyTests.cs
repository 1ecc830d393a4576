using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>A webhook receives no more than a key of its system may read.</summary>
public sealed class WebhookKeyTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_webhook_waits_while_its_system_has_no_valid_key(DatabaseKind kind)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Webhooks:AllowPrivateNetworks", "true"));
        var keys = host.Get<ApiKeyStore>();
        var (key, _) = await keys.CreateAsync("host", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        var caller = ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual);
        await host.Get<WebhookStore>().CreateAsync(caller, receiver.Url, [], Cancellation);
        await CancelOneAsync(host, caller);
        await RunAsync(host);
        await receiver.NextAsync(Cancellation);

        await CancelOneAsync(host, caller, () => keys.RevokeAsync("host", StaffViewer.Console, Cancellation));
        // A key that reads no results is no help, and neither is one of another system.
        await keys.CreateAsync("exams", [ApiScopes.Exams], null, "host", StaffViewer.Console, Cancellation);
        await keys.CreateAsync("other", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        await RunAsync(host);

        Assert.Equal(0, receiver.Waiting);
        await using (var db = host.OpenDatabase())
        {
            var row = await db.OutboxDeliveries.SingleAsync(delivery => delivery.DeliveredAt == null, Cancellation);
            Assert.Equal((1, null), (row.Attempts, row.LastStatus));
            Assert.Contains("no valid API key", row.LastError, StringComparison.Ordinal);
        }

        await keys.CreateAsync("host-2", [ApiScopes.Results], null, "host", StaffViewer.Console, Cancellation);
        host.Clock.Advance(TimeSpan.FromSeconds(6));
        await RunAsync(host);

        Assert.Contains("\"cancelled\"", (await receiver.NextAsync(Cancellation)).Body, StringComparison.Ordinal);
    }

    /// <summary>Leaves one event in the outbox, after something else has happened.</summary>
    static async Task CancelOneAsync(CoreHost host, ApiCaller caller, Func<Task>? beforeAsync = null)
    {
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                caller,
                new ExamStart
                {
                    Student = new StudentName("s-1", null),
                    ExamName = "Interview",
                    TotalQuestions = 2,
                },
                Cancellation
            );
        if (beforeAsync is not null)
            await beforeAsync();
        await host.Get<ExamCancellation>().CancelAsync(caller, opened.Number!.Value, null, Cancellation);
    }

    static async Task RunAsync(CoreHost host)
    {
        await host.Get<OutboxDispatcher>().RunAsync(Cancellation);
        await host.Get<OutboxSender>().RunAsync(Cancellation);
    }
}
