using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>The acts on the selected sessions: assign, and dismiss the flags of one rule.</summary>
public sealed partial class BulkBar
{
    Guid? reviewer;
    bool busy;

    /// <summary>The selected sessions.</summary>
    [Parameter, EditorRequired]
    public IReadOnlySet<Guid> Sessions { get; set; } = new HashSet<Guid>();

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    [Parameter]
    public EventCallback OnClear { get; set; }

    /// <summary>Called after an assignment, which can be undone.</summary>
    [Parameter]
    public EventCallback<AssignmentBatch> OnAssigned { get; set; }

    /// <summary>Called after a dismissal.</summary>
    [Parameter]
    public EventCallback<BulkResult> OnDismissed { get; set; }

    [Inject]
    Assignments Assignments { get; set; } = null!;

    [Inject]
    BulkDismissals Dismissals { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    string NameOf(Guid? id) =>
        id is null ? ""
        : id == Guid.Empty ? L["Filters_Nobody"]
        : Reviewers.FirstOrDefault(one => one.Id == id)?.Name ?? "";

    Task AssignAsync() =>
        ActAsync(async viewer =>
        {
            var batch = await Assignments.GiveManyAsync(viewer, [.. Sessions], reviewer == Guid.Empty ? null : reviewer, default);
            await OnAssigned.InvokeAsync(batch);
        });

    async Task DismissAsync()
    {
        var dialog = await Dialogs.ShowAsync<BulkDismissDialog>(
            L["Bulk_Dismiss"],
            new DialogParameters<BulkDismissDialog> { { bulk => bulk.Sessions, [.. Sessions] } },
            new DialogOptions { MaxWidth = MaxWidth.Medium, FullWidth = true }
        );
        if (await dialog.Result is not { Canceled: false, Data: ChosenDismissal chosen })
            return;
        await ActAsync(async viewer =>
            await OnDismissed.InvokeAsync(await Dismissals.DismissAsync(viewer, [.. Sessions], chosen.Rule, chosen.Reason, default))
        );
    }

    async Task ActAsync(Func<Core.Storage.Staff.StaffViewer, Task> act)
    {
        if (busy)
            return;
        busy = true;
        try
        {
            if (await Access.ViewerAsync(StaffPolicies.Review) is { } viewer)
                await act(viewer);
        }
        finally
        {
            busy = false;
        }
    }
}
