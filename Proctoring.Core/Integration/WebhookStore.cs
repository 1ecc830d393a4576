using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Notifications;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Integration;

/// <summary>The webhooks of calling systems and of this server's own pages, and their delivery logs. Each system sees its own;
/// administrators see and change all. The audit log names the administrator or the key of each change.</summary>
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
    public Task<(WebhookEndpoint Webhook, string Secret)> CreateAsync(
        ApiCaller caller,
        string url,
        IReadOnlyList<string> events,
        CancellationToken cancellation
    ) => CreateAsync(caller, url, events, null, cancellation);

    /// <summary>Creates a webhook for a system, or for this server's own pages.</summary>
    /// <param name="viewer">The administrator, whom the audit log names.</param>
    /// <param name="owner">The system, as in <see cref="ApiKey.OwnerId"/>, or <see cref="Student.OwnPages"/>.</param>
    /// <param name="url">The address that receives the messages.</param>
    /// <param name="events">Some of <see cref="OutboxEventTypes.All"/>; empty for all.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The secret, which can't be shown again.</returns>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    /// <exception cref="CallRefusedException">A field is wrong, or the system has too many webhooks, or no key for their
    /// messages.</exception>
    public async Task<string> CreateAsync(
        StaffViewer viewer,
        Guid owner,
        string url,
        IReadOnlyList<string> events,
        CancellationToken cancellation
    )
    {
        Check(viewer);
        return (await CreateAsync(Caller(owner), url, events, viewer, cancellation).ConfigureAwait(false)).Secret;
    }

    async Task<(WebhookEndpoint Webhook, string Secret)> CreateAsync(
        ApiCaller caller,
        string url,
        IReadOnlyList<string> events,
        StaffViewer? viewer,
        CancellationToken cancellation
    )
    {
        if (connections.Mistake(url) is { } mistake)
            throw CallRefusedException.Field("url", mistake);
        if (events.FirstOrDefault(type => !OutboxEventTypes.All.Contains(type)) is { } unknown)
            throw CallRefusedException.Field(
                "events", $": \"{TextCharacters.Shortened(unknown, 64)}\" is not one of {string.Join(", ", OutboxEventTypes.All)}"
            );
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (
            caller.OwnerId != Student.OwnPages
            && !await database.MayReadResultsAsync(caller.OwnerId, now.UtcDateTime, cancellation).ConfigureAwait(false)
        )
            throw CallRefusedException.Conflict("The system has no valid API key with the scope results, so it would receive no messages");
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
        var actor = viewer ?? await database.ActorOfAsync(caller.KeyId, cancellation).ConfigureAwait(false);
        database.Audit(actor, "webhook_created", SubjectOf(webhook.Id, url), webhook.CreatedAt);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return (webhook, shown);
    }

    /// <summary>Lists the webhooks of all systems, oldest first; empty unless the viewer is an administrator.</summary>
    public async Task<IReadOnlyList<WebhookRow>> ListAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        var sees = viewer.Is(StaffRoles.Administrator);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = await database.WebhookEndpoints.AsNoTracking().Where(row => sees).ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. rows.OrderBy(row => row.CreatedAt)
                .Select(row => new WebhookRow(
                    row.Id,
                    row.OwnerId,
                    DeliveryLog.ShownAddress(row.Url),
                    row.Events.Split(' '),
                    row.DisabledAt is not null
                )),
        ];
    }

    /// <summary>Lists all systems; empty unless the viewer is an administrator.</summary>
    public async Task<IReadOnlyList<WebhookSystem>> SystemsAsync(StaffViewer viewer, CancellationToken cancellation)
    {
        var sees = viewer.Is(StaffRoles.Administrator);
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var keys = await database
            .ApiKeys.AsNoTracking()
            .Where(key => sees)
            .OrderBy(key => key.CreatedAt)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. keys.GroupBy(key => key.OwnerId)
                .Select(group => new WebhookSystem(group.Key, group.Last().Name, group.Any(key => key.ReadsResultsAt(now))))
                .OrderBy(system => system.Name),
        ];
    }

    /// <summary>Deletes a webhook of any system.</summary>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    /// <exception cref="CallRefusedException">There is no such webhook.</exception>
    public Task DeleteAsync(StaffViewer viewer, WebhookRow webhook, CancellationToken cancellation)
    {
        Check(viewer);
        return DeleteAsync(Caller(webhook.OwnerId), webhook.Id, viewer, cancellation);
    }

    async Task DeleteAsync(ApiCaller caller, Guid id, StaffViewer? viewer, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var rows = Of(database, caller).Where(row => row.Id == id);
        var url = await rows.Select(row => row.Url).SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        // Of two deletions at the same moment, one finds it.
        if (url is null || await rows.ExecuteDeleteAsync(cancellation).ConfigureAwait(false) == 0)
            throw NoWebhook();
        var actor = viewer ?? await database.ActorOfAsync(caller.KeyId, cancellation).ConfigureAwait(false);
        database.Audit(actor, "webhook_deleted", SubjectOf(id, url), time.GetUtcNow().UtcDateTime);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await database
            .OutboxDeliveries.Where(delivery => delivery.TargetId == id && delivery.Channel == WebhookChannel.ChannelName)
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Sends a test message to a webhook of any system.</summary>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    /// <exception cref="CallRefusedException">There is no such webhook.</exception>
    public Task TestAsync(StaffViewer viewer, WebhookRow webhook, CancellationToken cancellation)
    {
        Check(viewer);
        return TestAsync(Caller(webhook.OwnerId), webhook.Id, cancellation);
    }

    public async Task<IReadOnlyList<WebhookEndpoint>> ListAsync(ApiCaller caller, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await Of(database, caller).AsNoTracking().OrderBy(row => row.CreatedAt).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <exception cref="CallRefusedException">The system has no such webhook.</exception>
    public Task DeleteAsync(ApiCaller caller, Guid id, CancellationToken cancellation) => DeleteAsync(caller, id, null, cancellation);

    /// <summary>Gives a webhook of any system a new secret. Messages are signed with the earlier one as well for a while.</summary>
    /// <param name="viewer">The administrator, whom the audit log names.</param>
    /// <param name="webhook">The webhook.</param>
    /// <param name="overlap">How long the earlier secret stays valid.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The secret, which can't be shown again.</returns>
    /// <exception cref="UnauthorizedAccessException">The viewer is no administrator.</exception>
    /// <exception cref="CallRefusedException">There is no such webhook.</exception>
    public async Task<string> ReplaceSecretAsync(
        StaffViewer viewer,
        WebhookRow webhook,
        TimeSpan overlap,
        CancellationToken cancellation
    )
    {
        Check(viewer);
        var caller = Caller(webhook.OwnerId);
        return (await ReplaceSecretAsync(caller, webhook.Id, overlap, viewer, cancellation).ConfigureAwait(false)).Secret;
    }

    /// <summary>Gives a webhook a new secret. Messages are signed with the earlier one as well for a while.</summary>
    /// <param name="caller">The caller, with a key.</param>
    /// <param name="id">The webhook.</param>
    /// <param name="overlap">How long the earlier secret stays valid.</param>
    /// <param name="cancellation">Stops the writing.</param>
    /// <returns>The secret, which can't be shown again, and until when the earlier one is valid, UTC.</returns>
    /// <exception cref="CallRefusedException">The system has no such webhook.</exception>
    public Task<(string Secret, DateTime EarlierUntil)> ReplaceSecretAsync(
        ApiCaller caller,
        Guid id,
        TimeSpan overlap,
        CancellationToken cancellation
    ) => ReplaceSecretAsync(caller, id, overlap, null, cancellation);

    async Task<(string Secret, DateTime EarlierUntil)> ReplaceSecretAsync(
        ApiCaller caller,
        Guid id,
        TimeSpan overlap,
        StaffViewer? viewer,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var until = now + overlap;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var rows = Of(database, caller).Where(row => row.Id == id);
        var actor = viewer ?? await database.ActorOfAsync(caller.KeyId, cancellation).ConfigureAwait(false);
        var earlier = string.Create(CultureInfo.InvariantCulture, $"the earlier secret is valid for {overlap.TotalHours:0} h");
        while (true)
        {
            var before =
                await rows.Select(row => new { row.Secret, row.Url }).SingleOrDefaultAsync(cancellation).ConfigureAwait(false)
                ?? throw NoWebhook();
            var (shown, stored) = secrets.Replace(before.Secret, until);
            await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            // Of two calls at the same moment, the second one takes the secret of the first for the earlier one: both callers have theirs.
            var replaced = await rows.Where(row => row.Secret == before.Secret)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Secret, stored), cancellation)
                .ConfigureAwait(false);
            if (replaced == 0)
                continue;
            database.Audit(actor, "webhook_secret_replaced", SubjectOf(id, before.Url), now.UtcDateTime, reason: earlier);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            return (shown, until.UtcDateTime);
        }
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

    static void Check(StaffViewer viewer)
    {
        if (!viewer.Is(StaffRoles.Administrator))
            throw new UnauthorizedAccessException("Only administrators manage the webhooks of all systems.");
    }

    static ApiCaller Caller(Guid owner) => ApiCaller.Anybody with { OwnerId = owner };

    static string SubjectOf(Guid id, string url) => $"webhook {id:D} to {DeliveryLog.ShownAddress(url)}";

    static CallRefusedException NoWebhook() => CallRefusedException.NotFound("There is no such webhook");
}
