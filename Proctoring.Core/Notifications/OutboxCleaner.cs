using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>Deletes events whose deliveries ended long ago, and events that only a later version could send.</summary>
internal sealed partial class OutboxCleaner(
    IDbContextFactory<ProctoringDb> databases,
    TimeProvider time,
    ILogger<OutboxCleaner> log
)
{
    /// <summary>How long a finished delivery stays in the log.</summary>
    public static readonly TimeSpan LogKept = TimeSpan.FromDays(30);

    static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

    /// <summary>During an update, servers of the later version send their events within this time.</summary>
    static readonly TimeSpan UpdateTakes = TimeSpan.FromHours(1);

    DateTime cleaned;

    /// <summary>Cleans, once an hour.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
        if (now - cleaned < CleanEvery)
            return;
        cleaned = now;
        var old = now - LogKept;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // The deliveries of an event are deleted with it.
        await database
            .OutboxEvents.Where(row =>
                row.DispatchedAt < old
                && !database.OutboxDeliveries.Any(delivery => delivery.EventId == row.Id && delivery.NextAttemptAt != null)
            )
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        await CleanUnknownAsync(database, now, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reports and deletes the events of a later version that remained after its removal.</summary>
    async Task CleanUnknownAsync(ProctoringDb database, DateTime now, CancellationToken cancellation)
    {
        var known = OutboxEventTypes.Known;
        var unknown = database.OutboxEvents.Where(row => row.DispatchedAt == null && !known.Contains(row.Type));
        var (old, stuck) = (now - LogKept, now - UpdateTakes);
        var deleted = await unknown.Where(row => row.OccurredAt < old).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
        if (deleted > 0)
            LogDeleted(deleted, LogKept.TotalDays);
        var waiting = await unknown
            .Where(row => row.OccurredAt < stuck)
            .GroupBy(row => row.Type)
            .Select(type => new { type.Key, Count = type.Count() })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var type in waiting)
            LogUnknown(type.Count, type.Key, LogKept.TotalDays);
    }

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} events of the type {Type} wait: only a later version sends them. They are deleted after {Days} days"
    )]
    partial void LogUnknown(int count, string type, double days);

    [LoggerMessage(LogLevel.Error, "{Count} events that only a later version sends waited for {Days} days. They were deleted, unsent")]
    partial void LogDeleted(int count, double days);
}
