using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Signs out on this browser; a form with an antiforgery token, so that no other site does it.</summary>
internal static class SignOutEndpoint
{
    public const string Path = "/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapPost(Path, async ([FromForm] string? from, HttpContext context, SignInManager<StaffUser> signIn, ProctoringDb database, TimeProvider time) =>
        {
            if (await context.StaffViewerAsync(StaffPolicies.Staff) is { } viewer)
            {
                database.Audit(viewer, "signed_out", $"account {viewer.Name}", time.GetUtcNow().UtcDateTime);
                await database.SaveChangesAsync(context.RequestAborted);
            }

            await signIn.SignOutAsync();
            return Results.LocalRedirect($"{StaffIdentity.SignInPath}?said={(from == "away" ? "away" : "signed-out")}");
        });
}
