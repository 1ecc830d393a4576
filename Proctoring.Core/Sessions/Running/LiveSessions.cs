using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The proctored sessions that run now, each read by its own loop; after a restart they are taken up where they were.</summary>
internal sealed partial class LiveSessions : IAsyncDisposable
{
    readonly ConcurrentDictionary<Guid, LiveSession> sessions = new();
    readonly ConcurrentDictionary<Guid, Lazy<Task>> stopping = new();
    readonly IDbContextFactory<ProctoringDb> databases;
    readonly FaceEncryption vault;
    readonly RuleCatalog rules;
    readonly SessionPipeline pipeline;
    readonly SessionJournal journal;
    readonly IdentityNotes identity;
    readonly SeriesStore series;
    readonly FramePace pace;
    readonly StallMeter stalls;
    readonly FrameOptions frames;
    readonly RefusedPictures refused;
    readonly TimeProvider time;
    readonly ILogger<LiveSessions> log;
    /// <summary>Since when the settings are as they are now.</summary>
    readonly DateTime settingsSince;
    volatile bool ended;

    public LiveSessions(
        IDbContextFactory<ProctoringDb> databases,
        FaceEncryption vault,
        RuleCatalog rules,
        SessionPipeline pipeline,
        SessionJournal journal,
        IdentityNotes identity,
        SeriesStore series,
        FramePace pace,
        StallMeter stalls,
        RefusedPictures refused,
        IOptions<ProctoringOptions> options,
        TimeProvider time,
        ILogger<LiveSessions> log)
    {
        (this.databases, this.vault, this.rules, this.pipeline) = (databases, vault, rules, pipeline);
        (this.journal, this.identity, this.series) = (journal, identity, series);
        (this.pace, this.stalls, frames, this.refused) = (pace, stalls, options.Value.Frames, refused);
        (this.time, this.log) = (time, log);
        settingsSince = time.GetUtcNow().UtcDateTime;
    }

    /// <summary>Takes up a running, proctored session; nothing where it is not one, or is taken up already.</summary>
    public async Task OpenAsync(Guid sessionId, CancellationToken cancellation)
    {
        if (ended || sessions.ContainsKey(sessionId) || stopping.ContainsKey(sessionId))
            return;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Sessions.AsNoTracking()
            .Where(session => session.Id == sessionId && session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => new { session.ReferenceFace, session.StartedAt, session.LastWatchedAt, session.FramesRead, session.FramesRefused, session.Policy, session.Accommodations, session.ConsentedAt })
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (row is null)
            return;

        var reference = row.ReferenceFace is null ? null : vault.Open(row.ReferenceFace);
        if (reference is null)
            LogNoReference(sessionId);
        var accommodations = RuleOverride.FromJson(row.Accommodations);
        var engine = CreateEngine(sessionId, row.Policy, accommodations);
        var now = time.GetUtcNow().UtcDateTime;
        var lastWatched = row.LastWatchedAt ?? row.StartedAt ?? now;
        // Watched before, by a server that is gone; one that went away in the first seconds has saved nothing yet.
        var again = row.LastWatchedAt > row.StartedAt || now - lastWatched >= ServerSensor.ShortestBreak;
        var nextChunk = await series.NextSequenceAsync(sessionId, cancellation).ConfigureAwait(false);
        var sensors = new SensorStates(now, stalls, pace, time as SteadyClock) { Listens = engine.Applies(AudioDetectedRule.Id) };
        var session = new LiveSession(sessionId, new VisionMemory(new FaceMemory(reference)), engine, new FrameGate(frames, refused, sessionId), sensors, nextChunk, time)
        {
            FramesRead = row.FramesRead,
            FramesRefused = row.FramesRefused,
            // Of a policy that is not known any more nothing is allowed.
            HostMayPause = rules.FindPolicy(row.Policy) is { HostMayPause: true },
            // No connection outlives the server that it was to.
            Connected = again ? false : null,
            // Who agreed before this server started may have been told otherwise: settings change with a restart.
            Sound = row.ConsentedAt >= settingsSince && rules.KeepsSound(row.Policy, accommodations) ? new AudioBuffer() : null,
        };
        if (!sessions.TryAdd(sessionId, session))
        {
            session.Reading.SetResult(Task.CompletedTask);
            await session.DisposeAsync().ConfigureAwait(false);
            return;
        }

        try
        {
            await identity.RecordAsync(sessionId, reference is not null, cancellation).ConfigureAwait(false);
            await TakeUpAsync(database, session, lastWatched, cancellation).ConfigureAwait(false);
        }
        catch
        {
            // Not half open: frames would be taken that nobody reads. The clock tries again.
            session.Reading.SetResult(Task.CompletedTask);
            sessions.TryRemove(sessionId, out _);
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        session.Reading.SetResult(pipeline.RunAsync(session));
    }

    /// <summary>Makes a connection the sender of a session.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="sender">The connection.</param>
    /// <param name="takeOver">In place of another that sends; else only where none does.</param>
    /// <returns>False where the session does not run.</returns>
    public bool Join(Guid sessionId, string sender, bool takeOver = true)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return false;
        session.Join(sender, takeOver);
        return true;
    }

