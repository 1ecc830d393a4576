using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Gives a browser the challenge that it needs to make or use a passkey. A cookie holds the challenge until the answer
/// comes.</summary>
internal static class PasskeyEndpoints
{
    public const string RequestPath = "/sign-in/passkey";

    public const string CreationPath = "/account/passkey";

    public static void MapPasskeys(this IEndpointRouteBuilder routes)
    {
        routes.MapDeferredPost(
            RequestPath,
            async (HttpContext context, IAntiforgery antiforgery, SignInManager<StaffUser> signIn, SignInThrottle throttle) =>
            {
                if (!await antiforgery.IsRequestValidAsync(context))
                    return Results.BadRequest();
                if (!throttle.Admits(NetworkAddress.Of(context)))
                    return Results.StatusCode(StatusCodes.Status429TooManyRequests);
                // Without an account, so that the answer does not reveal which accounts have passkeys.
                return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null!), "application/json");
            }
        );
        routes
            .MapDeferredPost(
                CreationPath,
                async (HttpContext context, IAntiforgery antiforgery, SignInManager<StaffUser> signIn, UserManager<StaffUser> users) =>
                {
                    if (!await antiforgery.IsRequestValidAsync(context))
                        return Results.BadRequest();
                    if (await users.GetUserAsync(context.User) is not { } user)
                        return Results.Unauthorized();
                    var entity = new PasskeyUserEntity
                    {
                        Id = user.Id.ToString(),
                        Name = user.Email!,
                        DisplayName = user.Name,
                    };
                    return Results.Content(await signIn.MakePasskeyCreationOptionsAsync(entity), "application/json");
                }
            )
            .RequireAuthorization();
    }
}
