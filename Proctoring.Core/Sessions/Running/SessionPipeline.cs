using Microsoft.Extensions.Logging;
using Proctoring.Core.Audio;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Telemetry;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The product in one loop: for each frame, vision produces an observation, the rules turn it into changes of flags, the journal
/// stores each change, and the feed publishes it.</summary>
internal sealed partial class SessionPipeline(
    VisionModels vision,
    IVoiceDetector voice,
    InferenceSlots slots,
    SessionFeed feed,
    FramePace pace,
    TimeProvider time,
    ILogger<SessionPipeline> log
)
{
    /// <summary>A frame that gets no inference slot within this time returns to its place, so that ticks and signals are not
    /// delayed.</summary>
    static readonly TimeSpan SlotWithin = TimeSpan.FromSeconds(2);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the input of one session until its queue is closed, and then ends its open flags if the session ends. It never waits
    /// for the database.</summary>
    public async Task RunAsync(LiveSession session)
    {
        await foreach (var item in session.Queue.ReadAsync().ConfigureAwait(false))
        {
            // What arrived before the deadline is read even after it; the passing of time after it is not.
            if (item is FrameQueue.Tick && session.IsOver)
            {
                // Each write reads the deadline, which may have been moved.
                session.Record.Queue(session);
                continue;
            }

            await ProcessAsync(session, item).ConfigureAwait(false);
        }

        if (session.Late is > 0 and var late)
            LogLate(late, session.Id);
        if (session.SoundRefused is > 0 and var refused)
            LogSoundRefused(refused, session.Id);
        // Another server, or this one after a restart, continues the open flags of a session that still runs.
        var ended = session.GoesOn ? [] : session.Rules.Finish();
        session.Record.Add(ended, null);
        session.Record.Add(session.Sound?.Stop(ended, session.LatestTime));
        AddStrips(session, session.Strips?.Stop(ended, session.LatestTime));
        session.Record.Queue(session, last: true);
        Publish(session, ended);
    }

    async Task ProcessAsync(LiveSession session, object item)
    {
        // Checked before the session handles the signal.
        var news = item is PageSignal signal && session.IsNews(signal);
        try
        {
            if (await ObserveAsync(session, item).ConfigureAwait(false) is { } observation)
                Judge(session, observation, item);
        }
        catch (Exception fault)
        {
            // One failure must not end the monitoring of a session; it becomes a gap on record.
            LogFault(fault, session.Id);
            session.Record.AddFault(Now);
            session.Skipped(item);
            if (item is Frame)
                ProctoringMetrics.FrameDropped(ProctoringMetrics.Failed);
        }

        if (item is Frame { Receipt: { } receipt })
            session.Record.Add(receipt);

        if (item is PageSignal processed)
            session.Record.Add(processed, news, session.Sensors.RecordedDropsOf(processed.PageId));
        if (item is JoinedPage { PageId: { } pageId } joined)
            session.Record.Add(pageId, joined.Origin);
        session.Record.Queue(session);
    }

    async Task<Observation?> ObserveAsync(LiveSession session, object item)
    {
        // Who takes the exam matters also in a pause.
        if (item is JoinedPage joined)
            return joined.Act is { } act ? session.Complete(new Observation { At = session.LatestTime, Acts = [act] }) : null;
        if (session.Sensors.IsPaused)
            return Skip(session, item);
        return item switch
        {
            Frame frame => await LookAsync(session, frame).ConfigureAwait(false),
            RoomSight sight => See(session, sight),
            RoomMiss miss => Miss(session, miss),
            SoundPiece piece => Hear(session, piece),
            _ => Notice(session, item as PageSignal),
        };
    }

    void Judge(LiveSession session, Observation observation, object item)
    {
        var frame = item as Frame;
        session.Gaps.Saw(observation.Gaps);
        // In the stored form, so that a replay judges the same.
        observation = session.Series.Add(observation);
        ShowState(session, observation);
        var changes = session.Rules.Apply(observation);
        if (item is RoomSight sight)
            session.Record.Add(changes, session.KeepsPictures ? sight.Jpeg : null, sight.At);
        else
            session.Record.Add(changes, session.KeepsPictures ? frame : null);
        session.RoomPictures?.Follow(changes);
        session.Record.Add(session.Sound?.Follow(changes, observation.At));
        if (frame is not null)
            session.Strips?.Add(frame, observation);
        AddStrips(session, session.Strips?.Follow(changes, observation.At));
        session.Screens?.Follow(changes);
        Publish(session, changes);
        AskToTurn(session, observation, frame);
    }

    /// <summary>Leads a request to turn the head: it reads the frames that arrive anyway.</summary>
    void AskToTurn(LiveSession session, Observation observation, Frame? frame)
    {
        if (session.Turns is not { } turns)
            return;
        var declined = observation.Acts.Any(act => act.Type == BrowserActs.TurnDeclined);
        var possible = session.Sender.Stands == true && !session.Sensors.IsPaused;
        var sight = frame is null ? default(HeadSight?) : session.Memory.Sight;
        var news = declined ? turns.Decline(Now) : turns.Advance(Now, sight, possible, session.EndsAt);
        session.Memory.WantsSight = turns.InProgress;
        if (turns.TakeFinished() is { } row)
        {
            session.TurnedWhenAsked = HeadChallenge.Turned(row.Result);
            session.Record.Add(row);
        }

        if (news is not null)
            feed.Announce(session.Id, news);
    }

    async Task<Observation?> LookAsync(LiveSession session, Frame frame)
    {
        if (vision.FrameReader is not { } reader)
        {
            session.Analyzed(frame, modelsLooked: false);
            return session.Complete(new Observation { At = frame.At, Frame = frame.Number });
        }

        if (await ReadAsync(session, frame, reader).ConfigureAwait(false) is not { } reading)
            return Postpone(session, frame);
        if (reading.Observation is not { } observation)
        {
            session.CountUnreadable(frame, reading.Refusal);
            return null;
        }

        session.FramesRead++;
        ProctoringMetrics.FrameAnalysed(time.GetElapsedTime(frame.Timestamp));
        session.Analyzed(frame, !reading.Failed && (observation.Faces is not null || observation.Picture is { Blocked: true }));
        session.Mouth.Saw(observation.Head?.MouthOpenness, frame.At);
        session.Sensors.Late(session.Overload.Look(frame.At, Now, session.Queue.Replaced, pace.Sparse));
        return session.Complete(session.Turns is { InProgress: true } ? WithoutDirection(observation) : observation);
    }

    /// <summary>A candidate who was asked to turn the head must not be flagged for it.</summary>
    static Observation WithoutDirection(Observation seen) =>
        seen.Head is { } head ? seen with { Head = head with { Pose = null, Turn = null, Gaze = null } } : seen;

    /// <summary>Handles a picture of the room, which was analysed before it was queued.</summary>
    static Observation See(LiveSession session, RoomSight sight)
    {
        session.Sensors.RoomLooked(sight.At, sight.Seen.Blocked);
        session.RoomPictures?.Saw(sight);
        return session.Complete(new Observation { At = session.LatestTime, Room = sight.Seen });
    }

    /// <summary>Handles a picture of the room that could not be read: a phone that sends such pictures is not silent, and shows
    /// nothing.</summary>
    Observation Miss(LiveSession session, RoomMiss miss)
    {
        if (miss.ByServer)
            session.Record.AddFault(miss.At);
        else
            session.Sensors.RoomUnreadable(miss.At);
        return Notice(session, null);
    }

    /// <summary>Reads a frame; null if no inference slot became free in time. It then returns to its place, unless a newer one has
    /// arrived.</summary>
    async Task<FrameReading?> ReadAsync(LiveSession session, Frame frame, IFrameReader reader)
    {
        var replaced = session.Queue.Replaced;
        var holdable = FrameHold.OneFrame - (Now - frame.At);
        var (place, held) = await slots.TakeAsync(SlotWithin, holdable, time, session.Leaving).ConfigureAwait(false);
        using var slot = place;
        if (slot is null && session.Leaving.IsCancellationRequested)
            Drop(session, frame);
        else if (slot is null)
            session.Queue.PutBack(frame);
        if (held)
            session.Overload.Held(session.Queue.Replaced - replaced);
        if (slot is null)
            return null;
        using var span = ProctoringTraces.Start(ProctoringTraces.Analyse, frame.Receipt);
        var began = ThreadCpuTime.Now;
        var reading = reader.Read(slot, frame.Jpeg, frame.At, frame.Number, session.Memory, PictureLimits.Frame);
        if (ThreadCpuTime.Now - began is { } work)
            pace.Measured(work, frame.Number <= FramePace.WarmUpFrames);
        return reading;
    }

    /// <summary>Notes how long frames have been waiting.</summary>
    Observation Postpone(LiveSession session, Frame frame)
    {
        if (Now - frame.At >= OverloadWatch.Latest)
            session.Sensors.Late(frame.At);
        return Notice(session, null);
    }

    /// <summary>Drops the last frame of a session that continues elsewhere. On a busy server it could wait for seconds, and the candidate
    /// too. The next server gets a newer one.</summary>
    void Drop(LiveSession session, Frame frame)
    {
        session.Skipped(frame);
        ProctoringMetrics.FrameReplaced(Now - frame.At);
    }

    Observation? Hear(LiveSession session, SoundPiece piece)
    {
        session.Sound?.Add(piece);
        var heard = voice.Listen(piece.Pcm, piece.At, session.Voice);
        session.Sensors.SoundArrived(piece, listened: heard is not null);
        return heard is { } sound
            ? session.Complete(
                new Observation
                {
                    At = piece.At,
                    Sound = sound with { OwnMouthMoved = session.Mouth.MovedSince(piece.At - sound.Duration) },
                }
            )
            : null;
    }

    void AddStrips(LiveSession session, IReadOnlyList<FlagStrip>? strips)
    {
        if (strips?.Any(strip => strip.File is null) == true)
            LogStripsLimited(session.Id, StripBuffer.MostStoredBytes / 1024 / 1024);
        session.Record.Add(strips);
    }

    /// <summary>Nothing is analysed during a pause, and audio and frames are discarded. Each tick records that the pause lasts.</summary>
    Observation? Skip(LiveSession session, object item)
    {
        session.Record.Add(session.Sound?.Stop([], Now));
        AddStrips(session, session.Strips?.Stop([], Now));
        session.Skipped(item);
        return item is FrameQueue.Tick ? new Observation { At = Now, Gaps = session.Sensors.Examine(Now, null) } : null;
    }

    /// <summary>Handles a report of the page, or the passing of time.</summary>
    Observation Notice(LiveSession session, PageSignal? signal)
    {
        session.Browser = signal?.State ?? session.Browser;
        if (signal?.Camera is { } camera)
            session.Camera.Saw(camera);
        if (signal is not null)
            session.Sensors.PageReported(Now, signal.PageId, signal.State);
        return session.Complete(new Observation { At = session.LatestTime, Acts = signal?.Act is { } act ? [act] : [] });
    }

    void Publish(LiveSession session, IReadOnlyList<ViolationChange> changes)
    {
        foreach (var change in changes)
            feed.Announce(session.Id, new ViolationNews(change));
    }

    void ShowState(LiveSession session, Observation observation)
    {
        var state = (observation.GapOf(Sensor.Camera), observation.GapOf(Sensor.Server)) switch
        {
            ({ IsPause: true }, _) => WatchState.Paused,
            (_, not null) => WatchState.Blind,
            // A disconnected candidate is warned about the connection; the silent camera adds nothing.
            ({ Cause: GapCause.Disconnected }, _) => WatchState.Waiting,
            (not null, _) => WatchState.Silent,
            _ when observation.Frame is not null => WatchState.Active,
            _ => session.State is WatchState.Active ? session.State : WatchState.Waiting,
        };
        if (state == session.State)
            return;
        session.State = state;
        feed.Announce(session.Id, new WatchNews(state));
    }

    [LoggerMessage(LogLevel.Information, "{Count} late frames, sounds or signals of session {SessionId} were refused: its time was up")]
    partial void LogLate(long count, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "The server refused {Count} pieces of sound of session {SessionId}; its record has the gaps")]
    partial void LogSoundRefused(long count, Guid sessionId);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} has stored {Megabytes} MB of strips; its later flags have a single picture")]
    partial void LogStripsLimited(Guid sessionId, long megabytes);

    [LoggerMessage(LogLevel.Error, "A moment of session {SessionId} could not be analysed")]
    partial void LogFault(Exception fault, Guid sessionId);
}
