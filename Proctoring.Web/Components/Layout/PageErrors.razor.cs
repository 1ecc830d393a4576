using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Layout;

/// <summary>Says in plain words that a page broke, what is safe and what to do; the framework logs the reason.</summary>
public sealed partial class PageErrors
{
    [Inject]
    NavigationManager Navigation { get; set; } = null!;
}
