using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A card with one form and the result of the last attempt.</summary>
public sealed partial class FormCard
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Whether the card is the page's main content and its title the page's title.</summary>
    [Parameter]
    public bool Main { get; set; }

    [Parameter]
    public bool Wide { get; set; }

    /// <summary>The error of the last attempt, in a sentence.</summary>
    [Parameter]
    public string? Problem { get; set; }

    /// <summary>The success of the last attempt, in a sentence.</summary>
    [Parameter]
    public string? Good { get; set; }

    [Parameter]
    public string? TestId { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    string TitleId => "title-" + (TestId ?? "card");
}
