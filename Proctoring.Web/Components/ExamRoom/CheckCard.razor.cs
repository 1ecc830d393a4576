using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>One thing to do before the exam.</summary>
public sealed partial class CheckCard
{
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
}
