using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// The product in one loop: for each frame, vision produces an observation, the rules turn it into changes of flags, the journal stores each
/// change, and the feed publishes it.
/// </summary>
internal sealed partial class SessionPipeline(
    VisionModels vision, IVoiceDetector voice, InferenceSlots slots, SessionFeed feed, FramePace pace, TimeProvider time, ILogger<SessionPipeline> log)
{
    /// <summary>After this long without a usable frame, the monitor shows a session as silent.</summary>
    static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(5);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Reads the input of one session until its queue is closed, and then ends its open flags. It never waits for the database.</summary>
    public async Task RunAsync(LiveSession session)
    {
        await Task.Yield();
        await foreach (var item in session.Queue.ReadAsync().ConfigureAwait(false))
            await ReadAsync(session, item).ConfigureAwait(false);

        var ended = session.Rules.Finish();
        session.Record.Add(ended, null);
        session.Record.Add(session.Sound?.Stop(ended, Now));
        session.Record.Queue(session, last: true);
        Publish(session, ended);
    }

    async Task ReadAsync(LiveSession session, object item)
    {
        // Asked before the session takes the signal in.
        var news = item is PageSignal signal && session.IsNews(signal);
        try
        {
            if (await ObserveAsync(session, item).ConfigureAwait(false) is { } observation)
                Judge(session, observation, item as Frame);
        }
        catch (Exception fault)
        {
            // One bad moment must not end the watching of a session; it is a gap on record.
            LogFault(fault, session.Id);
            session.Record.AddFault(Now);
        }

        if (item is PageSignal processed)
            session.Record.Add(processed, news);
        session.Record.Queue(session);
    }

    async Task<Observation?> ObserveAsync(LiveSession session, object item)
    {
        if (session.Paused is { } pause)
            return Skip(session, item, pause);
        return item switch
        {
            Frame frame => await LookAsync(session, frame).ConfigureAwait(false),
            SoundPiece piece => Hear(session, piece),
            _ => Notice(session, item as PageSignal),
        };
    }

    void Judge(LiveSession session, Observation observation, Frame? frame)
    {
        // As it is stored, so that a replay judges the same.
        observation = session.Series.Add(observation);
        ShowState(session, observation);
        var changes = session.Rules.Apply(observation);
        session.Record.Add(changes, frame);
        session.Record.Add(session.Sound?.Follow(changes, observation.At));
        Publish(session, changes);
    }

    async Task<Observation?> LookAsync(LiveSession session, Frame frame)
    {
        if (vision.FrameReader is not { } reader)
        {
            session.Analyzed(frame);
            return session.Complete(new Observation { At = frame.At, Frame = frame.Number });
        }

        FrameReading reading;
        using (var slot = await slots.TakeAsync().ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            reading = reader.Read(slot, frame.Jpeg, frame.At, frame.Number, session.Memory, PictureLimits.Frame);
            pace.Measured(Stopwatch.GetElapsedTime(began));
        }

        if (reading.Observation is not { } observation)
        {
            session.CountUnreadable(reading.Refusal);
            return null;
        }

        session.FramesRead++;
        session.Analyzed(frame);
        session.Mouth.Saw(observation.Head?.MouthOpenness, frame.At);
        var unwatched = session.Overload.Look(frame.At, Now, session.Queue.Replaced, pace.Sparse);
        return session.Complete(observation) with { Unwatched = unwatched };
    }

    Observation? Hear(LiveSession session, SoundPiece piece)
    {
        session.Sound?.Add(piece);
        return voice.Listen(piece.Pcm, piece.At, session.Voice) is { } sound
            ? session.Complete(new Observation { At = piece.At, Sound = sound with { OwnMouthMoved = session.Mouth.MovedSince(piece.At - sound.Duration) } })
            : null;
    }

    /// <summary>Nothing is analysed during a pause, and buffered sound is discarded; each tick records that the pause goes on.</summary>
    Observation? Skip(LiveSession session, object item, UnwatchedSpan pause)
    {
        session.Record.Add(session.Sound?.Stop([], Now));
        return item is FrameQueue.Tick ? new Observation { At = Now, Unwatched = pause } : null;
    }

    /// <summary>Takes in what the page reported, or that time has passed.</summary>
    Observation Notice(LiveSession session, PageSignal? signal)
    {
        session.Browser = signal?.State ?? session.Browser;
        if (signal?.Camera is { } camera)
            session.Camera.Saw(camera);
        return session.Complete(new Observation { At = Now, SinceLastFrame = session.Silence, Acts = signal?.Act is { } act ? [act] : [] });
    }

    void Publish(LiveSession session, IReadOnlyList<ViolationChange> changes)
    {
        foreach (var change in changes)
            feed.Announce(session.Id, new ViolationNews(change));
    }

    void ShowState(LiveSession session, Observation observation)
    {
        var state = observation switch
        {
            { Frame: null, Unwatched: not null } => WatchState.Paused,
            { Frame: not null, Faces: null, Picture: not { Blocked: true } } => WatchState.Blind,
            { Frame: not null } => WatchState.Active,
            { SinceLastFrame: { } silence } when silence >= SilentAfter => WatchState.Silent,
            { SinceLastFrame: not null } when session.State == WatchState.Paused => WatchState.Waiting,
            _ => session.State,
        };
        if (state == session.State)
            return;
        session.State = state;
        feed.Announce(session.Id, new WatchNews(state));
    }

    [LoggerMessage(LogLevel.Error, "A moment of session {SessionId} could not be analysed")]
    partial void LogFault(Exception fault, Guid sessionId);
}
