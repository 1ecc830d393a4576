using System.Security.Claims;
using Microsoft.AspNetCore.Components.Routing;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>One entry of the navigation.</summary>
/// <param name="DisplayText">What it says.</param>
/// <param name="Address">Where it leads.</param>
/// <param name="Policy">What the page asks; who lacks it is not shown the entry.</param>
/// <param name="Match">Whether pages below the address are marked as this one too.</param>
internal sealed record StaffLink(string DisplayText, string Address, string Policy, NavLinkMatch Match = NavLinkMatch.Prefix);

/// <summary>All of staff's pages, in the order of the navigation.</summary>
internal static class StaffLinks
{
    public static IReadOnlyList<StaffLink> All { get; } =
    [
        new("Review queue", "/review", StaffPolicies.Read, NavLinkMatch.All),
        new("Sessions", "/review/sessions", StaffPolicies.Read),
        new("Live", "/live", StaffPolicies.Watch),
        new("Dashboard", "/dashboard", StaffPolicies.Read),
        new("Users", "/manage/users", StaffPolicies.Manage),
        new("Exam access", "/manage/exams", StaffPolicies.Manage),
        new("API keys", "/manage/keys", StaffPolicies.Manage),
        new("System", "/manage/system", StaffPolicies.Manage),
        new("Audit log", "/manage/audit", StaffPolicies.Audit),
    ];

    /// <summary>The first page that somebody's roles open.</summary>
    public static string HomeOf(IEnumerable<string> roles)
    {
        var mine = roles.ToList();
        return All.FirstOrDefault(link => StaffPolicies.Roles[link.Policy].Any(mine.Contains))?.Address ?? "/account";
    }

    public static string HomeOf(ClaimsPrincipal viewer) => HomeOf(viewer.FindAll(ClaimTypes.Role).Select(claim => claim.Value));
}
