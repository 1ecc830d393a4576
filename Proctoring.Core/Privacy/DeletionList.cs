using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>Lists the deletions in a session.</summary>
internal sealed class DeletionList(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Reads the deletions of a session, those of one kind, time and reason together, oldest first.</summary>
    public async Task<IReadOnlyList<DeletedItems>> ReadAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var deletions = await database
            .DataDeletions.AsNoTracking()
            .Where(deletion => deletion.SessionId == sessionId)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. deletions
                .GroupBy(deletion => (deletion.DeletedAt, deletion.Cause, deletion.Reason, deletion.Data))
                .OrderBy(group => group.Key.DeletedAt)
                .ThenBy(group => group.Key.Data)
                .Select(group => new DeletedItems(
                    group.Key.Data,
                    group.Sum(deletion => deletion.Count),
                    group.Key.DeletedAt,
                    group.Key.Cause,
                    group.Key.Reason
                )),
        ];
    }
}

/// <summary>Deleted items of one kind.</summary>
/// <param name="Data">The kind.</param>
/// <param name="Count">How many.</param>
/// <param name="At">When, UTC.</param>
/// <param name="Cause">Why.</param>
/// <param name="Reason">The setting with its value, or the receipt.</param>
internal sealed record DeletedItems(DeletedData Data, int Count, DateTime At, DeletionCause Cause, string Reason);
