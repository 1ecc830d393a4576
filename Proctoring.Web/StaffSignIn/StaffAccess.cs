using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>
/// Says on whose behalf a component acts, after asking the database again: a page that was opened while somebody had a role acts no more once
/// it was taken away. Ask before every read of staff's data and in every handler that changes something.
/// </summary>
internal sealed class StaffAccess(AuthenticationStateProvider signedIn, StaffDirectory directory, StaffCircuit circuit)
{
    /// <summary>Raised when an act was refused, so that the layout can say so.</summary>
    public event Action? Refused;

    /// <summary>The viewer where they have what the policy asks at this moment; null where not, and then the viewer has been told.</summary>
    /// <param name="policy">One of <see cref="StaffPolicies"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<StaffViewer?> ViewerAsync(string policy, CancellationToken cancellation = default)
    {
        var principal = (await signedIn.GetAuthenticationStateAsync()).User;
        var viewer = await directory.ViewerOfAsync(principal, circuit.Address, policy, cancellation);
        if (viewer is null)
            Refused?.Invoke();
        return viewer;
    }
}

/// <summary>The same question for endpoints.</summary>
internal static class StaffRequests
{
    /// <summary>The viewer behind a request where they have what the policy asks at this moment; null where not.</summary>
    public static Task<StaffViewer?> StaffViewerAsync(this HttpContext context, string policy) =>
        context.RequestServices.GetRequiredService<StaffDirectory>()
            .ViewerOfAsync(context.User, context.Connection.RemoteIpAddress?.ToString(), policy, context.RequestAborted);

    public static async Task<StaffViewer?> ViewerOfAsync(
        this StaffDirectory directory, ClaimsPrincipal principal, string? address, string policy, CancellationToken cancellation)
    {
        if (principal.StaffId() is not { } id)
            return null;
        var viewer = await directory.FindAsync(id, principal.FindFirstValue(StaffClaims.Stamp), address, cancellation);
        return viewer is not null && StaffPolicies.Roles[policy].Any(viewer.Is) ? viewer : null;
    }

    /// <summary>The account that a principal stands for; null for nobody's.</summary>
    public static Guid? StaffId(this ClaimsPrincipal principal) =>
        Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;
}
