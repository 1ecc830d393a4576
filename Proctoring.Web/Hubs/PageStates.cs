using Proctoring.Core.Observations;

namespace Proctoring.Web.Hubs;

/// <summary>Reads the state that a page reports.</summary>
internal static class PageStates
{
    /// <summary>The state in the words of the product. A state that this version does not know is unknown.</summary>
    public static BrowserState Of(PageState state) =>
        new(
            state.TabHidden,
            state.WindowFocused,
            state.Fullscreen,
            state.CameraRunning,
            state.SecondDisplay,
            state.DevtoolsOpen,
            MicrophoneOf(state),
            state.DroppedSignals,
            ScreenOf(state),
            state.DroppedSound,
            state.DroppedScreens
        )
        {
            Dialog = state.Dialog switch
            {
                "file" => BrowserDialog.File,
                "screen" => BrowserDialog.Screen,
                _ => null,
            },
        };

    static ScreenState? ScreenOf(PageState state) =>
        state.ScreenState switch
        {
            "whole" => ScreenState.Whole,
            "unverified" => ScreenState.Unverified,
            "part" => ScreenState.Part,
            "off" or "declined" or "ended" => ScreenState.NotShared,
            "unavailable" => ScreenState.Unavailable,
            _ => null,
        };

    static MicrophoneState? MicrophoneOf(PageState state) =>
        state.MicrophoneState switch
        {
            "on" => MicrophoneState.On,
            "off" => MicrophoneState.Off,
            "muted" => MicrophoneState.Muted,
            "unplugged" => MicrophoneState.Unplugged,
            "silent" => MicrophoneState.Silent,
            "failed" => MicrophoneState.Failed,
            // A page that was loaded before the server was updated reports only whether it listens.
            _ => state.MicrophoneRunning switch
            {
                true => MicrophoneState.On,
                false => MicrophoneState.Off,
                null => null,
            },
        };
}
