using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>Keeps the packed observations of sessions, and finds them again.</summary>
internal sealed class SeriesStore(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Keeps a chunk; keeping it again changes nothing.</summary>
    public async Task KeepAsync(ObservationChunk chunk, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var kept = await database.ObservationChunks
            .AnyAsync(known => known.SessionId == chunk.SessionId && known.Sequence == chunk.Sequence, cancellation).ConfigureAwait(false);
        if (kept)
            return;
        database.Add(chunk);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The chunks of a session, in order.</summary>
    public async Task<IReadOnlyList<ObservationChunk>> ReadAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await database.ObservationChunks.AsNoTracking().Where(chunk => chunk.SessionId == sessionId)
            .OrderBy(chunk => chunk.Sequence).ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The number of the next chunk of a session.</summary>
    public async Task<int> NextSequenceAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return 1 + (await database.ObservationChunks.Where(chunk => chunk.SessionId == sessionId)
            .MaxAsync(chunk => (int?)chunk.Sequence, cancellation).ConfigureAwait(false) ?? -1);
    }
}
