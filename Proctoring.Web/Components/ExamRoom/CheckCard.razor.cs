using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Proctoring.Core;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>One step before the exam.</summary>
public sealed partial class CheckCard
{
    ElementReference heading;
    string? read;

    /// <summary>The number of the check, from 1; 0 if the card is not a check.</summary>
    [Parameter]
    public int Step { get; set; }

    /// <summary>The number of checks.</summary>
    [Parameter]
    public int Steps { get; set; } = 3;

    [Parameter]
    public string StepName { get; set; } = "";

    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter]
    public string? Lead { get; set; }

    [Parameter, EditorRequired]
    public RenderFragment? Body { get; set; }

    /// <summary>The actions, the next step first.</summary>
    [Parameter]
    public RenderFragment? Actions { get; set; }

    /// <summary>What may arrive late. It follows the actions, so that it never moves a button under the pointer.</summary>
    [Parameter]
    public RenderFragment? Late { get; set; }

    [Inject]
    IOptions<ProctoringOptions> Options { get; set; } = null!;

    string Help => Options.Value.Privacy.Contact is { Length: > 0 } contact ? L["Room_Help", contact] : L["Room_HelpNoContact"];

    // The button that led here has disappeared; without this a screen reader would start at the top of the page.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (read == StepName)
            return;
        read = StepName;
        await heading.FocusAsync(preventScroll: true);
    }
}
