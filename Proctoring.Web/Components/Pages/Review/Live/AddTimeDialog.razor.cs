using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks how much time a candidate gets, and for the reason.</summary>
public sealed partial class AddTimeDialog
{
    int minutes = 5;
    string? reason;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter]
    public string Student { get; set; } = "";
}

/// <summary>The answer of the dialog.</summary>
internal sealed record AddedTime(int Minutes, string Reason);
