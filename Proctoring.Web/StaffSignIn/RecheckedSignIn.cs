using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Options;
using Proctoring.Core;
using Proctoring.Core.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>
/// Checks an open page from time to time, and ends it if its account was switched off, its sign-in has ended, its roles changed, or
/// it was not used for too long.
/// </summary>
internal sealed class RecheckedSignIn(
    ILoggerFactory logs,
    StaffDirectory directory,
    StaffSessions sessions,
    StaffCircuit circuit,
    IOptions<ProctoringOptions> options,
    TimeProvider time
) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => options.Value.SignIn.RecheckEvery;

    /// <summary>Whether the page may stay open for the person who opened it.</summary>
    public async Task<bool> HoldsAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        // A candidate has no account that could end.
        if (principal.StaffId() is null)
            return true;
        if (time.GetUtcNow() - circuit.LastActivity > options.Value.SignIn.SessionTimeout || principal.StaffTicket() is not { } ticket)
            return false;
        var viewer = await directory.FindAsync(ticket, circuit.Address, cancellation);
        // A page can be in use for hours without a request; its sign-in must not expire meanwhile.
        return viewer is not null
            && viewer.Roles.ToHashSet().SetEquals(principal.FindAll(ClaimTypes.Role).Select(claim => claim.Value))
            && await sessions.ConfirmAsync(ticket, cancellation);
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState,
        CancellationToken cancellationToken
    ) => HoldsAsync(authenticationState.User, cancellationToken);
}
