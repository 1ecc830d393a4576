using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Asks once before a quiz is handed in, and names what is not answered.</summary>
public sealed partial class SubmitDialog
{
    /// <summary>The numbers of the questions without an answer.</summary>
    [Parameter]
    public IReadOnlyList<int> Unanswered { get; set; } = [];

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;
}
