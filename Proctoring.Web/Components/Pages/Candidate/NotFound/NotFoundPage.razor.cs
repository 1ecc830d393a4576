using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Candidate.NotFound;

/// <summary>Says in words that there is nothing at this address, or nothing for this viewer.</summary>
public sealed partial class NotFoundPage
{
    /// <summary>The answer's status where this page stands in for another.</summary>
    [SupplyParameterFromQuery]
    public int? Status { get; set; }
}
