namespace Proctoring.Web.Components.Pages.Candidate.NotFound;

/// <summary>What is shown for an address that leads nowhere.</summary>
public sealed partial class NotFoundPage;
