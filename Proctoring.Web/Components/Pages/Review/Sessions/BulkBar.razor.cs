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
    int done;

    /// <summary>The selected sessions.</summary>
    [Parameter, EditorRequired]
    public IReadOnlySet<Guid> Sessions { get; set; } = new HashSet<Guid>();

    /// <summary>The sessions that the latest choice left out, because too many are selected.</summary>
    [Parameter]
    public int NotChosen { get; set; }

    [Parameter]
    public IReadOnlyList<StaffName> Reviewers { get; set; } = [];

    [Parameter]
    public EventCallback OnClear { get; set; }

    /// <summary>Called when an act begins and ends; meanwhile the selection must stay.</summary>
    [Parameter]
    public EventCallback<bool> OnBusy { get; set; }

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
        : id == Guid.Empty ? L["Filters_NoOne"]
        : Reviewers.FirstOrDefault(one => one.Id == id)?.Name ?? "";

    Task AssignAsync() =>
        ActAsync(async (viewer, progress) =>
        {
            var (to, sessions) = (reviewer == Guid.Empty ? null : reviewer, Sessions.ToList());
            await OnAssigned.InvokeAsync(await OffThePageAsync(() => Assignments.GiveManyAsync(viewer, sessions, to, progress, default)));
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
        await ActAsync(async (viewer, progress) =>
        {
            var ((rule, reason), sessions) = (chosen, Sessions.ToList());
            await OnDismissed.InvokeAsync(
                await OffThePageAsync(() => Dismissals.DismissAsync(viewer, sessions, rule, reason, progress, default))
            );
        });
    }

    async Task ActAsync(Func<Core.Storage.Staff.StaffViewer, IProgress<int>, Task> act)
    {
        if (busy)
            return;
        (busy, done) = (true, 0);
        try
        {
            await OnBusy.InvokeAsync(true);
            if (await Access.ViewerAsync(StaffPolicies.Review) is { } viewer)
                await act(viewer, new Progress<int>(Advance));
        }
        finally
        {
            busy = false;
            await OnBusy.InvokeAsync(false);
        }
    }

    /// <summary>SQLite answers at once, so an act would keep the page from showing its progress until the end.</summary>
    static Task<T> OffThePageAsync<T>(Func<Task<T>> act) => Task.Run(act);

    void Advance(int sessions)
    {
        // A few steps are enough to see that the act continues.
        if (sessions % 10 != 0)
            return;
        done = sessions;
        StateHasChanged();
    }
}
