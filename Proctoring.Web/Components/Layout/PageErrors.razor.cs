using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Layout;

/// <summary>Says in plain words that a page broke, what is safe and what to do; the framework logs the reason.</summary>
public sealed partial class PageErrors
{
    string? shown;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    // The next page is another; a new theme for the same one is not.
    protected override void OnParametersSet()
    {
        if (shown is not null && shown != Navigation.Uri)
            Recover();
        shown = Navigation.Uri;
    }
}
