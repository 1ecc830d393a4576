using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Practice;

/// <summary>Removes practice sessions with everything that belongs to them. The chain of the installation keeps a link that says when;
/// hashes of removed rows stay, and no content.</summary>
internal sealed partial class PracticeRemover(
    IDbContextFactory<ProctoringDb> databases,
    IEvidenceStore evidence,
    TimeProvider time,
    ILogger<PracticeRemover> log
)
{
    /// <summary>How long an ended practice session is kept.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromDays(1);

    const int AtOnce = 100;

    /// <summary>Removes a candidate's ended practice session at their request.</summary>
    /// <returns>False if there is none with this id and token, or a legal hold keeps it.</returns>
    public async Task<bool> RemoveAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var held = await database
            .Sessions.HeldBy(access)
            .NotHeld(database)
            .AnyAsync(session => session.Practice && session.FinishedAt != null, cancellation)
            .ConfigureAwait(false);
        return held && await RemoveAsync(access.SessionId, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Removes the practice sessions that ended long enough ago. One that fails is tried again at the next call.</summary>
    public async Task RemoveOldAsync(CancellationToken cancellation)
    {
        var before = time.GetUtcNow().UtcDateTime - KeepFor;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var old = await database
            .Sessions.Where(session => session.Practice && session.FinishedAt < before)
            .NotHeld(database)
            .OrderBy(session => session.FinishedAt)
            .Select(session => session.Id)
            .Take(AtOnce)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var id in old)
        {
            try
            {
                await RemoveAsync(id, cancellation).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                LogNotRemoved(cause, id);
            }
        }
    }

    async Task<bool> RemoveAsync(Guid sessionId, CancellationToken cancellation)
    {
        // Files first: after a failure the session still exists, and the next attempt continues.
        foreach (var key in await SessionRemoval.FilesAsync(evidence, sessionId, cancellation).ConfigureAwait(false))
            await evidence.DeleteAsync(key, cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.SingleOrDefaultAsync(row => row.Id == sessionId && row.Practice, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return false;
        await SessionRemoval.RemoveAsync(database, session, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        LogRemoved(sessionId);
        return true;
    }

    [LoggerMessage(LogLevel.Information, "Practice session {SessionId} was removed")]
    partial void LogRemoved(Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Practice session {SessionId} could not be removed; the next run tries again")]
    partial void LogNotRemoved(Exception cause, Guid sessionId);
}
