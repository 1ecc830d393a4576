using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Integration;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Reads all rows of a session that its chain speaks of.</summary>
internal static class ChainRows
{
    /// <summary>What the rows say now.</summary>
    public static async Task<IReadOnlyList<ChainContent>> ReadAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        [.. (await EntitiesAsync(database, sessionId, cancellation).ConfigureAwait(false)).Select(ChainContent.Of).OfType<ChainContent>()];

    /// <summary>The rows themselves, in the order in which a chain that begins late takes them up.</summary>
    public static async Task<IReadOnlyList<object>> EntitiesAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        List<object> rows = [];
        await AddAsync(database.Violations.Where(row => row.SessionId == sessionId).OrderBy(row => row.BeganAt)).ConfigureAwait(false);
        await AddAsync(database.EvidenceImages.Where(row => row.Violation!.SessionId == sessionId).OrderBy(row => row.TakenAt)).ConfigureAwait(false);
        await AddAsync(database.ObservationChunks.Where(row => row.SessionId == sessionId).OrderBy(row => row.Sequence)).ConfigureAwait(false);
        await AddAsync(database.Sessions.Where(row => row.Id == sessionId)).ConfigureAwait(false);
        await AddAsync(database.Reports.Where(row => row.SessionId == sessionId)).ConfigureAwait(false);
        await AddAsync(database.FlagDecisions.Where(row => row.SessionId == sessionId).OrderBy(row => row.DecidedAt)).ConfigureAwait(false);
        await AddAsync(database.SessionVerdicts.Where(row => row.SessionId == sessionId).OrderBy(row => row.DecidedAt)).ConfigureAwait(false);
        await AddAsync(database.ReviewNotes.Where(row => row.SessionId == sessionId).OrderBy(row => row.WrittenAt)).ConfigureAwait(false);
        await AddAsync(database.CandidateReplies.Where(row => row.SessionId == sessionId).OrderBy(row => row.WrittenAt)).ConfigureAwait(false);
        await AddAsync(database.StaffMessages.Where(row => row.SessionId == sessionId).OrderBy(row => row.SentAt)).ConfigureAwait(false);
        await AddAsync(database.AuditEntries.Where(row => row.SessionId == sessionId).OrderBy(row => row.Id)).ConfigureAwait(false);
        return rows;

        async Task AddAsync<TRow>(IQueryable<TRow> query)
            where TRow : class => rows.AddRange(await query.AsNoTracking().ToListAsync(cancellation).ConfigureAwait(false));
    }
}
