using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Proctoring.Core.Staff;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>
/// Returns the viewer for a component, after asking the database again: a page that was opened with a role stops acting once the role is
/// removed. Components ask before every read of staff data and in every handler that changes something.
/// </summary>
internal sealed class StaffAccess(AuthenticationStateProvider signedIn, StaffDirectory directory, StaffCircuit circuit)
{
    /// <summary>Raised when an act is refused, so that the layout can show it.</summary>
    public event Action? Refused;

    /// <summary>The viewer, if they satisfy the policy now; otherwise null, after <see cref="Refused"/>.</summary>
    /// <param name="policy">One of <see cref="StaffPolicies"/>.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<StaffViewer?> ViewerAsync(string policy, CancellationToken cancellation = default)
    {
        var principal = (await signedIn.GetAuthenticationStateAsync()).User;
        var viewer = await directory.ViewerOfAsync(principal, circuit.Address, policy, cancellation);
        if (viewer is null)
            Refused?.Invoke();
        return viewer;
    }
}

/// <summary>Returns the viewer for an endpoint.</summary>
internal static class StaffRequests
{
    /// <summary>The viewer behind a request, if they satisfy the policy now; otherwise null.</summary>
    public static Task<StaffViewer?> StaffViewerAsync(this HttpContext context, string policy) =>
        context
            .RequestServices.GetRequiredService<StaffDirectory>()
            .ViewerOfAsync(context.User, context.Connection.RemoteIpAddress?.ToString(), policy, context.RequestAborted);

    public static async Task<StaffViewer?> ViewerOfAsync(
        this StaffDirectory directory,
        ClaimsPrincipal principal,
        string? address,
        string policy,
        CancellationToken cancellation
    )
    {
        if (principal.StaffTicket() is not { } ticket)
            return null;
        var viewer = await directory.FindAsync(ticket, address, cancellation);
        return viewer is not null && StaffPolicies.Roles[policy].Any(viewer.Is) ? viewer : null;
    }
}
