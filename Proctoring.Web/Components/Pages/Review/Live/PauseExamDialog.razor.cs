using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks for the reason of a pause.</summary>
public sealed partial class PauseExamDialog
{
    string? reason;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter]
    public string Student { get; set; } = "";
}
