namespace Proctoring.Web.StaffSignIn;

/// <summary>Maps the endpoints of signing in and out. The pages map themselves.</summary>
internal static class StaffEndpoints
{
    public static void MapStaffSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapSignOut();
        routes.MapPasskeys();
        routes.MapExternalSignIn();
    }
}
