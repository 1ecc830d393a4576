using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks for a message to several candidates, and shows how many will read it.</summary>
public sealed partial class MessageManyDialog
{
    /// <summary>The most candidates that the dialog names.</summary>
    const int Named = 8;

    string? text;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    /// <summary>The candidates.</summary>
    [Parameter]
    public IReadOnlyList<string> Students { get; set; } = [];
}
