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
    /// <returns>False if there is none with this id and token.</returns>
    public async Task<bool> RemoveAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var held = await database
            .Sessions.HeldBy(access)
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
            catch (Exception cause) when (cause is not OperationCanceledException)
            {
                LogNotRemoved(cause, id);
            }
        }
    }

    async Task<bool> RemoveAsync(Guid sessionId, CancellationToken cancellation)
    {
        // Files first: after a failure the session still exists, and the next attempt continues.
        var folder = sessionId.ToString("N");
        foreach (var key in await evidence.KeysAsync(folder, cancellation).ConfigureAwait(false))
        {
            // The witness of the chain has no content, and proves that the session existed.
            if (!key.EndsWith("/chain", StringComparison.Ordinal))
                await evidence.DeleteAsync(key, cancellation).ConfigureAwait(false);
        }

        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.SingleOrDefaultAsync(row => row.Id == sessionId && row.Practice, cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return false;
        database.Remove(session);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await RemoveUnusedAsync(database, session.StudentId, cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        LogRemoved(sessionId);
        return true;
    }

    /// <summary>Removes a student of our pages of whom nothing else is stored: the name was typed for this practice. Returns how many were
    /// removed.</summary>
    static Task<int> RemoveUnusedAsync(ProctoringDb database, int studentId, CancellationToken cancellation)
    {
        var owner = Student.OwnPages;
        return database
            .Students.Where(student =>
                student.Id == studentId && student.OwnerId == owner && student.PasswordHash == null && student.EnrolledFace == null
            )
            .Where(student => !database.Sessions.Any(row => row.StudentId == student.Id))
            .Where(student => !database.Accommodations.Any(row => row.StudentId == student.Id))
            .Where(student => !database.FaceEnrolments.Any(row => row.StudentId == student.Id))
            .ExecuteDeleteAsync(cancellation);
    }

    [LoggerMessage(LogLevel.Information, "Practice session {SessionId} was removed")]
    partial void LogRemoved(Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Practice session {SessionId} could not be removed; the next run tries again")]
    partial void LogNotRemoved(Exception cause, Guid sessionId);
}
