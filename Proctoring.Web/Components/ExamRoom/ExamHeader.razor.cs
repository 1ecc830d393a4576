using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>The header of a running exam, with its name and the candidate's tools.</summary>
public sealed partial class ExamHeader
{
    ElementReference heading;

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    /// <summary>The language of the name, for <c>lang</c>; empty if unknown.</summary>
    [Parameter]
    public string Language { get; set; } = "";

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
            await heading.FocusAsync(preventScroll: true);
    }
}
