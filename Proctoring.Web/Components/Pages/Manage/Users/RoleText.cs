using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>What each role may do, in a sentence.</summary>
internal static class RoleText
{
    public static IReadOnlyList<(string Role, string DisplayText)> All { get; } =
    [
        (StaffRoles.Administrator, "everything, and the accounts and keys of others"),
        (StaffRoles.Reviewer, "reads reports and decides"),
        (StaffRoles.Proctor, "watches running exams, writes to candidates and ends exams"),
        (StaffRoles.Auditor, "reads everything, changes nothing"),
    ];
}
