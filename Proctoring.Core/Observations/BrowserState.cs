namespace Proctoring.Core.Observations;

/// <summary>How the exam page stands in the candidate's browser; null where the browser did not say.</summary>
/// <param name="TabHidden">The page's tab is not the visible one.</param>
/// <param name="WindowFocused">The page's window has the keyboard.</param>
/// <param name="Fullscreen">The page fills the screen.</param>
/// <param name="CameraRunning">The camera's track is live and not muted.</param>
/// <param name="SecondDisplay">The screen is extended over more than one display.</param>
/// <param name="DevtoolsOpen">The developer tools seem to be open beside the page.</param>
/// <param name="MicrophoneRunning">Sound is listened to; false also where there is no microphone, which is no fault of the candidate's.</param>
public sealed record BrowserState(
    bool? TabHidden,
    bool? WindowFocused,
    bool? Fullscreen,
    bool? CameraRunning,
    bool? SecondDisplay = null,
    bool? DevtoolsOpen = null,
    bool? MicrophoneRunning = null);
