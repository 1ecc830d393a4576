using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Sessions;

/// <summary>The proctored sittings that run now, each read by its own loop; after a restart they are taken up where they were.</summary>
internal sealed partial class LiveSessions : IAsyncDisposable
{
    /// <summary>A shorter break in the watching is within what frames and saving leave open anyway.</summary>
    static readonly TimeSpan WorthMentioning = TimeSpan.FromSeconds(8);

    readonly ConcurrentDictionary<Guid, LiveSession> sessions = new();
    readonly IDbContextFactory<ProctoringDb> databases;
    readonly FaceVault vault;
    readonly RuleCatalog rules;
    readonly SessionPipeline pipeline;
    readonly SessionJournal journal;
    readonly FramePace pace;
    readonly FrameOptions frames;
    readonly TimeProvider time;
    readonly ILogger<LiveSessions> log;

    public LiveSessions(
        IDbContextFactory<ProctoringDb> databases,
        FaceVault vault,
        RuleCatalog rules,
        SessionPipeline pipeline,
        SessionJournal journal,
        FramePace pace,
        IOptions<ProctoringOptions> options,
        TimeProvider time,
        ILogger<LiveSessions> log)
    {
        (this.databases, this.vault, this.rules, this.pipeline, this.journal) = (databases, vault, rules, pipeline, journal);
        (this.pace, frames, this.time, this.log) = (pace, options.Value.Frames, time, log);
    }

    /// <summary>Takes up a running, proctored sitting; nothing where it is not one, or is taken up already.</summary>
    public async Task OpenAsync(Guid sessionId, CancellationToken cancellation)
    {
        if (sessions.ContainsKey(sessionId))
            return;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var row = await database.Sessions.AsNoTracking()
            .Where(session => session.Id == sessionId && session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => new { session.ReferenceFace, session.LastWatchedAt, session.FramesRead, session.FramesRefused })
            .SingleOrDefaultAsync(cancellation).ConfigureAwait(false);
        if (row is null)
            return;

        var reference = row.ReferenceFace is null ? null : vault.Open(row.ReferenceFace);
        if (reference is null)
            LogNoReference(sessionId);
        var session = new LiveSession(sessionId, new SittingMemory(new FaceMemory(reference)), rules.CreateEngine(), new FrameGate(frames), time)
        {
            FramesRead = row.FramesRead,
        };
        if (!sessions.TryAdd(sessionId, session))
        {
            await session.DisposeAsync().ConfigureAwait(false);
            return;
        }

        pace.Count(+1);
        await TakeUpAsync(database, session, row.LastWatchedAt ?? session.OpenedAt, cancellation).ConfigureAwait(false);
        session.Reading = Task.Run(() => pipeline.RunAsync(session), CancellationToken.None);
    }

    /// <summary>Makes a connection the sender of a sitting, in place of an earlier one.</summary>
    /// <returns>False where the sitting does not run.</returns>
    public bool Join(Guid sessionId, string sender)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return false;
        session.Sender = sender;
        return true;
    }

    /// <summary>Makes a connection the sender of a sitting that has none yet.</summary>
    public void JoinIfUnowned(Guid sessionId, string sender)
    {
        if (sessions.TryGetValue(sessionId, out var session))
            session.Sender ??= sender;
    }

    /// <summary>Takes a frame in; null where it was taken.</summary>
    public Refusal? Take(Guid sessionId, string sender, byte[] jpeg)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        if (session.Sender == sender)
            return session.Take(jpeg, time.GetUtcNow().UtcDateTime);
        session.CountRefused();
        return Refusal.OtherWindow;
    }

    /// <summary>Takes a page's signal in; null where it was taken.</summary>
    public Refusal? Take(Guid sessionId, PageSignal signal)
    {
        if (!sessions.TryGetValue(sessionId, out var session))
            return Refusal.NotRunning;
        return session.Take(signal) ? null : Refusal.TooOften;
    }

    /// <summary>How the watching of a sitting stands; null where it does not run.</summary>
    public WatchState? StateOf(Guid sessionId) => sessions.TryGetValue(sessionId, out var session) ? session.State : null;

    /// <summary>Stops reading a sitting, and returns when all that came before is written down.</summary>
    public async Task StopAsync(Guid sessionId)
    {
        if (!sessions.TryRemove(sessionId, out var session))
            return;
        pace.Count(-1);
        await session.DisposeAsync().ConfigureAwait(false);
        journal.Forget(sessionId);
    }

    /// <summary>Takes up all sittings that ran when the server last stopped.</summary>
    public async Task OpenAllAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var running = await database.Sessions
            .Where(session => session.Proctored && session.Status == SessionStatus.Running)
            .Select(session => session.Id).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var id in running)
            await OpenAsync(id, cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in sessions.Keys)
            await StopAsync(id).ConfigureAwait(false);
    }

    /// <summary>What was open when the watching broke off ended then; and the break itself is put on record.</summary>
    async Task TakeUpAsync(ProctoringDb database, LiveSession session, DateTime lastWatched, CancellationToken cancellation)
    {
        await database.Violations
            .Where(violation => violation.SessionId == session.Id && violation.EndedAt == null)
            .ExecuteUpdateAsync(
                set => set.SetProperty(violation => violation.EndedAt, violation => violation.BeganAt > lastWatched ? violation.BeganAt : lastWatched),
                cancellation).ConfigureAwait(false);
        if (session.OpenedAt - lastWatched < WorthMentioning)
            return;
        var gap = new Observation { At = session.OpenedAt, Unwatched = new UnwatchedSpan(lastWatched, "the server was not running") };
        foreach (var change in session.Rules.Apply(gap))
            await journal.KeepAsync(session, change, null).ConfigureAwait(false);
    }

    [LoggerMessage(LogLevel.Warning, "The reference face of sitting {SessionId} can't be read; identity is not checked")]
    partial void LogNoReference(Guid sessionId);
}
