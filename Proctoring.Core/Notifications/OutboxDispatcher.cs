using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>Creates the deliveries of new events: one for each target of each channel. Several servers may do so at once.</summary>
internal sealed partial class OutboxDispatcher(
    IDbContextFactory<ProctoringDb> databases,
    IEnumerable<IOutboxChannel> channels,
    TimeProvider time,
    ILogger<OutboxDispatcher> log
)
{
    const int AtOnce = 100;

    /// <summary>Dispatches the events that wait, oldest first.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        List<OutboxEvent> waiting;
        var failed = false;
        do
        {
            waiting = await ReadAsync(cancellation).ConfigureAwait(false);
            foreach (var occurred in waiting)
                failed |= !await TryAsync(occurred, cancellation).ConfigureAwait(false);
        } while (waiting.Count == AtOnce && !failed);
    }

    /// <summary>Dispatches one event. One that fails does not stop the others, and is tried again at the next run.</summary>
    async Task<bool> TryAsync(OutboxEvent occurred, CancellationToken cancellation)
    {
        try
        {
            await DispatchAsync(occurred, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause)
            when ((cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
                && !StorageFailure.IsUnavailable(cause)
            )
        {
            LogNotDispatched(cause, occurred.Id);
            return false;
        }
    }

    async Task<List<OutboxEvent>> ReadAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // This server would find no target for an event of a later version, and delete it.
        var known = OutboxEventTypes.Known;
        return await database
            .OutboxEvents.AsNoTracking()
            .Where(row => row.DispatchedAt == null && known.Contains(row.Type))
            .OrderBy(row => row.OccurredAt)
            .Take(AtOnce)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    async Task DispatchAsync(OutboxEvent occurred, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // The message of an invitation is written when it is sent: it contains personal data.
        var message = occurred.InvitationId is null
            ? await SessionMessage.OfAsync(database, occurred, cancellation).ConfigureAwait(false)
            : "";
        var deliveries = new List<OutboxDelivery>();
        foreach (var channel in message is null ? [] : channels)
            foreach (var target in await channel.TargetsAsync(database, occurred, cancellation).ConfigureAwait(false))
                deliveries.Add(
                    new OutboxDelivery
                    {
                        Id = Guid.CreateVersion7(now),
                        EventId = occurred.Id,
                        Channel = channel.Name,
                        TargetId = target.Id,
                        NextAttemptAt = target.NotBefore ?? now.UtcDateTime,
                    }
                );
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Of two servers that dispatch the same event, one changes the row.
        var mine = database.OutboxEvents.Where(row => row.Id == occurred.Id && row.DispatchedAt == null);
        if (deliveries.Count == 0)
            await mine.ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        else if (
            await mine.ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.DispatchedAt, now.UtcDateTime).SetProperty(row => row.Payload, message),
                    cancellation
                )
                .ConfigureAwait(false) == 1
        )
        {
            database.AddRange(deliveries);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
            if (occurred.SessionId is { } session)
                LogDispatched(occurred.Type, session, deliveries.Count);
            else
                LogSessionless(occurred.Type, deliveries.Count);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Information, "The event {Type} of session {SessionId} goes to {Count} targets")]
    partial void LogDispatched(string type, Guid sessionId, int count);

    [LoggerMessage(LogLevel.Information, "The event {Type} goes to {Count} targets")]
    partial void LogSessionless(string type, int count);

    [LoggerMessage(LogLevel.Error, "The event {Id} could not be dispatched; the next run tries again")]
    partial void LogNotDispatched(Exception cause, Guid id);
}
