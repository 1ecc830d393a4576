using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

// The three checks before an exam: service, camera, face.
public sealed partial class ExamProctoring
{
    IReadOnlyList<string> faults = [];
    CameraReport camera = CameraReport.Off;
    ReferenceAdvice? advice;
    string? outcome;

    [Inject]
    Readiness Readiness { get; set; } = null!;

    string CheckLead => phase == RoomPhase.Camera
        ? camera.Live ? "This is what it sees. Nothing is kept yet." : "Your browser will ask you to allow it, and the microphone with it."
        : "Look into the camera, alone, with light on your face. The picture is what we compare with during the exam.";

    string TakePictureText => busy ? "Looking…"
        : Connection != RoomConnection.Connected ? "Connecting…"
        : advice is null ? "Take picture" : "Take it again";

    async Task CheckServiceAsync()
    {
        Show(RoomPhase.Service);
        StateHasChanged();
        faults = await Readiness.FaultsAsync(gone.Token);
        if (faults.Count > 0)
        {
            Show(RoomPhase.Unwell);
            return;
        }

        await EnterAsync();
        if (view!.HasReference)
            (outcome, advice) = ("accepted", ReferenceAdvice.For("accepted"));
        Show(RoomPhase.Camera);
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
            // The service may have become unwell while the candidate was getting ready.
            faults = await Readiness.FaultsAsync(gone.Token);
            if (faults.Count > 0)
            {
                Show(RoomPhase.Unwell);
                return;
            }

            await Register.StartAsync(access!, gone.Token);
            await GoOnAsync();
        }
        catch (Exception) when (!gone.IsCancellationRequested)
        {
            await ExplainAsync();
        }
        finally
        {
            busy = false;
        }
    }
}
