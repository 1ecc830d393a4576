using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Sessions;

/// <summary>The viewer's latest acts on several sessions, each with its undo.</summary>
public sealed partial class BatchNotes
{
    /// <summary>The latest assignment; null for none.</summary>
    [Parameter]
    public AssignmentBatch? Assigned { get; set; }

    [Parameter]
    public IReadOnlyList<DismissalBatch> Batches { get; set; } = [];

    [Parameter]
    public EventCallback OnUndoAssigned { get; set; }

    [Parameter]
    public EventCallback<DismissalBatch> OnWithdraw { get; set; }

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
