using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The claims of a staff cookie: the account, its roles, its display name, and the sign-in.</summary>
internal sealed class StaffClaims(UserManager<StaffUser> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<StaffUser, IdentityRole<Guid>>(users, roles, options)
{
    /// <summary>The claim with the name that other staff see.</summary>
    public const string DisplayName = "display_name";

    /// <summary>The claim with the id of the <see cref="StaffSession"/>.</summary>
    public const string Session = "session";

    /// <summary>The claim in which Identity stores the security stamp.</summary>
    public const string Stamp = "AspNet.Identity.SecurityStamp";

    /// <summary>Carries the sign-in over when Identity renews the other claims.</summary>
    public static Task KeepSession(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(Session) is { } session)
            context.NewPrincipal?.Identities.First().AddClaim(session.Clone());
        return Task.CompletedTask;
    }

    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(StaffUser user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        identity.AddClaim(new Claim(DisplayName, user.Name));
        return identity;
    }
}

/// <summary>Reads the claims of a staff cookie.</summary>
internal static class StaffPrincipals
{
    /// <summary>The account of a principal; null for a candidate or a visitor.</summary>
    public static Guid? StaffId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    /// <summary>The sign-in that a principal claims; null if a claim is missing.</summary>
    public static StaffTicket? StaffTicket(this ClaimsPrincipal principal) =>
        principal.StaffId() is { } id && Guid.TryParse(principal.FindFirstValue(StaffClaims.Session), out var session)
            ? new StaffTicket(id, principal.FindFirstValue(StaffClaims.Stamp), session)
            : null;
}
