using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running.Sensors;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Policies;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Builds a live session from its row: at its start, and again after each restart of the server.</summary>
internal sealed partial class LiveSessionFactory
{
    readonly IDbContextFactory<ProctoringDb> databases;
    readonly ReferenceFaces references;
    readonly IdentityZones zones;
    readonly RuleCatalog rules;
    readonly StoredPolicies policies;
    readonly SessionJournals journals;
    readonly SessionEpochs epochs;
    readonly IdentityNotes identity;
    readonly FrameOptions frames;
    readonly RefusedPictures refused;
    readonly InferenceSlots slots;
    readonly StallMeter stalls;
    readonly FramePace pace;
    readonly PendingJoins joins;
    readonly PendingPictures pictures;
    readonly TimeProvider time;
    readonly ILogger<LiveSessionFactory> log;

    public LiveSessionFactory(
        IDbContextFactory<ProctoringDb> databases,
        ReferenceFaces references,
        IdentityZones zones,
        RuleCatalog rules,
        StoredPolicies policies,
        SessionJournals journals,
        SessionEpochs epochs,
        IdentityNotes identity,
        RefusedPictures refused,
        InferenceSlots slots,
        StallMeter stalls,
        FramePace pace,
        PendingJoins joins,
        PendingPictures pictures,
        IOptions<ProctoringOptions> options,
        TimeProvider time,
        ILogger<LiveSessionFactory> log
    )
    {
        (this.databases, this.references, this.zones, this.rules, this.journals) = (databases, references, zones, rules, journals);
        (this.identity, this.refused, frames, this.time, this.log) = (identity, refused, options.Value.Frames, time, log);
        this.pictures = pictures;
        (this.stalls, this.pace, this.joins, this.epochs, this.policies, this.slots) = (stalls, pace, joins, epochs, policies, slots);
    }

