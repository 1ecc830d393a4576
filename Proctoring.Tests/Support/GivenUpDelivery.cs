using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Tests.Support;

/// <summary>Adds a webhook at an address that does not exist, and a delivery to it that was given up.</summary>
internal static class GivenUpDelivery
{
    public static async Task<Guid> AddGivenUpDeliveryAsync(this AppServer app)
    {
        var now = DateTime.UtcNow;
        var webhook = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(),
            OwnerId = Guid.NewGuid(),
            Url = "https://hooks.invalid/in?token=secret",
            Secret = app.Get<WebhookSecret>().Create().Stored,
            Events = OutboxEventTypes.Submitted,
            CreatedAt = now,
        };
        var delivery = new OutboxDelivery
        {
            Id = Guid.CreateVersion7(),
            Event = new OutboxEvent
            {
                Id = Guid.CreateVersion7(),
                Type = OutboxEventTypes.Submitted,
                OccurredAt = now,
                Payload = "{}",
                DispatchedAt = now,
            },
            Channel = WebhookChannel.ChannelName,
            TargetId = webhook.Id,
            Attempts = 11,
            GivenUpAt = now,
            LastAttemptAt = now,
            LastStatus = 500,
            LastError = "The receiver answered 500",
        };
        await using var db = await app.Get<IDbContextFactory<ProctoringDb>>().CreateDbContextAsync();
        db.AddRange(webhook, delivery);
        await db.SaveChangesAsync();
        return delivery.Id;
    }
}
