using System.Security.Claims;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>The links that the viewer's roles open, the viewer's name, and the sign-out button.</summary>
public sealed partial class StaffNav
{
    static string? Name(ClaimsPrincipal viewer) => viewer.FindFirstValue(StaffClaims.DisplayName) ?? viewer.Identity?.Name;
}
