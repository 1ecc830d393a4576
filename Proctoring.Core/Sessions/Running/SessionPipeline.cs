using Microsoft.Extensions.Logging;
using Proctoring.Core.Audio;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Sessions.Running;

/// <summary>
/// The product in one loop: of each frame vision reads an observation, the rules turn it into changes of violations, the journal keeps each
/// change, the feed announces it.
/// </summary>
internal sealed partial class SessionPipeline(
    VisionModels vision, IVoiceDetector voice, InferenceSlots slots, SessionJournal journal, SessionFeed feed, FramePace pace, TimeProvider time, ILogger<SessionPipeline> log)
{
    /// <summary>A frame that gets no inference slot within this time goes back to its place, so that ticks and signals are not held up.</summary>
    static readonly TimeSpan SlotWithin = TimeSpan.FromSeconds(2);

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Reads what comes in one session until its queue is closed; then ends what is still open.</summary>
    public async Task RunAsync(LiveSession session)
    {
        await Task.Yield();
        await foreach (var item in session.Queue.ReadAsync().ConfigureAwait(false))
        {
            try
            {
                await TakeAsync(session, item).ConfigureAwait(false);
            }
            catch (Exception mistake)
            {
                // One bad moment must not end the watching of a session.
                LogMoment(mistake, session.Id);
            }
        }

        var ended = session.Rules.Finish();
        await KeepAsync(session, ended, null).ConfigureAwait(false);
        await KeepSoundAsync(session, session.Sound?.Stop(ended, Now)).ConfigureAwait(false);
        await journal.CloseAsync(session).ConfigureAwait(false);
    }

    async Task TakeAsync(LiveSession session, object item)
    {
        var frame = item as Frame;
        var observation = session.Sensors.IsPaused ? Skip(session, item) : item switch
        {
            Frame => await LookAsync(session, frame!).ConfigureAwait(false),
            SoundPiece piece => Hear(session, piece),
            _ => Notice(session, item),
        };
        if (session.Sensors.IsPaused)
            await KeepSoundAsync(session, session.Sound?.Stop([], Now)).ConfigureAwait(false);
        if (observation is null)
            return;
        // Judged as it is kept, so that a replay judges the same.
        observation = session.Series.Add(observation);
        ShowState(session, observation);
        var changes = session.Rules.Apply(observation);
        await KeepAsync(session, changes, frame).ConfigureAwait(false);
        await KeepSoundAsync(session, session.Sound?.Follow(changes, observation.At)).ConfigureAwait(false);
        await journal.SaveInTurnAsync(session).ConfigureAwait(false);
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
        session.Analyzed(frame, observation.Faces is not null || observation.Picture is { Blocked: true });
        session.Mouth.Saw(observation.Head?.MouthOpenness, frame.At);
        session.Sensors.Late(session.Overload.Look(frame.At, Now, session.Queue.Replaced, pace.Sparse));
        return session.Complete(observation);
    }

    /// <summary>Reads a frame; null if no inference slot became free in time.</summary>
    async Task<FrameReading?> ReadAsync(LiveSession session, Frame frame, IFrameReader reader)
    {
        using var slot = await slots.TakeAsync(SlotWithin, time).ConfigureAwait(false);
        if (slot is null)
            return null;
        var began = ThreadCpuTime.Now;
        var reading = reader.Read(slot, frame.Jpeg, frame.At, frame.Number, session.Memory, PictureLimits.Frame);
        if (ThreadCpuTime.Now - began is { } work)
            pace.Measured(work, frame.Number <= FramePace.WarmUpFrames);
        return reading;
    }

    /// <summary>Puts a frame back unless a newer one has arrived, and notes how long frames have been waiting.</summary>
    Observation Postpone(LiveSession session, Frame frame)
    {
        session.Queue.PutBack(frame);
        if (Now - frame.At >= OverloadWatch.Latest)
            session.Sensors.Late(frame.At);
        return Notice(session, FrameQueue.Tick.Mark);
    }

    Observation? Hear(LiveSession session, SoundPiece piece)
    {
        session.Sound?.Add(piece);
        var heard = voice.Listen(piece.Pcm, piece.At, session.Voice);
        session.Sensors.SoundArrived(piece, listened: heard is not null);
        return heard is { } sound
            ? session.Complete(new Observation { At = piece.At, Sound = sound with { OwnMouthMoved = session.Mouth.MovedSince(piece.At - sound.Duration) } })
            : null;
    }

    /// <summary>Nothing is analysed during a pause; each tick records that it lasts.</summary>
    Observation? Skip(LiveSession session, object item) =>
        item is FrameQueue.Tick ? new Observation { At = Now, Gaps = session.Sensors.Examine(Now, null) } : null;

    /// <summary>Takes in what the page reported, or that time has passed.</summary>
    Observation Notice(LiveSession session, object item)
    {
        var signal = item as PageSignal;
        session.Browser = signal?.State ?? session.Browser;
        if (signal?.Camera is { } camera)
            session.Camera.Saw(camera);
        if (signal is not null)
            session.Sensors.PageReported(Now, signal.State);
        return session.Complete(new Observation { At = Now, Acts = signal?.Act is { } act ? [act] : [] });
    }

    async Task KeepAsync(LiveSession session, IReadOnlyList<ViolationChange> changes, Frame? frame)
    {
        foreach (var change in changes)
        {
            var picture = await journal.KeepAsync(session, change, frame).ConfigureAwait(false);
            feed.Announce(session.Id, new ViolationNews(change, picture));
        }
    }

    async Task KeepSoundAsync(LiveSession session, IReadOnlyList<SoundClip>? clips)
    {
        foreach (var clip in clips ?? [])
            await journal.KeepAsync(session, clip).ConfigureAwait(false);
    }

    void ShowState(LiveSession session, Observation observation)
    {
        var state = (observation.GapOf(Sensor.Camera)?.Cause, observation.GapOf(Sensor.Server)) switch
        {
            (GapCause.PausedByHost, _) => WatchState.Paused,
            (_, not null) => WatchState.Blind,
            // Cut off, the candidate is told about the connection; that the camera is silent is no news then.
            (GapCause.Disconnected, _) => WatchState.Waiting,
            (not null, _) => WatchState.Silent,
            _ when observation.Frame is not null => WatchState.Active,
            _ => session.State is WatchState.Active ? session.State : WatchState.Waiting,
        };
        if (state == session.State)
            return;
        session.State = state;
        feed.Announce(session.Id, new WatchNews(state));
    }

    [LoggerMessage(LogLevel.Error, "A moment of session {SessionId} could not be taken in")]
    partial void LogMoment(Exception mistake, Guid sessionId);
}
