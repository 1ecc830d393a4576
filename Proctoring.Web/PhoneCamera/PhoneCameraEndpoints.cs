using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Web.Requests;

namespace Proctoring.Web.PhoneCamera;

/// <summary>The page of a phone that is the room camera of a session, and its endpoints. The page needs no account and no circuit: the code
/// in its address gives one phone a secret, and the secret gives the right to send pictures for that session.</summary>
internal static class PhoneCameraEndpoints
{
    /// <summary>The path of the page; the code follows.</summary>
    public const string Path = "/room";

    const string Base = "/room-camera";

    /// <summary>The largest picture that is read; a larger one is refused with a reason.</summary>
    const int MostBytes = 512 * 1024;

    const string Scheme = "Bearer ";

    public static void MapPhoneCamera(this IEndpointRouteBuilder routes)
    {
        routes.MapDeferredGet($"{Path}/{{code}}", ShowAsync).ExcludeFromDescription();
        routes.MapDeferredPost($"{Path}/{{code}}/join", JoinAsync).ExcludeFromDescription();
        routes.MapDeferredPost($"{Base}/frame", FrameAsync).ExcludeFromDescription();
        routes.MapDeferredPost($"{Base}/stop", StopAsync).ExcludeFromDescription();
    }

    static async Task<IResult> ShowAsync(string code, HttpContext context, RoomCameraLinks links)
    {
        var isOpen = await links.IsOpenAsync(code, context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return Results.Content(PhoneCameraPage.Of(code, isOpen, context.Request.PathBase), "text/html; charset=utf-8");
    }

    static async Task<IResult> JoinAsync(string code, HttpContext context, RoomCameraLinks links)
    {
        context.Response.Headers.CacheControl = "no-store";
        return await links.JoinAsync(code, context.RequestAborted) is { } secret
            ? Results.Json(new { phone = secret })
            : Results.NotFound();
    }

    static async Task<IResult> FrameAsync(HttpContext context, PhoneRequests phones)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Before the body is read: only a phone with the right may send one.
        if (SecretOf(context) is not { } secret || await phones.FindAsync(secret, context.RequestAborted) is not { } phone)
            return Results.Unauthorized();
        if (!phone.Active)
            return Results.StatusCode(StatusCodes.Status410Gone);
        if (await BoundedBody.ReadAsync(context, MostBytes) is not { } jpeg)
            return Answer(Refusal.TooLarge);
        return Answer(await phones.TakeAsync(secret, phone, jpeg));
    }

    static async Task<IResult> StopAsync(HttpContext context, RoomCameraLinks links, IRunningSessions running)
    {
        if (SecretOf(context) is not { } secret || await links.StopAsync(secret, context.RequestAborted) is not { } session)
            return Results.Unauthorized();
        await running.StopRoomAsync(session);
        return Results.NoContent();
    }

    static IResult Answer(Refusal? refusal) =>
        Results.Json(
            new
            {
                next_ms = (int)RoomCamera.Every.TotalMilliseconds,
                refused = refusal is { } reason ? System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(reason.ToString()) : null,
            }
        );

    static string? SecretOf(HttpContext context) =>
        context.Request.Headers.Authorization.ToString() is { } header && header.StartsWith(Scheme, StringComparison.Ordinal)
            ? header[Scheme.Length..]
            : null;
}
