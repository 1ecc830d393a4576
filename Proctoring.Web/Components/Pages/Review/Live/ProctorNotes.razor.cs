using Microsoft.AspNetCore.Components;
using Proctoring.Core.Reviews;
using Proctoring.Web.Components.Controls;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Shows the staff's notes on a running session, and stores the next one.</summary>
public sealed partial class ProctorNotes
{
    string? text;

    [Parameter, EditorRequired]
    public Guid SessionId { get; set; }

    /// <summary>The oldest first.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<CaseNote> Notes { get; set; } = [];

    [Parameter]
    public EventCallback OnAdded { get; set; }

    [Inject]
    ReviewNotes Writer { get; set; } = null!;

    [Inject]
    ViewerClock Clock { get; set; } = null!;
}
