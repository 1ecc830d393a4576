using Microsoft.AspNetCore.Components;
using MudBlazor;
using Proctoring.Core.Reviews;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks for the reason of a readmission, and for additional time.</summary>
public sealed partial class ReadmitDialog
{
    int minutes;
    string? reason;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter, EditorRequired]
    public EndedSession Session { get; set; } = null!;

    /// <summary>A session without time left needs some.</summary>
    protected override void OnInitialized() => minutes = Session.Remaining < TimeSpan.FromSeconds(1) ? 5 : 0;
}
