using Microsoft.AspNetCore.Components;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Erases the data of one student after a confirmation, and shows the receipt.</summary>
public sealed partial class EraseSection
{
    IReadOnlyList<ErasableStudent> found = [];
    ErasableStudent? confirming;
    ErasureReceipt? receipt;
    string? student;
    string asked = "";
    string? problem;
    bool busy;
    bool live;

    [Inject]
    internal StaffAccess Access { get; set; } = null!;

    [Inject]
    internal StudentErasure Erasure { get; set; } = null!;

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        live = true;
        StateHasChanged();
    }

    Task FindAsync() =>
        ActAsync(async viewer =>
        {
            asked = student?.Trim() ?? "";
            found = await Erasure.FindAsync(viewer, asked, CancellationToken.None);
            problem = found.Count == 0 ? L["Export_Missing"] : (string?)null;
        });

    Task EraseAsync(ErasableStudent row) =>
        ActAsync(async viewer =>
        {
            try
            {
                receipt = await Erasure.EraseAsync(viewer, row.OwnerId, asked, CancellationToken.None);
                problem = receipt is null ? L["Export_Missing"] : (string?)null;
                found = [];
            }
            catch (CallRefusedException refused)
            {
                problem = L[
                    "Erase_Refused",
                    L[
                        refused.Code switch
                        {
                            ErrorCodes.ExamUnderWay => "Erase_ExamUnderWay",
                            ErrorCodes.LegalHold => "Erase_Held",
                            _ => "Erase_Impossible",
                        }
                    ]
                ];
            }
        });

    async Task ActAsync(Func<StaffViewer, Task> act)
    {
        if (busy)
            return;
        // Before the rights are read: a second click must find it.
        (busy, problem, receipt, confirming) = (true, null, null, null);
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Manage) is { } viewer)
                await act(viewer);
        }
        finally
        {
            busy = false;
        }
    }
}
