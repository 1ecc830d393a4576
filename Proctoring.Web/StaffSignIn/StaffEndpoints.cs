using Proctoring.Web.Components.Layout;
using Proctoring.Web.Components.Pages.Manage.Audit;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Maps what signing in needs besides its pages.</summary>
internal static class StaffEndpoints
{
    public static void MapStaffSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapSignOut();
        routes.MapPasskeys();
        routes.MapExternalSignIn();
        routes.MapAuditExport();
        // Where a person's own pages begin depends on their roles, which are known only once they are signed in.
        routes.MapGet("/staff", (HttpContext context) => Results.LocalRedirect(StaffLinks.HomeOf(context.User))).RequireAuthorization();
    }
}
