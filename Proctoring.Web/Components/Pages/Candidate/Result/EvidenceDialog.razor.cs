using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Candidate.Result;

/// <summary>One evidence picture, large.</summary>
public sealed partial class EvidenceDialog
{
    [Parameter]
    public string Address { get; set; } = "";

    [Parameter]
    public string Alt { get; set; } = "";
}
