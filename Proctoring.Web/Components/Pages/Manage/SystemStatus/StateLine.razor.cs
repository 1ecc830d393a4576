using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Manage.SystemStatus;

/// <summary>One thing that is in order or not, in an icon, a colour and words.</summary>
public sealed partial class StateLine
{
    [Parameter, EditorRequired]
    public bool Good { get; set; }

    [Parameter, EditorRequired]
    public string DisplayText { get; set; } = "";

    /// <summary>What to know where it is not in order.</summary>
    [Parameter]
    public string? Detail { get; set; }
}
