using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage.Record;

/// <summary>The sessions that this server monitors, each with its epoch. A server that was frozen can believe that it still monitors a
/// session that another server has taken over. Therefore each transaction that writes to the session's record compares the epoch
/// first.</summary>
internal sealed partial class SessionEpochs(ServerName server, TimeProvider time, ILogger<SessionEpochs> log)
{
    /// <summary>A session whose progress is not stored for this long has lost the server that monitored it.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(10);

    readonly ConcurrentDictionary<Guid, long> held = new();

    /// <summary>The sessions that another server has taken over.</summary>
    readonly ConcurrentDictionary<Guid, bool> taken = new();

    /// <summary>Called once, on the writing thread, if another server has taken over a session. It must not wait.</summary>
    public Action<Guid, long>? Taken { get; set; }

    /// <summary>The epoch under which this server monitors a session; null if it does not.</summary>
    public long? Find(Guid sessionId) => held.TryGetValue(sessionId, out var epoch) ? epoch : null;

    /// <summary>Takes over a running, proctored session. If this server still has it, for example because of records that could not be
    /// stored yet, its epoch stays.</summary>
    /// <returns>The epoch; null if the session does not run.</returns>
    public async Task<long?> TakeAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
    {
        if (Find(sessionId) is { } mine)
        {
            if (await database.LockAsync(sessionId, mine, cancellation).ConfigureAwait(false))
                return await IsRunningAsync(database, sessionId, cancellation).ConfigureAwait(false) ? mine : null;
            Lose(sessionId, mine);
        }

        // The writers of SQLite take turns by transactions. On PostgreSQL one statement needs none.
        await using var transaction = database.Database.IsSqlite()
            ? await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false)
            : null;
        if (await RaiseAsync(database, sessionId, server.Value, cancellation).ConfigureAwait(false) is not [var epoch])
            return null;
        if (transaction is not null)
            await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        held[sessionId] = epoch;
        taken.TryRemove(sessionId, out _);
        return epoch;
    }

    /// <summary>Locks a session's row for a write to its record until the transaction ends.</summary>
    /// <param name="database">The context with the open transaction.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="epoch">The epoch of the writer; null for a writer that does not monitor the session.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    /// <exception cref="SessionTakenException">Another server has taken over the session, or it was removed. Nothing may be
    /// written.</exception>
    public async Task LockAsync(ProctoringDb database, Guid sessionId, long? epoch, CancellationToken cancellation)
    {
        if (epoch is not { } mine)
        {
            await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
            return;
        }

        if (await database.LockAsync(sessionId, mine, cancellation).ConfigureAwait(false))
            return;
        Lose(sessionId, mine);
        throw new SessionTakenException(sessionId, mine);
    }

    /// <summary>Records that this server no longer monitors a session, and everything is stored.</summary>
    public void Release(Guid sessionId, long epoch) => held.TryRemove(KeyValuePair.Create(sessionId, epoch));

    /// <summary>Returns whether this server may take over a running session unasked. It leaves a session that another server took from it
    /// to that server, as long as that one monitors it.</summary>
    public bool MayTake(Guid sessionId, DateTime? lastWatchedAt) =>
        !taken.ContainsKey(sessionId) || time.GetUtcNow().UtcDateTime - lastWatchedAt >= Abandoned;

    /// <summary>Raises the epoch of a running, proctored session, and returns it; nothing if there is no such session.</summary>
    static Task<List<long>> RaiseAsync(ProctoringDb database, Guid sessionId, string name, CancellationToken cancellation)
    {
        var running = nameof(SessionStatus.Running);
        return database
            .Database.SqlQuery<long>(
                $"""
                UPDATE "Sessions" SET "Epoch" = "Epoch" + 1, "Holder" = {name}
                WHERE "Id" = {sessionId} AND "Proctored" AND "Status" = {running}
                RETURNING "Epoch" AS "Value"
                """
            )
            .ToListAsync(cancellation);
    }

    static Task<bool> IsRunningAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        database.Sessions.AnyAsync(session => session.Id == sessionId && session.Status == SessionStatus.Running, cancellation);

    void Lose(Guid sessionId, long epoch)
    {
        if (!held.TryRemove(KeyValuePair.Create(sessionId, epoch)))
            return;
        taken[sessionId] = true;
        LogTaken(sessionId, epoch);
        Taken?.Invoke(sessionId, epoch);
    }

    [LoggerMessage(
        LogLevel.Error,
        "Another server has taken over session {SessionId}, or it was removed; this server (epoch {Epoch}) writes nothing more to it"
    )]
    partial void LogTaken(Guid sessionId, long epoch);
}

/// <summary>Another server monitors the session. The same call can succeed later, when this server no longer believes that it
/// does.</summary>
[GenerateSerializer, Alias("proctoring.session_taken")]
internal sealed class SessionTakenException(Guid sessionId, long epoch)
    : Exception($"The session {sessionId} is monitored by another server, or was removed; epoch {epoch} is outdated.");
