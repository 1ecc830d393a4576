using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Authorisation as part of the question: a row that the token does not open is not there.</summary>
internal static class SessionQueries
{
    public static IQueryable<ProctoringSession> HeldBy(this IQueryable<ProctoringSession> sessions, SessionAccess access)
    {
        var hash = access.TokenHash;
        return sessions.Where(session => session.Id == access.SessionId && session.TokenHash == hash);
    }

    /// <summary>Ends a session's open violations in what is about to be saved; loaded and changed, so that the chain learns of it.</summary>
    public static async Task EndOpenAsync(this ProctoringDb database, Guid sessionId, DateTime at, CancellationToken cancellation)
    {
        var open = await database.Violations.Where(violation => violation.SessionId == sessionId && violation.EndedAt == null)
            .ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var violation in open)
            violation.EndedAt = violation.BeganAt > at ? violation.BeganAt : at;
    }
}
