using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A page's worth of plain words where there is nothing else to show: what happened, what is safe, what to do.</summary>
public sealed partial class Notice
{
    [Parameter, EditorRequired]
    public string Icon { get; set; } = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? TestId { get; set; }

    /// <summary>"alert" where it came by itself.</summary>
    [Parameter]
    public string? Role { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>The ways out, the first one first.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }
}
