using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>What a browser needs to know before it makes or uses a passkey: a challenge, kept in a cookie until the answer comes.</summary>
internal static class PasskeyEndpoints
{
    public const string RequestPath = "/sign-in/passkey";

    public const string CreationPath = "/account/passkey";

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(RequestPath, async (HttpContext context, IAntiforgery antiforgery, SignInManager<StaffUser> signIn, SignInThrottle throttle) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            if (!throttle.Admits(context.Connection.RemoteIpAddress?.ToString()))
                return Results.StatusCode(StatusCodes.Status429TooManyRequests);
            // For nobody in particular: which accounts have passkeys is told to no one.
            return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null!), "application/json");
        });
        routes.MapPost(CreationPath, async (HttpContext context, IAntiforgery antiforgery, SignInManager<StaffUser> signIn, UserManager<StaffUser> users) =>
        {
            if (!await antiforgery.IsRequestValidAsync(context))
                return Results.BadRequest();
            if (await users.GetUserAsync(context.User) is not { } user)
                return Results.Unauthorized();
            var entity = new PasskeyUserEntity { Id = user.Id.ToString(), Name = user.Email!, DisplayName = user.Name };
            return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
        }).RequireAuthorization();
    }
}
