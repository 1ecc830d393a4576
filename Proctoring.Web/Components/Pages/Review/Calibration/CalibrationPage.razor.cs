using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Calibration;

/// <summary>Lists the known sessions that a reviewer may decide, and the own agreement for each type of flag.</summary>
public sealed partial class CalibrationPage : IDisposable
{
    readonly CancellationTokenSource gone = new();
    IReadOnlyList<CalibrationRow>? rows;
    IReadOnlyList<CalibrationAgreement> own = [];

    [Inject]
    Calibrations Calibrations { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await Access.ViewerAsync(StaffPolicies.Review, gone.Token) is not { } viewer)
            return;
        rows = await Calibrations.ListAsync(viewer, gone.Token);
        own = await Calibrations.OwnAsync(viewer, gone.Token);
        StateHasChanged();
    }

    string StateOf(CalibrationRow row) =>
        row.Agreed is { } agreed
            ? L["Calibration_RowDone", agreed, row.Flags]
            : L["Calibration_RowOpen", row.Decided, row.Flags];

    public void Dispose()
    {
        gone.Cancel();
        gone.Dispose();
    }
}
