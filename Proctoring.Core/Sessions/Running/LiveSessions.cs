using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The proctored sessions that run now, each with a reading loop of its own. After a restart they continue where they
/// were.</summary>
internal sealed partial class LiveSessions(
    IDbContextFactory<ProctoringDb> databases,
    LiveSessionFactory factory,
    SessionPipeline pipeline,
    SessionJournals journals,
    FramePace pace,
    ILogger<LiveSessions> log
) : IAsyncDisposable
{
    readonly ConcurrentDictionary<Guid, LiveSession> sessions = new();
    readonly SessionLocks locks = new();
    volatile bool stopped;

    /// <summary>The session if it runs here; else null.</summary>
    public LiveSession? Find(Guid sessionId) => sessions.GetValueOrDefault(sessionId);

    /// <summary>Opens a running, proctored session, unless it is open already.</summary>
    /// <returns>The session; null if it does not run.</returns>
    public async Task<LiveSession?> OpenAsync(Guid sessionId, CancellationToken cancellation)
    {
        if (Find(sessionId) is { } open)
            return open;
        // An end of the session completes before or after this, never in between: else an ended session would go on being watched.
        using var turn = await locks.TakeAsync(sessionId, cancellation).ConfigureAwait(false);
        if (stopped || Find(sessionId) is not null)
            return Find(sessionId);
        if (await factory.CreateAsync(sessionId, cancellation).ConfigureAwait(false) is not { } session)
            return null;
        session.Start(pipeline);
        sessions[sessionId] = session;
        if (!stopped)
            return session;
        // The server began to stop in the meantime, and may not have seen this one.
        await DrainAsync(sessionId).ConfigureAwait(false);
        return null;
    }

    /// <summary>
    /// Stops reading a session and stores everything that came before. It cannot be opened again until the result is disposed.
    /// </summary>
    /// <exception cref="RecordNotStoredException">Something could not be stored yet. It stays queued.</exception>
    public async Task<IDisposable> StopAsync(Guid sessionId)
    {
        var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        try
        {
            await DrainAsync(sessionId).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Opens all sessions that run: after a restart, or if they could not be opened before.</summary>
    public async Task OpenAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var running = await database
            .Sessions.Where(session => session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => session.Id)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        foreach (var id in running)
        {
            try
            {
                await OpenAsync(id, cancellation).ConfigureAwait(false);
            }
            catch (Exception mistake) when (mistake is not OperationCanceledException)
            {
                // One session that cannot be opened must not keep the others from it.
                LogNotOpened(mistake, id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        stopped = true;
        foreach (var id in sessions.Keys)
        {
            try
            {
                using var turn = await StopAsync(id).ConfigureAwait(false);
            }
            catch (RecordNotStoredException mistake)
            {
                LogNotStopped(mistake, id);
            }
        }
    }

    async Task DrainAsync(Guid sessionId)
    {
        if (sessions.TryRemove(sessionId, out var session))
        {
            pace.Ended(sessionId);
            await session.DisposeAsync().ConfigureAwait(false);
        }

        if (!await journals.CloseAsync(sessionId).ConfigureAwait(false))
            throw new RecordNotStoredException("What was seen in the session could not be stored yet.");
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be opened; trying again")]
    partial void LogNotOpened(Exception mistake, Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be stored completely before the server stopped")]
    partial void LogNotStopped(Exception mistake, Guid sessionId);
}

/// <summary>A running session at one moment.</summary>
/// <param name="State">The state of the watching.</param>
/// <param name="Connected">Whether the page's connection stands; null if none has come yet.</param>
/// <param name="Picture">The number of the newest picture.</param>
internal sealed record LiveLook(WatchState State, bool? Connected, long? Picture);
