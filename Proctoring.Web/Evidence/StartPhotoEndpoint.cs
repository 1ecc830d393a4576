using System.Globalization;
using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Evidence;

/// <summary>Serves the photo from the start of a session to staff who may read its record.</summary>
internal static class StartPhotoEndpoint
{
    public static string AddressOf(Guid sessionId) =>
        string.Create(CultureInfo.InvariantCulture, $"review/sessions/{sessionId:D}/start-photo");

    public static void MapStartPhotos(this IEndpointRouteBuilder routes) =>
        routes.MapDeferredGet("/review/sessions/{sessionId:guid}/start-photo", GetAsync).RequireAuthorization(StaffPolicies.Read);

    static async Task<IResult> GetAsync(Guid sessionId, StartPhotos photos, HttpContext context)
    {
        // A missing right and a missing photo get the same answer.
        if (
            await context.StaffViewerAsync(StaffPolicies.Read) is not { } viewer
            || await photos.ReadAsync(viewer, sessionId, context.RequestAborted) is not { } photo
        )
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.Bytes(photo, "image/jpeg");
    }
}
