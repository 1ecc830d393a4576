using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Manage.EditExam;

/// <summary>Edits a list of rows.</summary>
public sealed partial class PartList
{
    [Parameter, EditorRequired]
    public List<PartForm> Parts { get; set; } = [];

    /// <summary>What the rows are, for screen readers.</summary>
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>What one row is, such as "Choice".</summary>
    [Parameter, EditorRequired]
    public string Noun { get; set; } = "";

    [Parameter]
    public string NumberLabel { get; set; } = "Number";

    [Parameter]
    public bool ShowText { get; set; } = true;

    [Parameter]
    public bool ShowMatch { get; set; }

    [Parameter]
    public bool ShowNumber { get; set; }

    [Parameter]
    public bool ShowTolerance { get; set; }

    [Parameter]
    public bool ShowPercent { get; set; }

    [Parameter]
    public bool ShowFeedback { get; set; }

    /// <summary>The value of a new row in per cent.</summary>
    [Parameter]
    public decimal NewPercent { get; set; }

    [Parameter]
    public string? TestId { get; set; }

    [Parameter]
    public EventCallback OnChange { get; set; }

    Task Changed() => OnChange.InvokeAsync();

    Task AddAsync()
    {
        Parts.Add(new PartForm { Percent = NewPercent, Number = NumberLabel == "Factor" ? 1 : 0 });
        return Changed();
    }

    Task RemoveAsync(PartForm part)
    {
        Parts.Remove(part);
        return Changed();
    }

    Task MoveUpAsync(int index)
    {
        (Parts[index - 1], Parts[index]) = (Parts[index], Parts[index - 1]);
        return Changed();
    }
}