    /// <summary>A connection to a session ended; where it was the sender, the next to come may be.</summary>
    public void Leave(Guid sessionId, string connection)
    {
        if (sessions.TryGetValue(sessionId, out var session))
            session.Leave(connection);
    }

    /// <summary>Makes a connection the sender of a session that has none yet.</summary>
    public void JoinIfUnowned(Guid sessionId, string sender)
    {
        if (sessions.TryGetValue(sessionId, out var session) && session.Unowned)
            session.Join(sender, takeOver: false);
    }

    /// <summary>Takes a frame in; null where it was taken.</summary>
    public Refusal? Take(Guid sessionId, string sender, byte[] jpeg)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        if (session.Sender == sender)
        {
            pace.Sent(sessionId);
            return session.Take(jpeg, time.GetUtcNow().UtcDateTime);
        }

        session.CountRefused();
        return Refusal.OtherWindow;
    }

    /// <summary>Takes a piece of sound in; null where it was taken.</summary>
    public Refusal? Hear(Guid sessionId, string sender, byte[] pcm)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        return session.Sender == sender ? session.Hear(pcm, time.GetUtcNow().UtcDateTime) : Refusal.OtherWindow;
    }

    /// <summary>Takes a page's signal in; null where it was taken.</summary>
    public Refusal? Take(Guid sessionId, PageSignal signal)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        return session.Take(signal, time.GetUtcNow().UtcDateTime) ? null : Refusal.TooOften;
    }

    /// <summary>Takes a signal in from a connection. Acts count from every window; how the page stands is said by the one that sends.</summary>
    public Refusal? Take(Guid sessionId, string connection, PageSignal signal)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        var heard = session.Sender == connection ? signal : signal with { State = null };
        if (heard is { State: null, Act: null })
            return null;
        return session.Take(heard, time.GetUtcNow().UtcDateTime) ? null : Refusal.TooOften;
    }

    /// <summary>Whether the page around a running session may pause its watching; false where it does not run.</summary>
    public bool HostMayPause(Guid sessionId) => sessions.TryGetValue(sessionId, out var session) && session.HostMayPause;

    /// <summary>Stops watching a running session for a while, where its policy lets the page around do so. The clock goes on, and the pause is put on record.</summary>
    public PauseAnswer Pause(Guid sessionId, string why)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return PauseAnswer.NotRunning;
        if (!session.HostMayPause)
            return PauseAnswer.NotAllowed;
        session.PauseWatching(time.GetUtcNow().UtcDateTime, why);
        return PauseAnswer.Paused;
    }

    /// <summary>Watches again after a pause.</summary>
    /// <returns>False where the session does not run.</returns>
    public bool Resume(Guid sessionId)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return false;
        session.ResumeWatching(time.GetUtcNow().UtcDateTime);
        return true;
    }

    /// <summary>How the watching of a session stands; null where it does not run.</summary>
    public WatchState? StateOf(Guid sessionId) => sessions.TryGetValue(sessionId, out var session) ? session.State : null;

    /// <summary>How a session looks at this moment; null where it does not run here.</summary>
    public LiveLook? LookAt(Guid sessionId) => sessions.TryGetValue(sessionId, out var session)
        ? new LiveLook(session.State, session.Connected, session.Picture?.Number)
        : null;

    /// <summary>The newest picture of a session; null where there is none.</summary>
    public byte[]? PictureOf(Guid sessionId) => sessions.TryGetValue(sessionId, out var session) ? session.Picture?.Jpeg : null;

    /// <summary>Stops reading a session, and returns when all that came before is written down.</summary>
    /// <remarks>Whoever asks at the same time waits for the same. Until <see cref="Release"/> it is not taken up again.</remarks>
    /// <exception cref="InvalidOperationException">Something that was seen could not be written down; it goes on waiting.</exception>
    public Task StopAsync(Guid sessionId) => stopping.GetOrAdd(sessionId, id => new Lazy<Task>(() => DrainAsync(id))).Value;

    /// <summary>Lets a stopped session be taken up again, should it still run.</summary>
    public void Release(Guid sessionId) => stopping.TryRemove(sessionId, out _);

    async Task DrainAsync(Guid sessionId)
    {
        if (sessions.TryRemove(sessionId, out var session))
        {
            pace.Ended(sessionId);
            await session.DisposeAsync().ConfigureAwait(false);
        }

        if (!await journal.FlushAsync(sessionId).ConfigureAwait(false))
            throw new InvalidOperationException("What was seen in the session could not be written down yet.");
        journal.Forget(sessionId);
    }

    /// <summary>Takes up all sessions that ran when the server last stopped.</summary>
    public async Task OpenAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var running = await database.Sessions
            .Where(session => session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => session.Id).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var id in running)
        {
            try
            {
                await OpenAsync(id, cancellation).ConfigureAwait(false);
            }
            catch (Exception mistake) when (mistake is not OperationCanceledException)
            {
                // One session that can't be taken up must not keep the others from it.
                LogNotTakenUp(mistake, id);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        foreach (var id in sessions.Keys)
        {
            try
            {
                await StopAsync(id).ConfigureAwait(false);
            }
            catch (InvalidOperationException mistake)
            {
                LogNotTakenUp(mistake, id);
            }
        }
    }

    /// <summary>What was open when the watching broke off ended then; and the break itself is put on record.</summary>
    async Task TakeUpAsync(ProctoringDb database, LiveSession session, DateTime lastWatched, CancellationToken cancellation)
    {
        await database.EndOpenAsync(session.Id, lastWatched, cancellation).ConfigureAwait(false);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        if (session.Connected != false)
            return;
        session.Sensors.ServerWasDown(lastWatched);
        var gap = session.Series.Add(session.Complete(new Observation { At = session.OpenedAt }, session.OpenedAt));
        foreach (var change in session.Rules.Apply(gap))
            await journal.KeepAsync(session, change, null).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be taken up or ended; trying again")]
    partial void LogNotTakenUp(Exception mistake, Guid sessionId);

    /// <summary>An engine under the session's policy; what does not fit any more since the settings were changed is said and left out.</summary>
    RuleEngine CreateEngine(Guid sessionId, string policy, IReadOnlyList<RuleOverride> accommodations)
    {
        if (rules.FindPolicy(policy) is null)
            LogNotAsAgreed(sessionId, rules.NoSuchPolicy(policy));
        foreach (var mistake in rules.Mistakes(accommodations))
            LogNotAsAgreed(sessionId, mistake);
        return rules.CreateEngine(policy, accommodations);
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} is not judged as agreed: {Mistake}")]
    partial void LogNotAsAgreed(Guid sessionId, string mistake);

    [LoggerMessage(LogLevel.Warning, "The reference face of session {SessionId} can't be read; identity is not checked")]
    partial void LogNoReference(Guid sessionId);
}

/// <summary>A running session at one moment.</summary>
/// <param name="State">How the watching stands.</param>
/// <param name="Connected">Whether the page's connection stands; null where none has come yet.</param>
/// <param name="Picture">The number of the newest picture.</param>
internal sealed record LiveLook(WatchState State, bool? Connected, long? Picture);
