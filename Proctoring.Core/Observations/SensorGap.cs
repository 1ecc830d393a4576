namespace Proctoring.Core.Observations;

/// <summary>A source of evidence that can fail on its own.</summary>
public enum Sensor
{
    Camera,
    Microphone,

    /// <summary>The exam page, which reports its state every few seconds.</summary>
    Page,

    /// <summary>This server, which analyses what the other sensors deliver.</summary>
    Server,

    /// <summary>The shared screen, if the policy asks for it.</summary>
    Screen,

    /// <summary>The phone that shows the room from the side, if the policy uses one.</summary>
    Room,
}

/// <summary>Why a sensor delivers nothing usable.</summary>
public enum GapCause
{
    /// <summary>The camera: no frame arrives.</summary>
    NoFrames,

    /// <summary>The camera: frames arrive, but they cannot be decoded.</summary>
    UnreadableFrames,

    /// <summary>The camera: frames arrive, but the server refuses them: too large, too often or not JPEG.</summary>
    RefusedFrames,

    /// <summary>The camera: the browser reports that it stopped.</summary>
    CameraStopped,

    /// <summary>The microphone: the candidate continues without one.</summary>
    MicrophoneOff,

    /// <summary>The microphone: muted by the system or by a key.</summary>
    MicrophoneMuted,

    /// <summary>The microphone: unplugged during the exam.</summary>
    MicrophoneUnplugged,

    /// <summary>The microphone: it delivers zeros only.</summary>
    MicrophoneSilent,

    /// <summary>The microphone: the page cannot listen to it.</summary>
    MicrophoneFailed,

    /// <summary>The page reports its state, but not the state of this sensor.</summary>
    NotReported,

    /// <summary>The page: no report arrives.</summary>
    NoReports,

    /// <summary>The page: it dropped signals because its buffer was full.</summary>
    DroppedSignals,

    /// <summary>Camera, microphone or page: the connection is lost.</summary>
    Disconnected,

    /// <summary>Camera, microphone or page: the page around the exam paused monitoring.</summary>
    PausedByHost,

    /// <summary>The server: it was not running.</summary>
    NotRunning,

    /// <summary>The server: it stood still.</summary>
    Stalled,

    /// <summary>The server: it analyses too few frames, or too late.</summary>
    Overloaded,

    /// <summary>The server: the models are not loaded, or they fail.</summary>
    ModelsUnavailable,

    /// <summary>The server: the voice model is not loaded, or it fails.</summary>
    SoundNotAnalysed,

    /// <summary>The server: observations were not stored, or are damaged.</summary>
    RecordsLost,

    /// <summary>The server: its clock was changed.</summary>
    ClockStep,

    /// <summary>Camera, microphone or page: staff paused the exam, and its clock is stopped.</summary>
    PausedByStaff,

    /// <summary>Camera, microphone or page: the candidate takes a permitted break, and the clock is stopped.</summary>
    Break,

    /// <summary>The screen: it is not shared.</summary>
    ScreenNotShared,

    /// <summary>The screen: the candidate chose a window or a tab instead of the whole screen.</summary>
    ScreenNotWhole,

    /// <summary>The screen: the browser or the device cannot share it.</summary>
    ScreenUnavailable,

    /// <summary>The screen: its pictures were refused or could not be read.</summary>
    ScreenRefused,

    /// <summary>The microphone: the page recorded sound that it could not send, because the connection was too slow or was lost.</summary>
    DroppedSound,

    /// <summary>The microphone: sound arrived, but the server refused it: too large, too often or not samples.</summary>
    RefusedSound,

    /// <summary>The screen: the page could not send pictures in time.</summary>
    DroppedScreens,

    /// <summary>The room camera: no phone has sent a picture.</summary>
    RoomNotConnected,

    /// <summary>The room camera: the pictures of the phone stopped arriving.</summary>
    RoomSilent,

    /// <summary>The room camera: the candidate stopped it on the phone.</summary>
    RoomStopped,

    /// <summary>The room camera: its pictures were refused or could not be read.</summary>
    RoomRefused,

    /// <summary>The room camera: its pictures show nothing.</summary>
    RoomBlocked,
}

/// <summary>A current span in which a sensor delivers nothing usable.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Cause">Why it delivers nothing usable.</param>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Detail">Details that the cause does not state.</param>
public sealed record SensorGap(Sensor Sensor, GapCause Cause, DateTime Since, string? Detail = null)
{
    /// <summary>How much of a silence counts. It excludes the time for which the server asked the page to wait, and the time for which a
    /// message may have waited in the server. Null if all of it counts.</summary>
    public TimeSpan? Counted { get; init; }

    /// <summary>Whether monitoring was paused openly, so that the sensor was not expected to deliver anything.</summary>
    public bool IsPause => Cause is GapCause.PausedByHost or GapCause.PausedByStaff or GapCause.Break;

    /// <summary>The cause in a few words, for reports and lists.</summary>
    public string Text => Detail ?? TextOf(Cause);

    /// <summary>How long the sensor's silence counts at this instant.</summary>
    public TimeSpan SilenceAt(DateTime at) => Counted ?? at - Since;

    /// <summary>A cause in a few words.</summary>
    public static string TextOf(GapCause cause) =>
        cause switch
        {
            GapCause.NoFrames => "no frame reached the server",
            GapCause.UnreadableFrames => "frames arrived but could not be read",
            GapCause.RefusedFrames => "frames arrived but were refused",
            GapCause.CameraStopped => "the browser reports that the camera stopped",
            GapCause.MicrophoneOff => "the exam is taken without a microphone",
            GapCause.MicrophoneMuted => "the microphone is muted",
            GapCause.MicrophoneUnplugged => "the microphone was unplugged",
            GapCause.MicrophoneSilent => "the microphone delivers only silence",
            GapCause.MicrophoneFailed => "the browser could not listen to the microphone",
            GapCause.NotReported => "the page does not report its state",
            GapCause.NoReports => "no report from the exam page reached the server",
            GapCause.DroppedSignals => "the page dropped signals",
            GapCause.Disconnected => "the connection was lost",
            GapCause.PausedByHost => "the page around the exam paused monitoring",
            GapCause.NotRunning => "the server was not running",
            GapCause.Stalled => "the server stalled",
            GapCause.Overloaded => "the server was over its limit",
            GapCause.ModelsUnavailable => "the models could not analyse the frames",
            GapCause.SoundNotAnalysed => "the voice model could not analyse the sound",
            GapCause.RecordsLost => "observations were lost",
            GapCause.ClockStep => "the server's clock was changed",
            GapCause.PausedByStaff => "staff paused the exam",
            GapCause.Break => "the candidate took a break",
            GapCause.ScreenNotShared => "the screen is not shared",
            GapCause.ScreenNotWhole => "a window or a tab was chosen instead of the whole screen",
            GapCause.ScreenUnavailable => "this browser or device cannot share the screen",
            GapCause.ScreenRefused => "pictures of the screen arrived but could not be read",
            GapCause.DroppedSound => "the page dropped sound",
            GapCause.RefusedSound => "sound arrived but was refused",
            GapCause.DroppedScreens => "the page dropped pictures of the screen",
            GapCause.RoomNotConnected => "no phone was connected as room camera",
            GapCause.RoomSilent => "no picture from the room camera reached the server",
            GapCause.RoomStopped => "the room camera was stopped on the phone",
            GapCause.RoomRefused => "pictures of the room camera arrived but could not be read",
            GapCause.RoomBlocked => "the room camera showed nothing",
            _ => throw new ArgumentOutOfRangeException(nameof(cause), cause, "This cause has no text."),
        };
}
