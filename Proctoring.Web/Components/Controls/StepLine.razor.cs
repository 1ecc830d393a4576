using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>Shows the current step in a row of steps.</summary>
public sealed partial class StepLine
{
    [Parameter, EditorRequired]
    public int Current { get; set; }

    [Parameter, EditorRequired]
    public int Total { get; set; }

    [Parameter, EditorRequired]
    public string Name { get; set; } = "";
}
