using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Manage.SystemStatus;

/// <summary>Shows whether one part of the system works, as an icon, a colour and words.</summary>
public sealed partial class StateLine
{
    [Parameter, EditorRequired]
    public bool Good { get; set; }

    [Parameter, EditorRequired]
    public string DisplayText { get; set; } = "";

    /// <summary>The problem. Details of a failed check are in English, as in the log.</summary>
    [Parameter]
    public string? Detail { get; set; }
}
