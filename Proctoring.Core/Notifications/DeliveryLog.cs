using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Notifications;

/// <summary>Lists the deliveries to the webhooks of all systems and to the chat room, and sends those that were given up again;
/// administrators only.</summary>
internal sealed class DeliveryLog(IDbContextFactory<ProctoringDb> databases, IOptions<ProctoringOptions> options, TimeProvider time)
{
    /// <summary>The most deliveries of one page.</summary>
    public const int MostListed = 100;

    /// <summary>Reads a part of the log, newest first.</summary>
    /// <param name="viewer">The viewer; anyone but an administrator gets an empty page.</param>
    /// <param name="state">The state; null for all.</param>
    /// <param name="skip">The number of newer deliveries to leave out.</param>
    /// <param name="take">The most rows, 1–<see cref="MostListed"/>.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<DeliveryPage> ListAsync(
        StaffViewer viewer,
        DeliveryState? state,
        int skip,
        int take,
        CancellationToken cancellation
    )
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var counts = await CountsAsync(SeenBy(database, viewer), cancellation).ConfigureAwait(false);
        var resendable = Resendable(database, viewer);
        var rows = await In(SeenBy(database, viewer), state)
            .OrderByDescending(row => row.Id)
            .Skip(skip)
            .Take(Math.Clamp(take, 1, MostListed))
            .Select(row => new
            {
                Delivery = row,
                row.Event!.Type,
                row.Event.OccurredAt,
                Webhook = database
                    .WebhookEndpoints.Where(webhook => webhook.Id == row.TargetId)
                    .Select(webhook => new
                    {
                        webhook.OwnerId,
                        webhook.Url,
                        webhook.DisabledAt,
                    })
                    .FirstOrDefault(),
                CanResend = resendable.Any(one => one.Id == row.Id),
            })
            .AsNoTracking()
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var owners = rows.Select(row => row.Webhook?.OwnerId).OfType<Guid>().Distinct().ToList();
        var keys = await database
            .ApiKeys.Where(key => owners.Contains(key.OwnerId))
            .OrderBy(key => key.CreatedAt)
            .Select(key => new { key.OwnerId, key.Name })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var names = keys.GroupBy(key => key.OwnerId).ToDictionary(group => group.Key, group => group.Last().Name);
        return new DeliveryPage(
            [
                .. rows.Select(row => new DeliveryRow(
                    row.Delivery.Id,
                    row.Type,
                    row.OccurredAt,
                    StateOf(row.Delivery),
                    row.Delivery.Attempts,
                    row.Delivery.LastAttemptAt,
                    row.Delivery.NextAttemptAt,
                    row.Delivery.LastStatus,
                    row.Delivery.LastError,
                    row.Delivery.TargetId,
                    AddressOf(row.Delivery, row.Webhook?.Url),
                    row.Delivery.Channel == ChatChannel.ChannelName ? ChatChannel.ChannelName
                        : row.Webhook is null ? null
                        : names.GetValueOrDefault(row.Webhook.OwnerId),
                    row.Webhook?.OwnerId == Student.OwnPages,
                    row.CanResend
                )),
            ],
            counts
        );
    }

    /// <summary>Sends a delivery that was given up again, at once and with all retries. Of two people who ask at the same time, one
    /// succeeds. The audit log keeps the number of earlier attempts.</summary>
    /// <returns>False if the viewer is no administrator, there is no such delivery, it was not given up, its webhook no longer
    /// receives messages, or its system has asked for the same message through the API.</returns>
    public async Task<bool> ResendAsync(StaffViewer viewer, Guid deliveryId, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        var resendable = Resendable(database, viewer).Where(row => row.Id == deliveryId);
        var before = await resendable
            .Select(row => new
            {
                row.Event!.Type,
                row.Event.SessionId,
                row.TargetId,
                row.Attempts,
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (before is null)
            return false;
        var claimed = await resendable
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(row => row.NextAttemptAt, now)
                        .SetProperty(row => row.GivenUpAt, (DateTime?)null)
                        .SetProperty(row => row.Attempts, 0),
                cancellation
            )
            .ConfigureAwait(false);
        if (claimed == 0)
            return false;
        var subject = string.Create(
            CultureInfo.InvariantCulture,
            $"delivery {deliveryId:D} of {before.Type} to webhook {before.TargetId:D}, given up after {before.Attempts} attempts"
        );
        database.Audit(viewer, "delivery_resent", subject, now, before.SessionId);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        return true;
    }

    /// <summary>The deliveries to webhooks, if the viewer is an administrator.</summary>
    static IQueryable<OutboxDelivery> SeenBy(ProctoringDb database, StaffViewer viewer)
    {
        var sees = viewer.Is(StaffRoles.Administrator);
        return database
            .OutboxDeliveries.Where(row => sees)
            .Where(row => row.Channel == WebhookChannel.ChannelName || row.Channel == ChatChannel.ChannelName);
    }

    /// <summary>The given-up deliveries whose webhook still receives messages, unless its system has asked for the same message through
    /// the API.</summary>
    static IQueryable<OutboxDelivery> Resendable(ProctoringDb database, StaffViewer viewer) =>
        SeenBy(database, viewer)
            .Where(row => row.GivenUpAt != null)
            .Where(row =>
                row.Channel == ChatChannel.ChannelName
                || database.WebhookEndpoints.Any(webhook => webhook.Id == row.TargetId && webhook.DisabledAt == null)
            )
            .Where(row =>
                !database.OutboxDeliveries.Any(other =>
                    other.Id != row.Id
                    && other.EventId == row.EventId
                    && other.TargetId == row.TargetId
                    && other.Channel == row.Channel
                    && (other.DeliveredAt != null || other.NextAttemptAt != null)
                )
            );

    static IQueryable<OutboxDelivery> In(IQueryable<OutboxDelivery> rows, DeliveryState? state) =>
        state switch
        {
            null => rows,
            DeliveryState.Waiting => rows.Where(row => row.NextAttemptAt != null && row.Attempts == 0),
            DeliveryState.Retrying => rows.Where(row => row.NextAttemptAt != null && row.Attempts > 0),
            DeliveryState.Delivered => rows.Where(row => row.NextAttemptAt == null && row.DeliveredAt != null),
            DeliveryState.GivenUp => rows.Where(row => row.NextAttemptAt == null && row.GivenUpAt != null),
            _ => rows.Where(row => row.NextAttemptAt == null && row.DeliveredAt == null && row.GivenUpAt == null),
        };

    static DeliveryState StateOf(OutboxDelivery row) =>
        StateOf(row.NextAttemptAt is not null, row.Attempts > 0, row.DeliveredAt is not null, row.GivenUpAt is not null);

    static DeliveryState StateOf(bool waits, bool tried, bool delivered, bool givenUp) =>
        waits ? tried ? DeliveryState.Retrying
            : DeliveryState.Waiting
        : delivered ? DeliveryState.Delivered
        : givenUp ? DeliveryState.GivenUp
        : DeliveryState.Cancelled;

    static async Task<IReadOnlyDictionary<DeliveryState, int>> CountsAsync(
        IQueryable<OutboxDelivery> rows,
        CancellationToken cancellation
    )
    {
        var groups = await rows.GroupBy(row => new
        {
            Waits = row.NextAttemptAt != null,
            Tried = row.Attempts > 0,
            Delivered = row.DeliveredAt != null,
            GivenUp = row.GivenUpAt != null,
        })
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return groups
            .GroupBy(group => StateOf(group.Key.Waits, group.Key.Tried, group.Key.Delivered, group.Key.GivenUp))
            .ToDictionary(state => state.Key, state => state.Sum(group => group.Count));
    }

    string? AddressOf(OutboxDelivery delivery, string? webhook)
    {
        var url = delivery.Channel == ChatChannel.ChannelName ? options.Value.Chat.Url : webhook;
        return string.IsNullOrEmpty(url) ? null : ShownAddress(url);
    }

    /// <summary>Path and query often are the secret of a webhook.</summary>
    internal static string ShownAddress(string url)
    {
        var address = new Uri(url);
        return address.GetLeftPart(UriPartial.Authority) + (address.PathAndQuery == "/" ? "" : "/…");
    }
}
