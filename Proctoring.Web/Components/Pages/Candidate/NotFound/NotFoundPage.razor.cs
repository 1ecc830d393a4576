using Microsoft.AspNetCore.Components;

namespace Proctoring.Web.Components.Pages.Candidate.NotFound;

/// <summary>Explains that nothing is at this address, or nothing for this viewer.</summary>
public sealed partial class NotFoundPage
{
    /// <summary>The HTTP status if this page replaces another one.</summary>
    [SupplyParameterFromQuery]
    public int? Status { get; set; }
}
