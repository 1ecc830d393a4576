using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Edits what a question or a gap asks for.</summary>
public sealed partial class BodyEditor
{
    [Parameter, EditorRequired]
    public BodyForm Body { get; set; } = null!;

    [Parameter]
    public EventCallback OnChange { get; set; }

    Task Changed() => OnChange.InvokeAsync();

    Task AddGapAsync()
    {
        Body.Gaps.Add(new GapForm());
        return Changed();
    }

    Task RemoveGapAsync(GapForm gap)
    {
        Body.Gaps.Remove(gap);
        return Changed();
    }
}
