using Microsoft.AspNetCore.Components;
using MudBlazor;
using Severity = Proctoring.Core.Exams.Severity;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Asks a proctor what they saw, and how severe it is.</summary>
public sealed partial class RaiseFlagDialog
{
    Severity severity = Severity.Medium;
    string? text;

    [CascadingParameter]
    IMudDialogInstance Dialog { get; set; } = null!;

    [Parameter]
    public string Student { get; set; } = "";
}

/// <summary>The answer of the dialog.</summary>
internal sealed record RaisedFlag(Severity Severity, string Text);
