using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Review.Live;

/// <summary>Serves the newest picture of a running session to those who may watch it now. The picture is not stored.</summary>
internal static class LivePictures
{
    public static string AddressOf(Guid sessionId, long picture) => $"live/{sessionId:D}/picture?n={picture}";

    /// <summary>The address of the newest picture of the room camera.</summary>
    public static string RoomAddressOf(Guid sessionId, long picture) => $"live/{sessionId:D}/room?n={picture}";

    public static void MapLivePictures(this IEndpointRouteBuilder routes)
    {
        Map(routes, "picture", (wall, viewer, session, cancellation) => wall.PictureAsync(viewer, session, cancellation));
        Map(routes, "room", (wall, viewer, session, cancellation) => wall.RoomPictureAsync(viewer, session, cancellation));
    }

    static void Map(
        IEndpointRouteBuilder routes,
        string name,
        Func<LiveWall, StaffViewer, Guid, CancellationToken, Task<byte[]?>> readAsync
    ) =>
        routes
            .MapDeferredGet(
                $"/live/{{sessionId:guid}}/{name}",
                async (Guid sessionId, LiveWall wall, HttpContext context) =>
                {
                    // The same answer for no picture, no session and no right.
                    if (
                        await context.StaffViewerAsync(StaffPolicies.Watch) is not { } viewer
                        || await readAsync(wall, viewer, sessionId, context.RequestAborted) is not { } picture
                    )
                        return Results.NotFound();
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Results.Bytes(picture, "image/jpeg");
                }
            )
            .RequireAuthorization(StaffPolicies.Watch);
}
