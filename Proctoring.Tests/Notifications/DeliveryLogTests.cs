using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Notifications;

/// <summary>Administrators see the deliveries to all webhooks, and send those that were given up again, once.</summary>
public sealed class DeliveryLogTests
{
    static readonly StaffViewer Reviewer = new(Guid.NewGuid(), "Rita", [StaffRoles.Reviewer], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_log_is_filtered_by_state_and_names_the_system(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var webhook = await WebhookAsync(host);
        var next = host.Now.AddMinutes(5);
        await AddAsync(host, webhook, delivery => delivery.NextAttemptAt = next);
        await AddAsync(host, webhook, delivery => (delivery.NextAttemptAt, delivery.Attempts, delivery.LastStatus) = (next, 2, 503));
        await AddAsync(host, webhook, delivery => (delivery.DeliveredAt, delivery.Attempts, delivery.LastStatus) = (host.Now, 1, 204));
        var givenUp = await AddAsync(host, webhook, GiveUp(host));
        // A message of another channel is not a webhook's.
        await AddAsync(host, Guid.NewGuid(), GiveUp(host), "mail");
        var log = host.Get<DeliveryLog>();

        var all = await log.ListAsync(StaffViewer.Console, null, 0, 50, Cancellation);
        var failed = await log.ListAsync(StaffViewer.Console, DeliveryState.GivenUp, 0, 50, Cancellation);

        Assert.Equal(
            [DeliveryState.GivenUp, DeliveryState.Delivered, DeliveryState.Retrying, DeliveryState.Waiting],
            all.Rows.Select(row => row.State)
        );
        Assert.All(all.Rows, row => Assert.Equal(("https://hooks.example.org/…", "Campus"), (row.Address, row.System)));
        Assert.Equal(((int?)503, 2, (DateTime?)next), (all.Rows[2].Status, all.Rows[2].Attempts, all.Rows[2].NextAttemptAt));
        Assert.Equal((4, 1), (failed.Count(null), failed.Count(DeliveryState.GivenUp)));
        Assert.Equal((givenUp, true, "away"), Assert.Single(failed.Rows.Select(row => (row.Id, row.CanResend, row.Error))));
        foreach (var state in Enum.GetValues<DeliveryState>())
            Assert.Equal(all.Count(state), (await log.ListAsync(StaffViewer.Console, state, 0, 50, Cancellation)).Rows.Count);
        Assert.Equal(all.Rows[2].Id, Assert.Single((await log.ListAsync(StaffViewer.Console, null, 2, 1, Cancellation)).Rows).Id);
        var none = await log.ListAsync(Reviewer, null, 0, 50, Cancellation);
        Assert.Equal((0, 0), (none.Rows.Count, none.Count(null)));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_given_up_delivery_is_sent_again_once_and_the_audit_log_names_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var webhook = await WebhookAsync(host);
        var givenUp = await AddAsync(host, webhook, GiveUp(host));
        var delivered = await AddAsync(host, webhook, delivery => delivery.DeliveredAt = host.Now);
        var mail = await AddAsync(host, webhook, GiveUp(host), "mail");
        var log = host.Get<DeliveryLog>();

        Assert.False(await log.ResendAsync(Reviewer, givenUp, Cancellation));
        var answers = new[]
        {
            await log.ResendAsync(StaffViewer.Console, givenUp, Cancellation),
            await log.ResendAsync(StaffViewer.Console, givenUp, Cancellation),
            await log.ResendAsync(StaffViewer.Console, delivered, Cancellation),
            await log.ResendAsync(StaffViewer.Console, mail, Cancellation),
            await log.ResendAsync(StaffViewer.Console, Guid.NewGuid(), Cancellation),
        };

        Assert.Equal([true, false, false, false, false], answers);
        await using var db = host.OpenDatabase();
        var row = await db.OutboxDeliveries.SingleAsync(one => one.Id == givenUp, Cancellation);
        Assert.Equal(((DateTime?)host.Now, 0, (DateTime?)null), (row.NextAttemptAt, row.Attempts, row.GivenUpAt));
        var entry = await db.AuditEntries.SingleAsync(one => one.Action == "delivery_resent", Cancellation);
        Assert.Equal(
            ("console", $"delivery {givenUp:D} of exam.submitted to webhook {webhook:D}, given up after 11 attempts"),
            (entry.ActorName, entry.Subject)
        );
    }

    [Fact]
    public async Task A_webhook_that_receives_nothing_any_more_gets_nothing_again()
    {
        await using var host = await CoreHost.CreateAsync();
        var webhook = await WebhookAsync(host);
        var givenUp = await AddAsync(host, webhook, GiveUp(host));
        await using (var db = host.OpenDatabase())
            await db.WebhookEndpoints.ExecuteUpdateAsync(set => set.SetProperty(row => row.DisabledAt, host.Now), Cancellation);
        var log = host.Get<DeliveryLog>();

        Assert.False(Assert.Single((await log.ListAsync(StaffViewer.Console, null, 0, 50, Cancellation)).Rows).CanResend);
        Assert.False(await log.ResendAsync(StaffViewer.Console, givenUp, Cancellation));
    }

    [Fact]
    public async Task A_message_that_its_system_asked_for_again_is_not_sent_twice()
    {
        await using var host = await CoreHost.CreateAsync();
        var webhook = await WebhookAsync(host);
        var givenUp = await AddAsync(host, webhook, GiveUp(host));
        await using (var db = host.OpenDatabase())
        {
            var owner = await db.WebhookEndpoints.Select(row => row.OwnerId).SingleAsync(Cancellation);
            await host.Get<WebhookStore>()
                .ResendAsync(ApiCaller.Key(Guid.NewGuid(), owner, ApiScopes.Usual), webhook, givenUp, Cancellation);
        }

        var log = host.Get<DeliveryLog>();
        var failed = await log.ListAsync(StaffViewer.Console, DeliveryState.GivenUp, 0, 50, Cancellation);

        Assert.False(Assert.Single(failed.Rows).CanResend);
        Assert.False(await log.ResendAsync(StaffViewer.Console, givenUp, Cancellation));
    }

    static Action<OutboxDelivery> GiveUp(CoreHost host) =>
        delivery =>
            (delivery.GivenUpAt, delivery.Attempts, delivery.LastStatus, delivery.LastError, delivery.LastAttemptAt) = (
                host.Now,
                11,
                500,
                "away",
                host.Now
            );

    static async Task<Guid> WebhookAsync(CoreHost host)
    {
        var (key, _) = await host.Get<ApiKeyStore>().CreateAsync("Campus", ApiScopes.Usual, null, StaffViewer.Console, Cancellation);
        var (webhook, _) = await host.Get<WebhookStore>()
            .CreateAsync(
                ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual),
                "https://hooks.example.org/in?token=secret",
                [],
                Cancellation
            );
        return webhook.Id;
    }

    static async Task<Guid> AddAsync(CoreHost host, Guid target, Action<OutboxDelivery> change, string channel = "webhook")
    {
        // Each delivery has its own time, by which the log is ordered.
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var now = new DateTimeOffset(host.Now);
        var delivery = new OutboxDelivery
        {
            Id = Guid.CreateVersion7(now),
            Event = new OutboxEvent
            {
                Id = Guid.CreateVersion7(now),
                Type = OutboxEventTypes.Submitted,
                OccurredAt = host.Now,
                Payload = "{}",
                DispatchedAt = host.Now,
            },
            Channel = channel,
            TargetId = target,
        };
        change(delivery);
        await using var db = host.OpenDatabase();
        db.Add(delivery);
        await db.SaveChangesAsync(Cancellation);
        return delivery.Id;
    }
}
