using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The proctored sessions that run on this server, each with a separate reading loop.</summary>
internal sealed partial class LiveSessions : IAsyncDisposable
{
    /// <summary>The number of sessions that are stopped at the same time.</summary>
    const int AtOnce = 8;

    /// <summary>The number of sessions that are opened at the same time. After the failure of a server many wait, and the first ones must
    /// not take as long as all together.</summary>
    static readonly int OpenAtOnce = 2 * Environment.ProcessorCount;

    readonly LiveSessionFactory factory;
    readonly SessionPipeline pipeline;
    readonly SessionJournals journals;
    readonly SessionEpochs epochs;
    readonly StoredPauses pauses;
    readonly FramePace pace;
    readonly ILogger<LiveSessions> log;
    readonly ConcurrentDictionary<Guid, LiveSession> sessions = new();
    readonly SessionLocks locks = new();
    readonly SemaphoreSlim openings = new(OpenAtOnce);
    readonly ConcurrentDictionary<string, bool> gone = new(StringComparer.Ordinal);
    volatile bool stopped;

    public LiveSessions(
        LiveSessionFactory factory,
        SessionPipeline pipeline,
        SessionJournals journals,
        SessionEpochs epochs,
        StoredPauses pauses,
        FramePace pace,
        ILogger<LiveSessions> log
    )
    {
        (this.factory, this.pipeline, this.journals) = (factory, pipeline, journals);
        (this.epochs, this.pauses, this.pace, this.log) = (epochs, pauses, pace, log);
        epochs.Taken = (sessionId, epoch) => _ = Task.Run(() => LeaveAsync(sessionId, epoch));
    }

    /// <summary>The sessions that run here.</summary>
    public ICollection<Guid> Ids => sessions.Keys;

    /// <summary>The sessions that run here, at this moment.</summary>
    public ICollection<LiveSession> Open => sessions.Values;

    /// <summary>Returns the session if it runs here; otherwise null.</summary>
    public LiveSession? Find(Guid sessionId) => sessions.GetValueOrDefault(sessionId);

    /// <summary>Whether this server still has the session, perhaps only to store received entries.</summary>
    public bool Holds(Guid sessionId) => epochs.Find(sessionId) is not null;

    /// <summary>Opens a running, proctored session, unless it is open already.</summary>
    /// <returns>The session; null if it does not run.</returns>
    public async Task<LiveSession?> OpenAsync(Guid sessionId, CancellationToken cancellation)
    {
        if (Find(sessionId) is { } open)
            return open;
        // An end of the session completes before or after this, never in between: otherwise an ended session would remain monitored.
        using var turn = await locks.TakeAsync(sessionId, cancellation).ConfigureAwait(false);
        if (stopped || Find(sessionId) is not null)
            return Find(sessionId);
        var began = Stopwatch.GetTimestamp();
        if (await CreateAsync(sessionId, cancellation).ConfigureAwait(false) is not { } session)
            return null;
        session.Start(pipeline);
        sessions[sessionId] = session;
        LogOpened(sessionId, session.Epoch, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        if (!stopped)
            return session;
        // The server began to stop in the meantime, and may not have seen this one.
        await DrainAsync(sessionId).ConfigureAwait(false);
        return null;
    }

    async Task<LiveSession?> CreateAsync(Guid sessionId, CancellationToken cancellation)
    {
        await openings.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await factory.CreateAsync(sessionId, cancellation).ConfigureAwait(false);
        }
        finally
        {
            openings.Release();
        }
    }

