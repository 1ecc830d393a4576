using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Notifications;

/// <summary>Deletes events whose deliveries ended long ago.</summary>
internal sealed class OutboxCleaner(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>How long a finished delivery stays in the log.</summary>
    public static readonly TimeSpan LogKept = TimeSpan.FromDays(30);

    static readonly TimeSpan CleanEvery = TimeSpan.FromHours(1);

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
    }
}
