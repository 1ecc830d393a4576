using System.Globalization;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Evidence;

/// <summary>Serves the pictures of identity checks to staff who may do them.</summary>
internal static class IdentityPictures
{
    /// <summary>The address of a picture.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="what">"photo" or "document".</param>
    /// <param name="version">The version of the case. The browser reads the picture again when it changes.</param>
    public static string AddressOf(Guid sessionId, string what, string version) =>
        string.Create(CultureInfo.InvariantCulture, $"review/identity/{sessionId:D}/{what}?v={version}");

    public static void MapIdentityPictures(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet("/review/identity/{sessionId:guid}/{what:regex(^(photo|document)$)}", GetAsync)
            .RequireAuthorization(StaffPolicies.Identify);

    static async Task<IResult> GetAsync(Guid sessionId, string what, IdentityReviews identities, HttpContext context)
    {
        if (await context.StaffViewerAsync(StaffPolicies.Identify) is not { } viewer)
            return Results.Forbid();
        // A missing picture and a missing right get the same answer.
        if (await identities.PictureAsync(viewer, sessionId, what == "document", context.RequestAborted) is not { } content)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(content, "image/jpeg");
    }
}
