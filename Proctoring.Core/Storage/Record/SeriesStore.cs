using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>Reads the packed observations of sessions; the recorder writes them.</summary>
internal sealed class SeriesStore(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Observations arrive every second, and are stored up to the regular end of a session.</summary>
    static readonly TimeSpan Unstored = TimeSpan.FromSeconds(3);

    /// <summary>Returns the chunks of a session, in order.</summary>
    public async Task<IReadOnlyList<ObservationChunk>> ReadAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database
            .ObservationChunks.AsNoTracking()
            .Where(chunk => chunk.SessionId == sessionId)
            .OrderBy(chunk => chunk.Sequence)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Returns the number of the next chunk of a session. A number is skipped if a crash lost observations, so that a replay finds
    /// the gap.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="startedAt">When it started, UTC.</param>
    /// <param name="lastWatchedAt">When it was last monitored, UTC.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<int> NextSequenceAsync(Guid sessionId, DateTime startedAt, DateTime lastWatchedAt, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var last = await database
            .ObservationChunks.Where(chunk => chunk.SessionId == sessionId)
            .OrderByDescending(chunk => chunk.Sequence)
            .Select(chunk => new { chunk.Sequence, chunk.ToAt })
            .FirstOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        var lost = lastWatchedAt - (last?.ToAt ?? startedAt) > Unstored;
        return (last?.Sequence ?? -1) + (lost ? 2 : 1);
    }
}