    /// <summary>Takes over the session, builds it and records the unmonitored time before; null if it does not run or is not
    /// proctored.</summary>
    /// <exception cref="SessionTakenException">Another server took it over at the same time.</exception>
    public async Task<LiveSession?> CreateAsync(Guid sessionId, CancellationToken cancellation)
    {
        // After the failure of a server many sessions open at once. Their candidates wait, and the frames of the others can.
        using var hold = slots.HoldFrames();
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // For all statements: a connection is reset each time it comes from its pool.
        await database.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        if (await epochs.TakeAsync(database, sessionId, cancellation).ConfigureAwait(false) is not { } epoch)
            return null;
        var row = await ReadRowAsync(database, sessionId, cancellation).ConfigureAwait(false);
        if (row is null)
        {
            // It ended in between.
            epochs.Release(sessionId, epoch);
            return null;
        }

        await policies.KnowAsync(row.Policy, cancellation).ConfigureAwait(false);
        var reference = await references.OfAsync(database, row.Faces, cancellation).ConfigureAwait(false);
        if (reference is null && row.ComparesFace)
            LogNoReference(sessionId);
        // A journal that outlived an outage still holds chunks that the database does not have.
        var journal = journals.Open(sessionId, epoch);
        var nextChunk =
            journal.NextSequence
            ?? SeriesStore.NextSequence(
                row.LastChunk,
                row.LastChunkTo ?? row.StartedAt ?? time.GetUtcNow().UtcDateTime,
                row.LastWatchedAt ?? DateTime.MinValue
            );
        var session = Build(row, reference, journal, nextChunk);
        try
        {
            await RestorePagesAsync(database, session, cancellation).ConfigureAwait(false);
            var since = session.OpenedAt - ScreenReceiver.WantedFor;
            var flags = await ReadFlagsAsync(database, sessionId, since, cancellation).ConfigureAwait(false);
            RestorePictures(session, row, flags);
            await identity.RecordAsync(sessionId, row.Identity, reference is not null, cancellation).ConfigureAwait(false);
            var lastWatched = row.LastWatchedAt ?? row.StartedAt ?? session.OpenedAt;
            // The flags that were open when the session was last monitored continue if that was a short time ago, and end otherwise.
            await ContinueFlagsAsync(database, session, flags, lastWatched, cancellation).ConfigureAwait(false);
            RecordBreak(session, lastWatched, row.PausedAt);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return session;
    }

    LiveSession Build(SessionRow row, FaceEmbedding? reference, SessionJournal journal, int nextChunk)
    {
        var accommodations = RuleOverride.FromJson(row.Accommodations);
        var engine = CreateEngine(row.Id, row.Policy, accommodations);
        var endsAt = row.EndsAt ?? DateTime.MaxValue;
        // A server that comes back after the deadline records nothing later than it.
        var now = time.GetUtcNow().UtcDateTime is var clock && clock < endsAt ? clock : endsAt;
        // An earlier server monitored it; one that stopped in the first seconds has stored nothing yet.
        var again = row.LastWatchedAt > row.StartedAt || now - (row.LastWatchedAt ?? row.StartedAt) >= ServerSensor.ShortestBreak;
        var screen = rules.ScreenOf(row.Policy, new ScreenCapture(row.Consent?.ScreenSeconds));
        var room = rules.RoomCameraOf(row.Policy, row.Consent?.RoomCamera);
        var sensors = new SensorStates(now, stalls, pace, time as SteadyClock)
        {
            JoinWaitsSince = () => joins.Since(row.Id),
            RoomReading = (at, delay) => pictures.Progress(row.Id, at, delay),
            Listens = engine.Applies(AudioDetectedRule.Id),
            SeesScreen = screen.IsOn,
            SeesRoom = room == RoomCameraUse.Required || (room == RoomCameraUse.Offered && row.Room?.JoinedAt is not null),
        };
        sensors.RestoreRoom(row.Room?.JoinedAt is not null, row.Room?.StoppedAt);
        // The part of the pause before the interruption is on record.
        if (row.PausedAt is { } paused)
            sensors.Pause(
                row.LastWatchedAt > paused ? row.LastWatchedAt.Value : paused,
                StoredClock.CauseOf(row.PauseKind) ?? GapCause.PausedByHost,
                row.PauseReason
            );
        // The candidate may have agreed to less than the policy asks for now.
        var evidence = rules.EvidenceOf(row.Policy, row.Consent?.Evidence);
        return new LiveSession(
            row.Id,
            new VisionMemory(new FaceMemory(reference, zones)),
            engine,
            new FrameGate(frames, refused, row.Id, time),
            journal,
            sensors,
            nextChunk,
            time,
            // No connection outlives its server.
            connected: again ? false : null
        )
        {
            Reopened = again,
            EndsAt = endsAt,
            LostSince = again ? row.LastWatchedAt ?? row.StartedAt : null,
            FramesRead = row.FramesRead,
            FramesRefused = row.FramesRefused,
            // A policy that no longer exists allows nothing.
            HostMayPause = rules.FindOfSession(row.Policy) is { HostMayPause: true },
            KeepsPictures = evidence != FlagEvidence.None,
            TurnedWhenAsked = HeadChallenge.Turned(row.Turned),
            // A candidate who cannot do it is not asked again.
            Turns =
                !row.DeclinedToTurn && HeadChallenges.Asks(rules, row.Policy, accommodations, HeadChallengeTime.AtRandom)
                    ? new TurnRequests(row.Id, now)
                    : null,
            Screens = screen.IsOn ? new ScreenReceiver(row.Id, screen, journal, sensors, slots, refused, frames, time, log) : null,
            TakesRoom = room != RoomCameraUse.Off,
            RoomPictures =
                room == RoomCameraUse.Off || evidence == FlagEvidence.None ? null : new RoomPictures(row.Id, journal, engine, time, log),
            Strips = evidence == FlagEvidence.Strip ? new StripBuffer(engine) : null,
            Sound = row.Consent?.Sound == true && rules.KeepsSound(row.Policy, accommodations) ? new AudioBuffer() : null,
        };
    }

    /// <summary>Records the interruption.</summary>
    static void RecordBreak(LiveSession session, DateTime lastWatched, DateTime? paused)
    {
        // In a pause that began when the session was last monitored, nothing was missed: the session was ended and readmitted.
        if (session.Sender.Stands != false || (paused >= lastWatched && paused - lastWatched < ServerSensor.ShortestBreak))
            return;
        session.Sensors.ServerWasDown(lastWatched);
        var gap = session.Series.Add(session.Complete(new Observation { At = session.OpenedAt }));
        var changes = session.Rules.Apply(gap);
        session.Record.Add(changes, null);
        session.Screens?.Follow(changes);
        session.Record.Queue(session);
    }

    async Task ContinueFlagsAsync(
        ProctoringDb database,
        LiveSession session,
        List<ProctoringViolation> flags,
        DateTime lastWatched,
        CancellationToken cancellation
    )
    {
        var open = flags.FindAll(flag => flag.EndedAt is null);
        IReadOnlySet<Guid> continued =
            session.OpenedAt - lastWatched < ServerSensor.ShortestBreak
                ? session.Rules.Continue(open.Select(SpanOf).OfType<ViolationSpan>(), lastWatched)
                : new HashSet<Guid>();
        // The epoch is taken, so an earlier server opens no further flag.
        if (open.TrueForAll(flag => continued.Contains(flag.Id)))
            return;
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await epochs.LockAsync(database, session.Id, session.Epoch, cancellation).ConfigureAwait(false);
        foreach (var row in await ReadOpenFlagsAsync(database, session.Id, cancellation).ConfigureAwait(false))
        {
            if (!continued.Contains(row.Id))
                row.EndedAt = row.BeganAt > lastWatched ? row.BeganAt : lastWatched;
        }

        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The stored state of a flag of our rules; null for another kind.</summary>
    ViolationSpan? SpanOf(ProctoringViolation row) =>
        row.ClientEventId is null && rules.Rules.FirstOrDefault(rule => rule.Kind.Id == row.Type) is { } rule
            ? new ViolationSpan
            {
                Id = row.Id,
                Kind = rule.Kind,
                Severity = row.Severity,
                WarnCandidate = row.WarnedAt is not null,
                Began = row.BeganAt,
                PeakConfidence = row.PeakConfidence,
                MeanConfidence = row.MeanConfidence,
                FramesSeen = row.FramesSeen,
                FramesLooked = row.FramesLooked,
                Model = row.Model,
                Threshold = row.Threshold,
                Detail = row.Detail,
            }
            : null;

    /// <summary>Makes known the signals that pages sent to an earlier run of the server, and what it recorded of them, so that nothing
    /// counts again.</summary>
    static async Task RestorePagesAsync(ProctoringDb database, LiveSession session, CancellationToken cancellation)
    {
        foreach (var page in await ReadPagesAsync(database, session.Id, cancellation).ConfigureAwait(false))
        {
            session.Signals.Restore(page.PageId, page.StoredSeq);
            session.Sensors.RestoreDrops(page.PageId, new PageDrops(page.DroppedSignals, page.DroppedSound, page.DroppedScreens));
            session.Origins.Restore(page);
        }
    }

    /// <summary>Makes known the flags of an earlier run of the server, so that they get no further pictures, and what it stored, so that
    /// the limits of the session continue. The picture of the screen that it asked for may still arrive.</summary>
    static void RestorePictures(LiveSession session, SessionRow row, List<ProctoringViolation> flags)
    {
        var since = session.OpenedAt - ScreenReceiver.WantedFor;
        var pictured = flags.FindAll(flag => flag.Severity != Severity.Low && (flag.EndedAt is null || flag.EndedAt >= since));
        var known = pictured.ConvertAll(flag => flag.Id);
        session.Strips?.Restore(row.StripBytes);
        session.Screens?.Restore(known, pictured.Exists(flag => row.LastScreenAt is not { } at || at < flag.BeganAt), row.ScreenBytes);
        session.RoomPictures?.Restore(known, row.RoomBytes);
    }

    /// <summary>Creates an engine under the session's policy. Logs and ignores overrides that have become invalid since the settings
    /// changed.</summary>
    RuleEngine CreateEngine(Guid sessionId, string policy, IReadOnlyList<RuleOverride> accommodations)
    {
        if (rules.FindOfSession(policy) is null)
            LogNotAsAgreed(sessionId, $"its policy \"{policy}\" no longer exists, so the rules of \"{ExamPolicy.Standard}\" apply");
        foreach (var mistake in rules.Mistakes(accommodations))
            LogNotAsAgreed(sessionId, mistake);
        return rules.CreateEngine(policy, accommodations);
    }

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} is not judged as agreed: {Mistake}")]
    partial void LogNotAsAgreed(Guid sessionId, string mistake);

    [LoggerMessage(LogLevel.Warning, "The reference face of session {SessionId} cannot be read; identity is not checked")]
    partial void LogNoReference(Guid sessionId);
}
