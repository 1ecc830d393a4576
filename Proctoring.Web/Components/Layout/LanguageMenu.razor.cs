using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Layout;

/// <summary>Changes the language of the page; the page itself stays the same.</summary>
public sealed partial class LanguageMenu
{
    [Inject]
    NavigationManager Navigation { get; set; } = null!;

    string Page => new Uri(Navigation.Uri).PathAndQuery;
}
