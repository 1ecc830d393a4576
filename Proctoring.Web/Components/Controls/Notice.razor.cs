using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A full-page notice: what happened, whether anything was lost, and what to do next.</summary>
public sealed partial class Notice
{
    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? TestId { get; set; }

    /// <summary>"alert" for a notice that appears without an action of the user.</summary>
    [Parameter]
    public string? Role { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The actions, the primary one first.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }
}
