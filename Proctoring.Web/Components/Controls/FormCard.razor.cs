using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Controls;

/// <summary>A card with one thing to fill in, and what came of the last try.</summary>
public sealed partial class FormCard
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>Whether it is what the page is about, and its title the page's.</summary>
    [Parameter]
    public bool Main { get; set; }

    [Parameter]
    public bool Wide { get; set; }

    /// <summary>What went wrong, in a sentence.</summary>
    [Parameter]
    public string? Problem { get; set; }

    /// <summary>What was done, in a sentence.</summary>
    [Parameter]
    public string? Good { get; set; }

    [Parameter]
    public string? TestId { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    string TitleId => "title-" + (TestId ?? "card");
}
