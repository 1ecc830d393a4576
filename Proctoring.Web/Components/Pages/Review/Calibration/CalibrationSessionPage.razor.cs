using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.Components.Pages.Review.SessionReview;
using Proctoring.Web.Evidence;
using Proctoring.Web.Requests;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Calibration;

/// <summary>A reviewer decides the flags of a known session one after the other, and then sees the known decisions.</summary>
public sealed partial class CalibrationSessionPage : IDisposable
{
    readonly CancellationTokenSource gone = new();
    CalibrationSession? session;
    PictureLinks pictures = null!;
    bool boxes = true;
    bool busy;
    bool looked;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    Calibrations Calibrations { get; set; } = null!;

    [Inject]
    EvidenceLinks Evidence { get; set; } = null!;

    [Inject]
    TimeProvider Time { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    int Agreed => session!.Own.Count(one => session.Known.GetValueOrDefault(one.Key) == one.Value);

    protected override void OnInitialized() => pictures = new PictureLinks(Evidence, Time);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Clock.LearnAsync();
        if (await Access.ViewerAsync(StaffPolicies.Review, gone.Token) is { } viewer)
        {
            pictures.For(viewer.UserId);
            session = await Calibrations.FindAsync(viewer, Id, gone.Token);
        }

        looked = true;
        StateHasChanged();
    }

    async Task DecideAsync(Guid flag, Decision decision)
    {
        // The second half of a double click would decide the next flag.
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Review, gone.Token) is not { } viewer)
                return;
            if (await Calibrations.DecideAsync(viewer, Id, flag, decision, gone.Token) != ReviewOutcome.Done)
                Snackbar.Add(L["Calibration_NotStored"], MudBlazor.Severity.Warning);
            session = await Calibrations.FindAsync(viewer, Id, gone.Token);
        }
        finally
        {
            busy = false;
        }
    }

    string AddressOf(Guid evidence) => pictures.To(Id, evidence).FromBase();

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }
}
