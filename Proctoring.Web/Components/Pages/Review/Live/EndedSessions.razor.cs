using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>The sessions that ended a short time ago and can continue.</summary>
public sealed partial class EndedSessions
{
    [Parameter, EditorRequired]
    public IReadOnlyList<EndedSession> Sessions { get; set; } = [];

    /// <summary>Called after a candidate was readmitted.</summary>
    [Parameter]
    public EventCallback<Guid> OnReadmitted { get; set; }

    [Inject]
    Readmissions Readmissions { get; set; } = null!;

    [Inject]
    IDialogService Dialogs { get; set; } = null!;

    [Inject]
    ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    StaffAccess Access { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;

    async Task ReadmitAsync(EndedSession session)
    {
        var dialog = await Dialogs.ShowAsync<ReadmitDialog>(
            L["Readmit_Title"],
            new DialogParameters<ReadmitDialog> { { ended => ended.Session, session } }
        );
        if (
            await dialog.Result is not { Canceled: false, Data: AddedTime added }
            || await Access.ViewerAsync(StaffPolicies.Intervene) is not { } viewer
        )
            return;
        var trouble = ReviewText.Trouble(await Readmissions.ReadmitAsync(viewer, session.Id, added.Minutes, added.Reason, default));
        Snackbar.Add(trouble ?? L["Readmit_Done"], trouble is null ? MudBlazor.Severity.Success : MudBlazor.Severity.Warning);
        if (trouble is null)
            await OnReadmitted.InvokeAsync(session.Id);
    }
}
