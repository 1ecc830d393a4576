namespace Proctoring.Web.Requests;

/// <summary>The paths of the API.</summary>
internal static class ApiPaths
{
    public const string Root = "/api";

    public const string Resources = "/api/v1";

    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments(Root, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the call is to the resources, which answer without an envelope and fail with problem details.</summary>
    public static bool IsResource(HttpContext context) =>
        context.Request.Path.StartsWithSegments(Resources, StringComparison.OrdinalIgnoreCase);
}
