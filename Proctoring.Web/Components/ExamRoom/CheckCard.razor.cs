using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>One thing to do before the exam.</summary>
public sealed partial class CheckCard
{
    ElementReference heading;
    string? read;

    /// <summary>Which of the three checks, from 1; 0 where it is none of them.</summary>
    [Parameter]
    public int Step { get; set; }

    [Parameter]
    public string StepName { get; set; } = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? Lead { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? Body { get; set; }

    /// <summary>The next step first.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    // The button that led here is gone; without this a screen reader would begin at the top of the page.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (read == StepName)
            return;
        read = StepName;
        await heading.FocusAsync(preventScroll: true);
    }
}
