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

    /// <summary>
    /// Locks a session's row until the transaction ends. Whoever changes the row locks it, then loads it, then saves it: two changes at
    /// once
    /// would otherwise record a state that the row never had.
    /// </summary>
    public static Task LockAsync(this ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        // Writes the value that is there: LastWatchedAt is not in the chain while a session is open, and does not change afterwards.
        database
            .Sessions.Where(session => session.Id == sessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation);
}
