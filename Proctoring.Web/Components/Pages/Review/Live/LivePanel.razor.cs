using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>A part of the page about a running session: a title, and a list above a form.</summary>
public sealed partial class LivePanel
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public RenderFragment? ChildContent { get; set; }
}