    /// <summary>Stops reading a session and stores everything before. It cannot be opened again until the result is disposed.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="goesOn">Whether it is not over: then its open flags stay open, and the next server continues them.</param>
    /// <exception cref="RecordNotStoredException">Something could not be stored yet. It stays queued.</exception>
    /// <exception cref="SessionTakenException">Another server has taken over the session.</exception>
    public async Task<StoppedSession> StopAsync(Guid sessionId, bool goesOn = false)
    {
        var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        try
        {
            var epoch = epochs.Find(sessionId);
            var began = Stopwatch.GetTimestamp();
            await DrainAsync(sessionId, goesOn).ConfigureAwait(false);
            if (epoch is not null)
                LogStopped(sessionId, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return new StoppedSession(epoch, turn);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    /// <summary>Pauses monitoring if the policy allows it. The pause is stored, so that it survives this server.</summary>
    public async Task<PauseAnswer> PauseAsync(Guid sessionId, string why)
    {
        using var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        if (Find(sessionId) is not { } session)
            return PauseAnswer.NotRunning;
        if (!session.HostMayPause)
            return PauseAnswer.NotAllowed;
        // The host page wrote it.
        why = TextCharacters.Storable(why);
        await pauses.StoreAsync(session, why).ConfigureAwait(false);
        return session.Pause(why);
    }

    /// <summary>Takes over the stored deadline, and the stored pause of staff or of the candidate, or its end.</summary>
    public async Task RefreshClockAsync(Guid sessionId)
    {
        using var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        if (Find(sessionId) is not { } session || await pauses.ReadClockAsync(sessionId).ConfigureAwait(false) is not { } stored)
            return;
        session.Take(stored);
        // A pause of staff or of the candidate was stored in its place until now.
        if (stored.Cause is null && session.Sensors.HostPause is { } pause)
            await pauses.StoreAsync(session, pause.Text).ConfigureAwait(false);
    }

    /// <summary>Ends the pause of the host page. A pause of staff or of the candidate continues.</summary>
    public async Task ResumeAsync(Guid sessionId)
    {
        using var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        if (Find(sessionId) is not { Sensors.HostPause: not null } session)
            return;
        await pauses.StoreAsync(session, why: null).ConfigureAwait(false);
        session.Resume();
    }

    /// <summary>Stores the pauses by host pages, and their ends, that the database did not take before. Another server would otherwise
    /// continue the session in the wrong state.</summary>
    public async Task StorePausesAsync(CancellationToken cancellation)
    {
        foreach (var session in sessions.Values.Where(session => session.PauseUnstored))
        {
            using var turn = await locks.TakeAsync(session.Id, cancellation).ConfigureAwait(false);
            if (!session.PauseUnstored || Find(session.Id) != session)
                continue;
            try
            {
                await pauses.StoreAsync(session, session.Sensors.HostPause?.Text).ConfigureAwait(false);
            }
            catch (SessionTakenException cause)
            {
                LogLeft(cause, session.Id);
            }
        }
    }

    /// <summary>The sessions of this server whose deadline has passed, as far as it knows.</summary>
    public IReadOnlyList<Guid> PastDeadline() => [.. sessions.Values.Where(session => session.IsOver).Select(session => session.Id)];

    /// <summary>Stops all sessions, several at once, and stores their observations.</summary>
    /// <param name="cancellation">Stops the waiting; unfinished work is logged, and continues.</param>
    public async Task StopAllAsync(CancellationToken cancellation)
    {
        stopped = true;
        ConcurrentDictionary<Guid, bool> unfinished = new(sessions.Keys.Select(id => KeyValuePair.Create(id, true)));
        var stopping = Parallel.ForEachAsync(
            unfinished.Keys,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (id, _) =>
            {
                if (await TryStopAsync(id).ConfigureAwait(false))
                    unfinished.TryRemove(id, out var _);
            }
        );
        try
        {
            await stopping.WaitAsync(cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            foreach (var id in unfinished.Keys)
                LogNotStoppedInTime(id);
        }
    }

    public async ValueTask DisposeAsync() => await StopAllAsync(CancellationToken.None).ConfigureAwait(false);

    /// <summary>Records that all connections to a server have ended, because it has gone.</summary>
    public void LeaveServer(string server)
    {
        gone[server] = true;
        foreach (var session in sessions.Values)
            session.LeaveServer(server);
    }

    /// <summary>Whether a server has gone, with all connections to it.</summary>
    public bool HasGone(string? server) => server is not null && gone.ContainsKey(server);

    /// <summary>Stops reading a session that continues elsewhere, and stores its entries first. A failure is logged.</summary>
    public async Task<bool> TryStopAsync(Guid id)
    {
        try
        {
            using var turn = await StopAsync(id, goesOn: true).ConfigureAwait(false);
            return true;
        }
        catch (Exception cause)
        {
            LogNotStopped(cause, id);
            return false;
        }
    }

    async Task DrainAsync(Guid sessionId, bool goesOn = true)
    {
        if (sessions.TryRemove(sessionId, out var session))
        {
            session.GoesOn = goesOn;
            pace.Ended(sessionId);
            await session.DisposeAsync().ConfigureAwait(false);
        }

        var journal = journals.Find(sessionId);
        if (!await journals.CloseAsync(sessionId).ConfigureAwait(false))
            throw new RecordNotStoredException("The observations of the session could not be stored yet.");
        if (journal is { IsTaken: true })
            throw new SessionTakenException(sessionId, journal.Epoch);
        if (epochs.Find(sessionId) is { } epoch)
            epochs.Release(sessionId, epoch);
    }

    /// <summary>Stops a session that another server has taken over, without writing.</summary>
    async Task LeaveAsync(Guid sessionId, long epoch)
    {
        using var turn = await locks.TakeAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        // It may have been stopped, or taken over again, in the meantime.
        if (Find(sessionId) is not { } session || session.Epoch != epoch)
            return;
        try
        {
            await DrainAsync(sessionId).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is SessionTakenException or RecordNotStoredException)
        {
            // Expected: nothing more may be written.
            LogLeft(cause, sessionId);
        }
        catch (Exception cause)
        {
            // Nothing awaits this task.
            LogNotLeft(cause, sessionId);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Session {SessionId} runs on this server as epoch {Epoch}; opening it took {Milliseconds} ms")]
    partial void LogOpened(Guid sessionId, long epoch, long milliseconds);

    [LoggerMessage(LogLevel.Debug, "Session {SessionId} ends on this server; storing it took {Milliseconds} ms")]
    partial void LogStopped(Guid sessionId, long milliseconds);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be stored completely before the server stopped")]
    partial void LogNotStopped(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Debug, "Session {SessionId} was left to the server that has taken it over")]
    partial void LogLeft(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId}, which another server has taken over, could not be stopped without a fault")]
    partial void LogNotLeft(Exception cause, Guid sessionId);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} was not stored completely within the time that the server has to stop")]
    partial void LogNotStoppedInTime(Guid sessionId);
}

/// <summary>A session that is no longer monitored, and cannot be opened until this is disposed.</summary>
/// <param name="epoch">The epoch under which this server monitored it; null if it did not.</param>
/// <param name="turn">The lock on the session in this process.</param>
internal sealed class StoppedSession(long? epoch, IDisposable turn) : IDisposable
{
    public long? Epoch => epoch;

    public void Dispose() => turn.Dispose();
}

/// <summary>A running session at one moment.</summary>
/// <param name="State">The state of monitoring.</param>
/// <param name="Connected">Whether the page is connected; null if it never was.</param>
/// <param name="Picture">The number of the newest picture.</param>
/// <param name="HostMayPause">Whether the session's policy lets the host page pause monitoring.</param>
/// <param name="Room">The number of the newest picture of the room camera; null if it sends none.</param>
[GenerateSerializer, Immutable, Alias("proctoring.look")]
internal sealed record LiveLook(WatchState State, bool? Connected, long? Picture, bool HostMayPause, long? Room = null);
