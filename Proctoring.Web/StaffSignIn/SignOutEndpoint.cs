using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Ends the sign-in of this browser. The form carries an antiforgery token, so that no other site can sign a person out.</summary>
internal static class SignOutEndpoint
{
    public const string Path = "/sign-out";

    public static void MapSignOut(this IEndpointRouteBuilder routes) =>
        routes.MapDeferredPost(
            Path,
            async (
                [FromForm] string? from,
                HttpContext context,
                SignInManager<StaffUser> signIn,
                StaffSessions sessions,
                ProctoringDb database,
                TimeProvider time
            ) =>
            {
                if (await context.StaffViewerAsync(StaffPolicies.Staff) is { } viewer)
                {
                    database.Audit(viewer, "signed_out", $"account {viewer.Name}", time.GetUtcNow().UtcDateTime);
                    await database.SaveChangesAsync(context.RequestAborted);
                }

                if (context.User.StaffTicket() is { } ticket)
                    await sessions.EndAsync(ticket.SessionId, context.RequestAborted);
                await signIn.SignOutAsync();
                return Results.LocalRedirect($"~{StaffIdentity.SignInPath}?said={(from == "away" ? "away" : "signed-out")}");
            }
        );
}
