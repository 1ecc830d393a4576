using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Layout;

/// <summary>The frame of the pages without a circuit: signing in, setting a password, the viewer's account.</summary>
public sealed partial class PlainLayout
{
    [CascadingParameter(Name = "DarkChosen")]
    bool? DarkChosen { get; set; }

    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string SkipTarget => new Uri(Navigation.Uri).PathAndQuery + "#content";
}
