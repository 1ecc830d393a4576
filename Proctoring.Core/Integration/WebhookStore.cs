using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Integration;

/// <summary>The webhooks of calling systems and their delivery logs. Each system sees its own.</summary>
internal sealed class WebhookStore(
    IDbContextFactory<ProctoringDb> databases,
    WebhookConnections connections,
    WebhookSecret secrets,
    TimeProvider time
)
{
    /// <summary>The most webhooks of one system.</summary>
    const int Most = 10;

    /// <summary>Creates a webhook.</summary>
    /// <param name="caller">The caller, with a key.</param>
    /// <param name="url">The address that receives the messages.</param>
    /// <param name="events">Some of <see cref="OutboxEventTypes.All"/>; empty for all.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The webhook, and its secret, which can't be shown again.</returns>
    /// <exception cref="CallRefusedException">A field is wrong, or the system has too many webhooks.</exception>
    public async Task<(WebhookEndpoint Webhook, string Secret)> CreateAsync(
        ApiCaller caller,
        string url,
        IReadOnlyList<string> events,
        CancellationToken cancellation
    )
    {
        if (connections.Mistake(url) is { } mistake)
            throw CallRefusedException.Field("url", mistake);
        if (events.FirstOrDefault(type => !OutboxEventTypes.All.Contains(type)) is { } unknown)
            throw CallRefusedException.Field(
                "events", $": \"{(unknown.Length > 64 ? unknown[..64] : unknown)}\" is not one of {string.Join(", ", OutboxEventTypes.All)}"
            );
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await Of(database, caller).CountAsync(cancellation).ConfigureAwait(false) >= Most)
            throw CallRefusedException.Conflict(
                string.Create(CultureInfo.InvariantCulture, $"There are already {Most} webhooks; delete one first")
            );
        var (shown, stored) = secrets.Create();
        var webhook = new WebhookEndpoint
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = caller.OwnerId,
            Url = url,
            Secret = stored,
            Events = string.Join(' ', events.Count == 0 ? OutboxEventTypes.All : events.Distinct()),
            CreatedAt = now.UtcDateTime,
        };
        database.Add(webhook);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return (webhook, shown);
    }

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(ApiCaller caller, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Of(database, caller).AsNoTracking().OrderBy(row => row.CreatedAt).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <exception cref="CallRefusedException">The system has no such webhook.</exception>
    public async Task DeleteAsync(ApiCaller caller, Guid id, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await Of(database, caller).Where(row => row.Id == id).ExecuteDeleteAsync(cancellation).ConfigureAwait(false) == 0)
            throw NoWebhook();
        await database
            .OutboxDeliveries.Where(row => row.TargetId == id && row.Channel == WebhookChannel.ChannelName)
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Sends a test message to a webhook.</summary>
    /// <returns>The delivery, whose result the log shows a little later.</returns>
    /// <exception cref="CallRefusedException">The system has no such webhook.</exception>
    public async Task<OutboxDelivery> TestAsync(ApiCaller caller, Guid id, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await CheckAsync(database, caller, id, cancellation).ConfigureAwait(false);
        var test = new OutboxEvent
        {
            Id = Guid.CreateVersion7(now),
            Type = OutboxEventTypes.Test,
            OccurredAt = now.UtcDateTime,
            Payload = SessionMessage.OfTest(now.UtcDateTime),
            DispatchedAt = now.UtcDateTime,
        };
        database.Add(test);
        return await AddAsync(database, test, id, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends the message of a delivery once more, as a new delivery.</summary>
    /// <exception cref="CallRefusedException">The system has no such webhook or delivery.</exception>
    public async Task<OutboxDelivery> ResendAsync(ApiCaller caller, Guid id, Guid deliveryId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await CheckAsync(database, caller, id, cancellation).ConfigureAwait(false);
        var sent =
            await database
                .OutboxDeliveries.Where(row => row.Id == deliveryId && row.TargetId == id)
                .Select(row => row.Event)
                .SingleOrDefaultAsync(cancellation)
                .ConfigureAwait(false)
            ?? throw CallRefusedException.NotFound("There is no such delivery");
        return await AddAsync(database, sent, id, time.GetUtcNow(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Lists the deliveries to a webhook, newest first.</summary>
    /// <exception cref="CallRefusedException">The system has no such webhook.</exception>
    public async Task<Listed<OutboxDelivery>> DeliveriesAsync(ApiCaller caller, Guid id, int skip, int take, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await CheckAsync(database, caller, id, cancellation).ConfigureAwait(false);
        var deliveries = database.OutboxDeliveries.AsNoTracking().Where(row => row.TargetId == id);
        var total = await deliveries.CountAsync(cancellation).ConfigureAwait(false);
        var page = await deliveries
            .Include(row => row.Event)
            .OrderByDescending(row => row.Id)
            .Skip(skip)
            .Take(take)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new Listed<OutboxDelivery>(page, total);
    }

    static IQueryable<WebhookEndpoint> Of(ProctoringDb database, ApiCaller caller)
    {
        var owner = caller.OwnerId;
        return database.WebhookEndpoints.Where(row => row.OwnerId == owner);
    }

    static async Task CheckAsync(ProctoringDb database, ApiCaller caller, Guid id, CancellationToken cancellation)
    {
        if (!await Of(database, caller).AnyAsync(row => row.Id == id, cancellation).ConfigureAwait(false))
            throw NoWebhook();
    }

    static async Task<OutboxDelivery> AddAsync(
        ProctoringDb database,
        OutboxEvent occurred,
        Guid target,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var delivery = new OutboxDelivery
        {
            Id = Guid.CreateVersion7(now),
            EventId = occurred.Id,
            Event = occurred,
            Channel = WebhookChannel.ChannelName,
            TargetId = target,
            NextAttemptAt = now.UtcDateTime,
        };
        database.Add(delivery);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return delivery;
    }

    static CallRefusedException NoWebhook() => CallRefusedException.NotFound("There is no such webhook");
}
