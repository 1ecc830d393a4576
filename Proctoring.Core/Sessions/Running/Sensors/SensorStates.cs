using Proctoring.Core.Observations;
using Proctoring.Core.Storage.Record;

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
    readonly ScreenSensor screen = new(openedAt);
    readonly RoomSensor room = new(openedAt);
    readonly ServerSensor server = new(stalls, clock, openedAt);
    bool seesRoom;
    DateTime expectedSince = openedAt;
    DateTime? awaySince;
    DateTime? silentSince;
    SensorGap? pause;
    SensorGap? hostPause;

    /// <summary>When the server began to monitor the session, UTC.</summary>
    public DateTime OpenedAt { get; } = openedAt;

    /// <summary>Whether monitoring is paused.</summary>
    public bool IsPaused => PausedBy is not null;

    /// <summary>Why monitoring is paused; null while it is not.</summary>
    public GapCause? PausedBy
    {
        get
        {
            lock (gate)
                return (pause ?? hostPause)?.Cause;
        }
    }

    /// <summary>The pause of the host page; null if there is none. Staff or the candidate may have paused as well.</summary>
    public SensorGap? HostPause
    {
        get
        {
            lock (gate)
                return hostPause;
        }
    }

    /// <summary>Since when a request of the candidate to join has waited in this server, UTC; null if none does.</summary>
    public Func<DateTime?> JoinWaitsSince { get; init; } = static () => null;

    /// <summary>How far this server has come with what the phone of the room sends, by the time now, UTC, and the delay of the server;
    /// null if it knows no phone.</summary>
    public Func<DateTime, TimeSpan, ReadingProgress?> RoomReading { get; init; } = static (_, _) => null;

    /// <summary>Whether the session's rules listen to the microphone at all.</summary>
    public bool Listens { get; init; } = true;

    /// <summary>Whether the session asks for the screen.</summary>
    public bool SeesScreen { get; init; }

    /// <summary>Whether a phone is to show the room.</summary>
    public bool SeesRoom
    {
        get
        {
            lock (gate)
                return seesRoom;
        }
        init => seesRoom = value;
    }

    public void FrameQueued(Frame frame) =>
        Change(() =>
        {
            camera.Queued(frame, pace.Slowed);
            server.Frames.Queued(frame.At);
        });

    /// <summary>Records that a newer frame took the place of a queued one.</summary>
    public void FrameReplaced(Frame frame) => Change(() => camera.Replaced(frame));

    public void FrameRefused() => Change(camera.Refused);

    /// <summary>Records that a queued frame was read.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="usable">Whether it could be decoded.</param>
    public void FrameDecided(Frame frame, bool usable) =>
        Change(() =>
        {
            camera.Decided(frame, usable);
            server.Frames.Read(frame.At);
        });

    /// <summary>Records that a queued frame will not be read: in a pause, or because of a fault of the server.</summary>
    public void FrameSkipped(Frame frame) =>
        Change(() =>
        {
            camera.Skipped(frame);
            server.Frames.Read(frame.At);
        });

    /// <summary>Records whether the models could read a frame.</summary>
    public void ModelsLooked(DateTime at, bool worked) => Change(() => server.Looked(at, worked));

    /// <summary>The time since which frames are read too late or too rarely; null if they are read in time.</summary>
    public void Late(DateTime? since) => Change(() => server.Late(since));

    /// <summary>How long what arrives now may have waited in this server; zero if the server is in time.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if that is unknown.</param>
    public TimeSpan WaitOf(DateTime at, PageReading? reading) => reading?.WaitAt(at, stalls.RecentDelay(at)) ?? TimeSpan.Zero;

    /// <summary>Records a queued piece of sound.</summary>
    public void SoundQueued(SoundPiece piece) => Change(() => server.Sound.Queued(piece.At));

    /// <summary>Records that a queued piece of sound will not be analysed: in a pause, or because of a fault of the server.</summary>
    public void SoundSkipped(SoundPiece piece) => Change(() => server.Sound.Read(piece.At));

    /// <summary>Records a piece of sound that was refused because too much of it waits to be analysed.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    public void SoundHadNoPlace(DateTime at) => Change(() => server.HadNoPlace(at));

    /// <summary>Records a piece of sound that was refused before it was queued.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    public void SoundRefused(DateTime at) => Change(() => microphone.Refused(at));

    /// <summary>Records a piece of sound.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="listened">Whether the voice model could analyse it.</param>
    public void SoundArrived(SoundPiece piece, bool listened) =>
        Change(() =>
        {
            microphone.Heard(piece);
            server.Sound.Read(piece.At);
            server.Listened(piece.At, listened);
        });

    /// <summary>Records a picture of the screen.</summary>
    /// <param name="usable">Whether it could be decoded.</param>
    public void ScreenTaken(bool usable) => Change(() => screen.Took(usable));

    /// <summary>Records a picture of the room camera. An offered camera is expected from its first picture on.</summary>
    /// <param name="at">The time of arrival, UTC.</param>
    /// <param name="usable">Whether it was accepted.</param>
    public void RoomArrived(DateTime at, bool usable) =>
        Change(() =>
        {
            seesRoom |= usable;
            room.Arrived(at, usable);
        });

    /// <summary>Records what a picture of the room camera shows.</summary>
    public void RoomLooked(DateTime at, bool? blocked) => Change(() => room.Looked(at, blocked));

    /// <summary>Records that an accepted picture of the room camera could not be decoded.</summary>
    public void RoomUnreadable(DateTime at) => Change(() => room.Unreadable(at));

    /// <summary>Records that the candidate stopped the room camera.</summary>
    public void RoomStopped(DateTime at) => Change(() => room.Stopped(at));

    /// <summary>Records what an earlier server knew about the room camera.</summary>
    public void RestoreRoom(bool connected, DateTime? stopped) => Change(() => room.Restore(connected, stopped));

    public void PageArrived(DateTime at) => Change(() => page.Arrived(at));

    /// <summary>Records a report of a page's state, or an act in it.</summary>
    public void PageReported(DateTime at, string pageId, BrowserState? state) =>
        Change(() =>
        {
            page.Reported(at, pageId, state);
            microphone.Reported(at, pageId, state);
            screen.Reported(at, pageId, state);
        });

    /// <summary>Records what a page dropped and an earlier server has put on record.</summary>
    public void RestoreDrops(string pageId, PageDrops recorded) =>
        Change(() =>
        {
            page.Dropped.Restore(pageId, recorded.Signals);
            microphone.Dropped.Restore(pageId, recorded.Sound);
            screen.Dropped.Restore(pageId, recorded.Screens);
        });

    /// <summary>What a page dropped and is on record as a gap.</summary>
    public PageDrops RecordedDropsOf(string pageId)
    {
        lock (gate)
            return new(page.Dropped.RecordedOf(pageId), microphone.Dropped.RecordedOf(pageId), screen.Dropped.RecordedOf(pageId));
    }

    /// <summary>Records that the server was not running since then; the pages that were connected to it must reconnect.</summary>
    public void ServerWasDown(DateTime since) =>
        Change(() =>
        {
            (awaySince, silentSince) = (since, null);
            server.WasDown(since);
        });

    /// <summary>Records that the sender came or went. A dead connection is given up after seconds without a message, and these belong to
    /// the gap.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="stands">Whether the sender is connected.</param>
    /// <param name="reading">How far the server came with what the connection sent; null if that is unknown.</param>
    public void ConnectionChanged(DateTime at, bool stands, PageReading? reading = null) =>
        Change(() =>
        {
            if (stands)
            {
                Expect(awaySince is null ? expectedSince : at);
                camera.AskedToWait(pace.Slowed);
                awaySince = null;
                server.Returned();
            }
            else
            {
                if (awaySince is null)
                {
                    var silent = reading?.SilentSince(at, stalls.RecentDelay(at));
                    silentSince = silent < expectedSince ? expectedSince : silent;
                }

                awaySince ??= at;
                server.Cut(at);
            }
        });

    /// <summary>Pauses monitoring. A pause for the same cause that is already in progress continues unchanged. The host page's pause is
    /// independent of the others.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Pause(DateTime at, GapCause cause, string? why)
    {
        lock (gate)
        {
            ref var begun = ref cause == GapCause.PausedByHost ? ref hostPause : ref pause;
            if (begun?.Cause == cause)
                return false;
            begun = new SensorGap(Sensor.Camera, cause, at, why);
            return true;
        }
    }

    /// <summary>Ends the pause of staff or of the candidate. That of the host page continues.</summary>
    public void Resume(DateTime at) =>
        Change(() =>
        {
            // Until now, the record has the other pause.
            (pause, hostPause) = (null, hostPause is null ? null : hostPause with { Since = at });
            Expect(at);
            room.Expect(at);
        });

    /// <summary>Ends the pause of the host page.</summary>
    public void ResumeByHost(DateTime at) =>
        Change(() =>
        {
            hostPause = null;
            Expect(at);
            room.Expect(at);
        });

    /// <summary>Records that the session's time was up, until its deadline was moved.</summary>
    public void WasOver(DateTime since, DateTime until) =>
        Change(() =>
        {
            server.WasOver(since, until);
            Expect(until);
            room.Expect(until);
        });

    /// <summary>Returns the sensors that deliver nothing usable at this instant.</summary>
    /// <param name="at">Now, UTC.</param>
    /// <param name="browser">The page's last report.</param>
    /// <param name="reading">How far the server has come with what the page sends; null if nothing can wait.</param>
    public IReadOnlyList<SensorGap> Examine(DateTime at, BrowserState? browser, PageReading? reading = null)
    {
        var delay = stalls.RecentDelay(at);
        var read = reading?.At(at, delay) ?? ReadingProgress.Complete(at);
        lock (gate)
        {
            var answers = server.AnswersSince(at);
            var since = answers > expectedSince ? answers : expectedSince;
            SensorGap?[] gaps =
                (pause ?? hostPause) is { } paused ? OfAll(paused.Cause, paused.Since, paused.Detail)
                : awaySince is { } away ? OfAll(GapCause.Disconnected, silentSince ?? away)
                :
                [
                    camera.Examine(at, since, TimeSpan.FromMilliseconds(pace.NextDelayMs), browser?.CameraRunning, read),
                    Listens ? microphone.Examine(at, since, browser?.Microphone, read) : null,
                    page.Examine(at, since, read, browser?.Dialog),
                    SeesScreen ? screen.Examine(at, since, browser?.Screen, read) : null,
                ];
            server.JoinWaits(awaySince is null ? null : JoinWaitsSince());
            server.Lost(awaySince, PageReading.Margin(delay));
            var roomRead = (seesRoom ? RoomReading(at, delay) : null) ?? PageReading.OfUnknown(at, delay);
            var unseen = seesRoom ? RoomGap(at, answers, roomRead) : null;
            var watches = (pause ?? hostPause) is null;
            server.Behind(
                (watches && awaySince is null && read.IsLate ? camera.Excused ?? page.Excused : null)
                    ?? (watches && seesRoom && roomRead.IsLate ? room.Excused : null)
            );
            return
            [
                .. gaps.OfType<SensorGap>(),
                .. unseen is not null ? [unseen] : Array.Empty<SensorGap>(),
                .. server.Examine(at, TimeSpan.FromMilliseconds(pace.NextDelayMs)) is { } own ? [own] : Array.Empty<SensorGap>(),
            ];
        }
    }

    /// <summary>Expects input from this time on. Gaps of devices from before have ended: one that still exists begins again.</summary>
    void Expect(DateTime from)
    {
        expectedSince = from;
        camera.Forget();
        microphone.Forget();
        page.Forget();
        screen.Forget();
    }

    /// <summary>The phone has a connection of its own, so that of the candidate's page says nothing about it.</summary>
    SensorGap? RoomGap(DateTime at, DateTime answers, ReadingProgress read) =>
        (pause ?? hostPause) is { } paused
            ? new SensorGap(Sensor.Room, paused.Cause, paused.Since, paused.Detail)
            : room.Examine(at, answers, read);

    SensorGap?[] OfAll(GapCause cause, DateTime since, string? detail = null) =>
        [
            new(Sensor.Camera, cause, since, detail),
            Listens ? new(Sensor.Microphone, cause, since, detail) : null,
            new(Sensor.Page, cause, since, detail),
            SeesScreen ? new(Sensor.Screen, cause, since, detail) : null,
        ];

    void Change(Action change)
    {
        lock (gate)
            change();
    }
}
