using Microsoft.AspNetCore.Components;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components;

/// <summary>Finds the page of an address.</summary>
public sealed partial class Routes
{
    /// <summary>Whether the viewer chose the dark theme; null if the system decides.</summary>
    [Parameter]
    public bool? DarkChosen { get; set; }

    /// <summary>The network address of the request.</summary>
    [Parameter]
    public string? Address { get; set; }

    [Inject]
    internal StaffCircuit Circuit { get; set; } = null!;

    protected override void OnInitialized() => Circuit.Address = Address;
}
