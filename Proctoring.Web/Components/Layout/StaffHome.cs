using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>Sends signed-in staff to the first page that their roles open. The roles are known only after signing in.</summary>
internal static class StaffHome
{
    public static void MapStaffHome(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(StaffIdentity.HomePath, (HttpContext context) => Results.LocalRedirect($"~/{StaffLinks.HomeOf(context.User)}"))
            .RequireAuthorization();
}
