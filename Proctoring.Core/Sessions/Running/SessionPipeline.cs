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
/// The product in one loop: of each frame vision reads an observation, the rules turn it into changes of violations, the journal keeps each
/// change, the feed announces it.
/// </summary>
internal sealed partial class SessionPipeline(
    VisionModels vision, IVoiceDetector voice, InferenceSlots places, SessionJournal journal, SessionFeed feed, FramePace pace, TimeProvider time, ILogger<SessionPipeline> log)
{
    /// <summary>After this long without a frame, a session counts as unseen in the monitor.</summary>
    static readonly TimeSpan SilentAfter = TimeSpan.FromSeconds(5);

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
        await KeepSoundAsync(session, session.Sound?.Stop(ended, time.GetUtcNow().UtcDateTime)).ConfigureAwait(false);
        await journal.CloseAsync(session).ConfigureAwait(false);
    }

    async Task TakeAsync(LiveSession session, object item)
    {
        var frame = item as Frame;
        var observation = session.Paused is { } pause ? Skip(item, pause) : item switch
        {
            Frame => await LookAsync(session, frame!).ConfigureAwait(false),
            SoundPiece piece => Hear(session, piece),
            _ => Notice(session, item),
        };
        if (session.Paused is not null)
            await KeepSoundAsync(session, session.Sound?.Stop([], time.GetUtcNow().UtcDateTime)).ConfigureAwait(false);
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
            session.Analyzed(frame);
            return session.Complete(new Observation { At = frame.At, Frame = frame.Number });
        }

        FrameReading reading;
        using (var place = await places.TakeAsync().ConfigureAwait(false))
        {
            var began = Stopwatch.GetTimestamp();
            reading = reader.Read(place, frame.Jpeg, frame.At, frame.Number, session.Memory, PictureLimits.Frame);
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
        var unwatched = session.Overload.Look(frame.At, time.GetUtcNow().UtcDateTime, session.Queue.Replaced, pace.Sparse);
        return session.Complete(observation) with { Unwatched = unwatched };
    }

    Observation? Hear(LiveSession session, SoundPiece piece)
    {
        session.Sound?.Add(piece);
        return voice.Listen(piece.Pcm, piece.At, session.Voice) is { } sound
            ? session.Complete(new Observation { At = piece.At, Sound = sound with { OwnMouthMoved = session.Mouth.MovedSince(piece.At - sound.Duration) } })
            : null;
    }

    /// <summary>Nothing is analysed during a pause; each tick records that it goes on.</summary>
    Observation? Skip(object item, UnwatchedSpan pause) =>
        item is FrameQueue.Tick ? new Observation { At = time.GetUtcNow().UtcDateTime, Unwatched = pause } : null;

    /// <summary>Takes in what the page reported, or that time has passed.</summary>
    Observation Notice(LiveSession session, object item)
    {
        var signal = item as PageSignal;
        session.Browser = signal?.State ?? session.Browser;
        if (signal?.Camera is { } camera)
            session.Camera.Saw(camera);
        return session.Complete(new Observation
        {
            At = time.GetUtcNow().UtcDateTime,
            SinceLastFrame = session.Silence,
            Acts = signal?.Act is { } act ? [act] : [],
        });
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

    [LoggerMessage(LogLevel.Error, "A moment of session {SessionId} could not be taken in")]
    partial void LogMoment(Exception mistake, Guid sessionId);
}
