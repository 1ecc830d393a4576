using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Layout;

/// <summary>Explains that a page failed, with the next step. The framework logs the reason.</summary>
public sealed partial class PageErrors
{
    string? shown;

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    // Another page clears the error; a new theme of the same page does not.
    protected override void OnParametersSet()
    {
        if (shown is not null && shown != Navigation.Uri)
            Recover();
        shown = Navigation.Uri;
    }
}
