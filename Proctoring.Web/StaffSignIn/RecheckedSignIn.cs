using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>Asks again and again, while a page is open, whether its account still may: switched off, signed out everywhere, other roles, or left alone too long.</summary>
internal sealed class RecheckedSignIn(
    ILoggerFactory logs, StaffDirectory directory, StaffCircuit circuit, IOptions<ProctoringOptions> options, TimeProvider time)
    : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => options.Value.SignIn.RecheckEvery;

    /// <summary>Whether the one that the page was opened by may keep it open now.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        // A candidate has no account that could end.
        if (principal.StaffId() is not { } id)
            return true;
        if (time.GetUtcNow() - circuit.LastActivity > options.Value.SignIn.SessionTimeout)
            return false;
        var viewer = await directory.FindAsync(id, principal.FindFirstValue(StaffClaims.Stamp), circuit.Address, cancellation);
        return viewer is not null && viewer.Roles.ToHashSet().SetEquals(principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value));
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        HoldsAsync(authenticationState.User, cancellationToken);
}
