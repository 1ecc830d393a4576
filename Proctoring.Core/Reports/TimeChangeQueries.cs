using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reports;

/// <summary>Reads the extensions of a session's deadline.</summary>
internal static class TimeChangeQueries
{
    /// <summary>The extensions, oldest first. The caller has checked the right to the session.</summary>
    public static async Task<IReadOnlyList<ReportedTimeChange>> TimeChangesAsync(
        this ProctoringDb database,
        Guid sessionId,
        CancellationToken cancellation
    ) =>
        await database
            .TimeChanges.Where(change => change.SessionId == sessionId)
            .OrderBy(change => change.ChangedAt)
            // A pause that ends as the next one begins comes first.
            .ThenBy(change => change.EndsAt)
            .Select(change => new ReportedTimeChange(change.ChangedAt, change.Kind, change.Seconds, change.EndsAt, change.Reason))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
}
