using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Serves the newest picture of a running session to those who may watch it now. The picture is not stored.</summary>
internal static class LivePictures
{
    public static string AddressOf(Guid sessionId, long picture) => $"live/{sessionId:D}/picture?n={picture}";

    public static void MapLivePictures(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/live/{sessionId:guid}/picture",
                async (Guid sessionId, LiveWall wall, HttpContext context) =>
                {
                    // The same answer for no picture, no session and no right.
                    if (
                        await context.StaffViewerAsync(StaffPolicies.Watch) is not { } viewer
                        || await wall.PictureAsync(viewer, sessionId, context.RequestAborted) is not { } picture
                    )
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Results.Bytes(picture, "image/jpeg");
                }
            )
            .RequireAuthorization(StaffPolicies.Watch);
}
