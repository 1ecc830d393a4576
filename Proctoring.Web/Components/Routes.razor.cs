using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components;

/// <summary>Finds the page of an address.</summary>
public sealed partial class Routes
{
    /// <summary>Whether the viewer chose the dark theme; null where the system decides.</summary>
    [Parameter]
    public bool? DarkChosen { get; set; }
}
