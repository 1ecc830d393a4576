using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Authorises as part of the query: a row that the token does not open does not exist for the caller.</summary>
internal static class SessionQueries
{
    public static IQueryable<ProctoringSession> HeldBy(this IQueryable<ProctoringSession> sessions, SessionAccess access)
    {
        var hash = access.TokenHash;
        return sessions.Where(session => session.Id == access.SessionId && session.TokenHash == hash);
    }

    /// <summary>Locks a session's row until the transaction ends. Every change must lock the row, load it and save it: two changes at once
    /// would otherwise record a state that the row never had.</summary>
    public static Task LockAsync(this ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        // Writes the present value: LastWatchedAt is not in the chain while a session is open, and does not change afterwards.
        database
            .Sessions.Where(session => session.Id == sessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation);

    /// <summary>Locks a session's row if its epoch is the writer's.</summary>
    /// <returns>False if it is not, or if there is no such session; then nothing may be written.</returns>
    public static async Task<bool> LockAsync(this ProctoringDb database, Guid sessionId, long epoch, CancellationToken cancellation) =>
        await database
            .Sessions.Where(session => session.Id == sessionId && session.Epoch == epoch)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation)
            .ConfigureAwait(false) == 1;
}
