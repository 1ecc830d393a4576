using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A field of a form that is posted as a whole, on pages without a circuit.</summary>
public sealed partial class FormField
{
    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    /// <summary>The name under which it is posted.</summary>
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

    /// <summary>The value of the HTML attribute <c>autocomplete</c>.</summary>
    [Parameter]
    public string? Autocomplete { get; set; }

    [Parameter]
    public bool Autofocus { get; set; }

    [Parameter]
    public string? TestId { get; set; }
}
