using System.Text.Json.Serialization;

namespace Proctoring.Core.Observations;

/// <summary>The state of the exam page in the candidate's browser; a field is null if the browser did not report it.</summary>
/// <param name="TabHidden">The page's tab is not the visible one.</param>
/// <param name="WindowFocused">The page's window has the keyboard.</param>
/// <param name="Fullscreen">The page fills the screen.</param>
/// <param name="CameraRunning">The camera's track is live and not muted.</param>
/// <param name="SecondDisplay">The screen is extended over more than one display.</param>
/// <param name="DevtoolsOpen">The developer tools seem to be open beside the page.</param>
/// <param name="Microphone">The state of the microphone.</param>
/// <param name="DroppedSignals">How many signals this load of the page has dropped so far because its buffer was full.</param>
/// <param name="Screen">The state of the shared screen; null also if the session asks for none.</param>
/// <param name="DroppedSound">How many pieces of sound this load of the page has dropped so far because it could not send them.</param>
/// <param name="DroppedScreens">How many pictures of the screen this load of the page has dropped so far because the line was too
/// slow.</param>
[GenerateSerializer, Immutable, Alias("proctoring.browser_state")]
public sealed record BrowserState(
    bool? TabHidden,
    bool? WindowFocused,
    bool? Fullscreen,
    bool? CameraRunning,
    bool? SecondDisplay = null,
    bool? DevtoolsOpen = null,
    MicrophoneState? Microphone = null,
    int? DroppedSignals = null,
    ScreenState? Screen = null,
    int? DroppedSound = null,
    int? DroppedScreens = null
)
{
    /// <summary>The dialog of the browser that has the keyboard; null if none has. It is stored as a gap of the page.</summary>
    [Id(11), JsonIgnore]
    public BrowserDialog? Dialog { get; init; }
}

/// <summary>A dialog of the browser itself. While it is open, a page does not know whether the candidate uses another window.</summary>
public enum BrowserDialog
{
    /// <summary>It asks for a file.</summary>
    File,

    /// <summary>It asks what to share of the screen.</summary>
    Screen,
}

/// <summary>The state of the shared screen as the page reports it.</summary>
public enum ScreenState
{
    /// <summary>A whole monitor is shared.</summary>
    Whole,

    /// <summary>Something is shared, and the browser does not report whether it is a whole monitor.</summary>
    Unverified,

    /// <summary>The candidate chose a window or a tab. The page does not use it.</summary>
    Part,

    /// <summary>Nothing is shared: not yet, declined, or ended.</summary>
    NotShared,

    /// <summary>The browser or the device cannot share a screen.</summary>
    Unavailable,
}

/// <summary>The state of the microphone as the page reports it; on the wire in lower case.</summary>
public enum MicrophoneState
{
    On,

    /// <summary>The candidate continues without a microphone.</summary>
    Off,

    Muted,

    Unplugged,

    /// <summary>It delivers zeros only.</summary>
    Silent,

    /// <summary>The page cannot listen to it.</summary>
    Failed,
}
