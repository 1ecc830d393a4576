using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Asks for confirmation before a quiz is submitted, and names the unanswered questions.</summary>
public sealed partial class SubmitDialog
{
    /// <summary>The numbers of the questions without an answer.</summary>
    [Parameter]
    public IReadOnlyList<int> Unanswered { get; set; } = [];

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;
}
