using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running.Sensors;

/// <summary>Knows for each sensor of one session whether it delivers anything usable, and if not, why and since when. A new sensor, such as
/// a second camera, is one more part here. Thread-safe: frames arrive on other threads than the session's own loop.</summary>
/// <param name="openedAt">When the server began to monitor the session, UTC.</param>
/// <param name="stalls">Measures whether the server stalls.</param>
/// <param name="pace">The requested pace of frames.</param>
/// <param name="clock">The server's clock; null if the wall clock cannot be compared with it.</param>
internal sealed class SensorStates(DateTime openedAt, StallMeter stalls, FramePace pace, SteadyClock? clock)
{
    readonly Lock gate = new();
    readonly CameraSensor camera = new(openedAt);
    readonly MicrophoneSensor microphone = new(openedAt);
    readonly PageSensor page = new(openedAt);
    readonly ServerSensor server = new(stalls, clock, openedAt);
    DateTime expectedSince = openedAt;
    DateTime? awaySince;
    SensorGap? pause;

    /// <summary>When the server began to monitor the session, UTC.</summary>
    public DateTime OpenedAt { get; } = openedAt;

    /// <summary>Whether the host page paused monitoring.</summary>
    public bool IsPaused
    {
        get
        {
            lock (gate)
                return pause is not null;
        }
    }

    /// <summary>Whether the session's rules listen to the microphone at all.</summary>
    public bool Listens { get; init; } = true;

    public void FrameQueued(Frame frame) => Change(() => camera.Queued(frame));

    public void FrameRefused() => Change(camera.Refused);

    /// <summary>Records that a queued frame was read.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="usable">Whether it could be decoded.</param>
    public void FrameDecided(Frame frame, bool usable) => Change(() => camera.Decided(frame, usable));

    /// <summary>Records that a queued frame will not be read: in a pause, or because of a fault of the server.</summary>
    public void FrameSkipped(Frame frame) => Change(() => camera.Skipped(frame));

    /// <summary>Records whether the models could read a frame.</summary>
    public void ModelsLooked(DateTime at, bool worked) => Change(() => server.Looked(at, worked));

    /// <summary>The time since which frames are read too late or too rarely; null if they are read in time.</summary>
    public void Late(DateTime? since) => Change(() => server.Late(since));

    /// <summary>Records a piece of sound.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="listened">Whether the voice model could analyse it.</param>
    public void SoundArrived(SoundPiece piece, bool listened) =>
        Change(() =>
        {
            microphone.Heard(piece);
            server.Listened(piece.At, listened);
        });

    public void PageReported(DateTime at, BrowserState? state) => Change(() => page.Reported(at, state));

    /// <summary>Records that the server was not running since then; the pages that were connected to it must reconnect.</summary>
    public void ServerWasDown(DateTime since) =>
        Change(() =>
        {
            awaySince = since;
            server.WasDown(since);
        });

    public void ConnectionChanged(DateTime at, bool stands) =>
        Change(() =>
        {
            if (stands)
            {
                if (awaySince is not null)
                    expectedSince = at;
                awaySince = null;
                server.Returned();
            }
            else
            {
                awaySince ??= at;
                server.Cut(at);
            }
        });

    /// <summary>Pauses monitoring at the host page's request. A pause that is already in progress continues unchanged.</summary>
    public void Pause(DateTime at, string why) => Change(() => pause ??= new SensorGap(Sensor.Camera, GapCause.PausedByHost, at, why));

    /// <summary>Ends a pause. Nothing was expected to arrive during it.</summary>
    public void Resume(DateTime at) => Change(() => (pause, expectedSince) = (null, pause is null ? expectedSince : at));

    /// <summary>Returns the sensors that deliver nothing usable at this instant.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="browser">The page's last report.</param>
    public IReadOnlyList<SensorGap> Examine(DateTime at, BrowserState? browser)
    {
        lock (gate)
        {
            var answers = server.AnswersSince(at);
            var since = answers > expectedSince ? answers : expectedSince;
            SensorGap?[] gaps =
                pause is not null ? OfAll(pause.Cause, pause.Since, pause.Detail)
                : awaySince is { } away ? OfAll(GapCause.Disconnected, away)
                :
                [
                    camera.Examine(at, since, TimeSpan.FromMilliseconds(pace.NextDelayMs), browser?.CameraRunning),
                    Listens ? microphone.Examine(at, since, browser?.Microphone) : null,
                    page.Examine(at, since),
                ];
            return [.. gaps.OfType<SensorGap>(), .. server.Examine(at) is { } own ? [own] : Array.Empty<SensorGap>()];
        }
    }

    SensorGap?[] OfAll(GapCause cause, DateTime since, string? detail = null) =>
        [
            new(Sensor.Camera, cause, since, detail),
            Listens ? new(Sensor.Microphone, cause, since, detail) : null,
            new(Sensor.Page, cause, since, detail),
        ];

    void Change(Action change)
    {
        lock (gate)
            change();
    }
}
