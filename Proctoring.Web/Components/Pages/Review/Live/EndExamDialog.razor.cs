using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks once, and for the reason, before an exam is ended.</summary>
public sealed partial class EndExamDialog
{
    string? reason;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter]
    public string Student { get; set; } = "";
}
