using System.Security.Claims;
using Microsoft.AspNetCore.Components.Routing;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Layout;

/// <summary>One entry of the navigation.</summary>
/// <param name="Text">The suffix of its text's key.</param>
/// <param name="Address">The address of its page, relative to the base of the site.</param>
/// <param name="Policy">The policy of the page; viewers who do not meet it do not see the entry.</param>
/// <param name="Match">Whether the entry is marked on pages below its address too.</param>
internal sealed record StaffLink(string Text, string Address, string Policy, NavLinkMatch Match = NavLinkMatch.Prefix);

/// <summary>All of staff's pages, in the order of the navigation.</summary>
internal static class StaffLinks
{
    public static IReadOnlyList<StaffLink> All { get; } =
    [
        new("Queue", "review", StaffPolicies.Read, NavLinkMatch.All),
        new("Sessions", "review/sessions", StaffPolicies.Read),
        new("Live", "live", StaffPolicies.Watch),
        new("Identity", "review/identity", StaffPolicies.Identify),
        new("Grading", "review/grading", StaffPolicies.Review),
        new("Results", "review/results", StaffPolicies.Read),
        new("Calibration", "review/calibration", StaffPolicies.Review),
        new("Dashboard", "dashboard", StaffPolicies.Read),
        new("Users", "manage/users", StaffPolicies.Manage),
        new("Authoring", "manage/authoring", StaffPolicies.Manage),
        new("Policies", "manage/policies", StaffPolicies.Manage),
        new("Exams", "manage/exams", StaffPolicies.Manage),
        new("Accommodations", "manage/accommodations", StaffPolicies.Manage),
        new("Keys", "manage/keys", StaffPolicies.Manage),
        new("Webhooks", "manage/webhooks", StaffPolicies.Manage),
        new("DataProtection", "manage/data", StaffPolicies.Manage),
        new("System", "manage/system", StaffPolicies.Manage),
        new("Audit", "manage/audit", StaffPolicies.Audit),
    ];

    /// <summary>The first page that the viewer's roles open.</summary>
    public static string HomeOf(IEnumerable<string> roles)
    {
        var mine = roles.ToList();
        return All.FirstOrDefault(link => StaffPolicies.Roles[link.Policy].Any(mine.Contains))?.Address ?? "account";
    }

    public static string HomeOf(ClaimsPrincipal viewer) => HomeOf(viewer.FindAll(ClaimTypes.Role).Select(claim => claim.Value));
}
