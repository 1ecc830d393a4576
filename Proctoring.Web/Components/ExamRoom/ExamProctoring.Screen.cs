using Microsoft.JSInterop;

namespace Proctoring.Web.Components.ExamRoom;

// The share of the screen: a step of its own before the exam, and a line while it is not shared.
public sealed partial class ExamProctoring
{
    string screenState = ScreenLook.Off;
    bool screenAsked;
    bool flaggedEarly;

    bool ScreenShared => ScreenLook.IsShared(screenState);

    /// <summary>The name of the button after the checks: further steps follow if the policy asks for them.</summary>
    string BeginText =>
        L[
            TurnFollows || (UsesPhone && !phoneAsked) || (view is { Screen.IsOn: true } && !ScreenShared) ? "Room_Next" : "Room_Begin"
        ];

    int Steps => 3 + (turnStep ? 1 : 0) + (UsesPhone ? 1 : 0) + (view is { Screen.IsOn: true } ? 1 : 0);

    /// <summary>Called by the script when the share of the screen changes.</summary>
    [JSInvokable]
    public Task ScreenChanged(string state) =>
        InvokeAsync(() =>
        {
            screenState = ScreenLook.Known(state);
            StateHasChanged();
        });

    /// <summary>Shows the step once; it never blocks the exam.</summary>
    bool AskForScreen()
    {
        if (screenAsked || ScreenShared || view is not { Screen.IsOn: true })
            return false;
        screenAsked = true;
        Show(RoomPhase.Screen);
        return true;
    }

    /// <summary>Called for each new flag of Medium or High severity.</summary>
    void TakeScreen()
    {
        if (view is not { Screen.IsOn: true } || ended)
            return;
        // A page that is loaded just after a flag learns of it before it has its script.
        flaggedEarly = script is null;
        _ = script?.FlaggedAsync();
    }
}
