using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A field of a form that is posted whole, on pages without a circuit.</summary>
public sealed partial class FormField
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The name it is posted by.</summary>
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter]
    public string Type { get; set; } = "text";

    [Parameter]
    public string? Value { get; set; }

    [Parameter]
    public string? Hint { get; set; }

    [Parameter]
    public bool Required { get; set; } = true;

    [Parameter]
    public int MaxLength { get; set; } = 200;

    [Parameter]
    public int? MinLength { get; set; }

    /// <summary>What the browser may fill in, by HTML's names.</summary>
    [Parameter]
    public string? Autocomplete { get; set; }

    [Parameter]
    public bool Autofocus { get; set; }

    [Parameter]
    public string? TestId { get; set; }
}
