using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.SetupCheck;

namespace Proctoring.Web.Components.ExamRoom;

// The three checks before an exam: service and browser, camera, face.
public sealed partial class ExamProctoring
{
    IReadOnlyList<string> faults = [];
    bool faultyBrowser;
    CameraReport camera = CameraReport.Off;
    ReferenceAdvice? advice;
    string? outcome;
    string? photo;
    bool hasPhoto;
    IReadOnlyList<SetupResult> setup = [];

    [Inject]
    Readiness Readiness { get; set; } = null!;

    [Inject]
    internal SetupKeys SetupKeys { get; set; } = null!;

    string UnwellTitle => L[faultyBrowser ? "Room_BrowserTitle" : "Room_UnavailableTitle"];

    string UnwellLead => L[faultyBrowser ? "Room_BrowserLead" : "Room_UnavailableLead"];

    string CheckLead =>
        L[
            phase != RoomPhase.Camera ? "Room_FaceLead"
            : camera.Live ? "Room_CameraLive"
            : "Room_CameraLead"
        ];

    string TakePictureText =>
        L[
            busy ? "Room_TakingPhoto"
            : Connection != RoomConnection.Connected ? "Room_Connecting"
            : advice is null ? "Room_TakePhoto"
            : "Room_TakeAgain"
        ];

    async Task CheckServiceAsync()
    {
        Show(RoomPhase.Service);
        (screenAsked, turnAsked, phoneAsked) = (false, false, false);
        StateHasChanged();
        if (await FindFaultsAsync())
            return;
        turnStep = view is { AsksToTurnHead: true, ComparesFace: true, Identity: null };
        if (view is { HasReference: true, Identity: null })
            (outcome, advice, hasPhoto) = ("accepted", ReferenceAdvice.For("accepted"), true);
        Show(RoomPhase.Camera);
        // Not awaited: on a slow line they take longer than the candidate needs for the next step.
        _ = PrepareAsync();
        _ = CheckSetupAsync();
    }

    /// <summary>Asks the browser what the running exam needs, while the candidate looks at the camera.</summary>
    async Task PrepareAsync()
    {
        try
        {
            await Clock.LearnAsync();
            canFullscreen ??= !Sidecar && await RoomScript.CanFullscreenAsync(Browser);
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The start asks again.
            Log.BrowserSilent(cause, access?.SessionId, "prepare");
        }
    }

    /// <summary>Repeats the system check, so that the candidate can correct a second display or a slow connection before the timer
    /// runs.</summary>
    async Task CheckSetupAsync()
    {
        try
        {
            await using var script = await Browser.ImportModuleAsync("./js/setup/checks.js", gone.Token);
            // A test page without a browser returns null.
            if (script is not null && await script.InvokeAsync<SetupReport?>("run", gone.Token, SetupKeys.Issue()) is { } report)
            {
                setup = SetupResult.Of(report);
                StateHasChanged();
            }
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The exam does not depend on it; the checks that it does depend on have passed.
            Log.BrowserSilent(cause, access?.SessionId, "setup");
        }
    }

    /// <summary>Checks the service, then the browser, and enters the room. Shows the faults and returns true if there are any.</summary>
    async Task<bool> FindFaultsAsync()
    {
        (faultyBrowser, faults) = (false, await Readiness.FaultsAsync(gone.Token));
        if (faults.Count == 0)
        {
            // At once: each costs a round trip.
            var entering = EnterAsync();
            if (await CheckBrowserAsync() is { Count: > 0 } lacks)
            {
                Log.BrowserUnsuitable(access?.SessionId, string.Join(", ", lacks));
                (faultyBrowser, faults) = (true, [.. lacks.Select(BrowserFault.Explain)]);
                await LeaveAsync(entering);
            }
            else
            {
                await entering;
            }
        }

        if (faults.Count == 0)
            return false;
        Show(RoomPhase.Unwell);
        return true;
    }

    /// <summary>Leaves a room that an unsuitable browser was about to enter.</summary>
    async Task LeaveAsync(Task entering)
    {
        try
        {
            await entering;
            if (script is { } entered)
                await entered.DisposeAsync();
        }
        catch (Exception cause) when (cause is JSException or JSDisconnectedException or OperationCanceledException)
        {
            Log.BrowserSilent(cause, access?.SessionId, "enter");
        }

        script = null;
    }

    async Task<IReadOnlyList<string>> CheckBrowserAsync()
    {
        try
        {
            return await RoomScript.CheckBrowserAsync(Browser);
        }
        catch (JSException cause)
        {
            // Not a proof that the exam would fail. The camera and face checks decide.
            Log.BrowserSilent(cause, access?.SessionId, "check");
            return [];
        }
    }

    void CameraChanged(CameraReport report) => camera = report;

    async Task CheckAgainAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            await ArriveAsync();
        }
        finally
        {
            busy = false;
        }
    }

    async Task TakePictureAsync()
    {
        if (busy)
            return;
        (busy, outcome, advice) = (true, null, null);
        StateHasChanged();
        try
        {
            (outcome, var taken) = await script!.TakeReferenceAsync();
            advice = ReferenceAdvice.For(outcome);
            if (outcome is not "accepted")
                failures++;
            // A failed photo does not replace the one before, on the server neither.
            if (advice.Taken)
                (photo, hasPhoto) = (taken, true);
            else if (hasPhoto)
                advice = advice with { Text = $"{advice.Text} {L["Room_EarlierPhotoStays"]}" };
        }
        finally
        {
            busy = false;
        }
    }

    async Task BeginAsync()
    {
        if (busy)
            return;
        busy = true;
        try
        {
            // The service may have failed while the candidate was getting ready. The browser has proved itself since its check.
            (faultyBrowser, faults) = (false, await Readiness.FaultsAsync(gone.Token));
            if (faults.Count > 0)
            {
                Show(RoomPhase.Unwell);
                return;
            }

            if (AskToTurnHead() || AskForPhone() || AskForScreen())
                return;
            await Opener.StartAsync(access!, gone.Token);
            await GoOnAsync();
        }
        catch (SessionRefusedException refusal)
        {
            (faultyBrowser, faults) = (false, [L[$"Room_Refused{refusal.Reason}"]]);
            Show(RoomPhase.Unwell);
        }
        catch (Exception cause) when (!gone.IsCancellationRequested)
        {
            Log.NotStarted(cause, access?.SessionId);
            await ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
