using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Proctoring.Web.Components.ExamRoom;

// The three checks before an exam: service and browser, camera, face.
public sealed partial class ExamProctoring
{
    IReadOnlyList<string> faults = [];
    bool faultyBrowser;
    CameraReport camera = CameraReport.Off;
    ReferenceAdvice? advice;
    string? outcome;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    string UnwellTitle => faultyBrowser ? "This browser can't be used for a proctored exam" : "Proctoring is unavailable";

    string UnwellLead => faultyBrowser ? "This is the reason:" : "Proctoring is unavailable at the moment, so the exam can't start. What is wrong:";

    string CheckLead => phase == RoomPhase.Camera
        ? camera.Live ? "This is what it sees. Nothing is stored yet." : "Your browser will ask you to allow the camera and the microphone."
        : "Sit alone, face the camera, and have a light in front of you. We compare this picture with what the camera sees during the exam.";

    string TakePictureText => busy ? "Checking…"
        : Connection != RoomConnection.Connected ? "Connecting…"
        : advice is null ? "Take picture" : "Take it again";

    async Task CheckServiceAsync()
    {
        Show(RoomPhase.Service);
        StateHasChanged();
        if (await FindFaultsAsync())
            return;
        await EnterAsync();
        if (view!.HasReference)
            (outcome, advice) = ("accepted", ReferenceAdvice.For("accepted"));
        Show(RoomPhase.Camera);
    }

    /// <summary>Checks the service, then the browser. Shows what is wrong and returns true if anything is.</summary>
    async Task<bool> FindFaultsAsync()
    {
        (faultyBrowser, faults) = (false, await Readiness.FaultsAsync(gone.Token));
        if (faults.Count == 0 && await CheckBrowserAsync() is { Count: > 0 } lacks)
        {
            Log.BrowserUnsuitable(access?.SessionId, string.Join(", ", lacks));
            (faultyBrowser, faults) = (true, [.. lacks.Select(BrowserFault.Explain)]);
        }

        if (faults.Count == 0)
            return false;
        Show(RoomPhase.Unwell);
        return true;
    }

    async Task<IReadOnlyList<string>> CheckBrowserAsync()
    {
        try
        {
            return await RoomScript.CheckBrowserAsync(Browser);
        }
        catch (JSException cause)
        {
            // Not a proof that the exam fails. The camera and face checks decide.
            Log.BrowserSilent(cause, access?.SessionId, "check");
            return [];
        }
    }

    void CameraChanged(CameraReport report) => camera = report;

    void ShowFaceCheck() => Show(RoomPhase.Face);

    async Task CheckAgainAsync()
    {
        busy = true;
        await ArriveAsync();
        busy = false;
    }

    async Task TakePictureAsync()
    {
        (busy, outcome, advice) = (true, null, null);
        StateHasChanged();
        try
        {
            outcome = await script!.TakeReferenceAsync();
            advice = ReferenceAdvice.For(outcome);
        }
        finally
        {
            busy = false;
        }
    }

    async Task BeginAsync()
    {
        busy = true;
        try
        {
            // The service may have failed while the candidate was getting ready.
            if (await FindFaultsAsync())
                return;
            await Register.StartAsync(access!, gone.Token);
            await GoOnAsync();
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
