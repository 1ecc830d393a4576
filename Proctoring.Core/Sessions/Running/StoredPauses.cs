using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Stores whether the host page paused a session, so that another server, or this one after a restart, does not analyse a
/// candidate during a pause. A pause of staff or a break takes its place while it lasts.</summary>
internal sealed partial class StoredPauses(
    IDbContextFactory<ProctoringDb> databases,
    SessionEpochs epochs,
    TimeProvider time,
    ILogger<StoredPauses> log
)
{
    /// <summary>Stores the beginning or the end of a pause. A stored pause in progress stays unchanged. If it cannot be stored,
    /// the pause holds in this server only until <see cref="LiveSessions.StorePausesAsync"/> stores it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="why">The reason for the pause; null for its end.</param>
    /// <exception cref="SessionTakenException">Another server monitors the session.</exception>
    public async Task StoreAsync(LiveSession session, string? why)
    {
        try
        {
            await WriteAsync(session, why).ConfigureAwait(false);
            session.PauseUnstored = false;
        }
        catch (Exception cause) when (cause is not SessionTakenException)
        {
            // Not to analyse a candidate who was promised a pause, or to go on monitoring afterwards, matters more than the stored state.
            if (!session.PauseUnstored)
                LogNotStored(cause, session.Id, why is null ? "end" : "beginning");
            session.PauseUnstored = true;
        }
    }

    /// <summary>Reads a session's clock; null if the session is gone.</summary>
    public async Task<StoredClock?> ReadClockAsync(Guid sessionId)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        return await database.ClockAsync(sessionId).ConfigureAwait(false);
    }

    async Task WriteAsync(LiveSession session, string? why)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        await epochs.LockAsync(database, session.Id, session.Epoch, CancellationToken.None).ConfigureAwait(false);
        var row = await database.Sessions.SingleAsync(known => known.Id == session.Id).ConfigureAwait(false);
        var other = await database.OpenPauses().AnyAsync(pause => pause.SessionId == session.Id).ConfigureAwait(false);
        if (row.Status != SessionStatus.Running || other || (why is null) == (row.PausedAt is null))
            return;
        row.PausedAt = why is null ? null : time.GetUtcNow().UtcDateTime;
        row.PauseReason = why is null ? null : TextCharacters.Beginning(why, ProctoringSession.LongestPauseReason);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The {Change} of the pause of session {SessionId} could not be stored; trying again")]
    partial void LogNotStored(Exception cause, Guid sessionId, string change);
}
