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
    /// <param name="last">The number of its last stored chunk; null for none.</param>
    /// <param name="storedTo">The time up to which its observations are stored, UTC: the end of that chunk, or the start of the
    /// session.</param>
    /// <param name="lastWatchedAt">When it was last monitored, UTC.</param>
    public static int NextSequence(int? last, DateTime storedTo, DateTime lastWatchedAt) =>
        (last ?? -1) + (lastWatchedAt - storedTo > Unstored ? 2 : 1);
}
