using Proctoring.Core.Staff;

namespace Proctoring.Web.Components.Pages.Manage.Users;

/// <summary>What each role may do, in a sentence.</summary>
internal static class RoleWords
{
    public static IReadOnlyList<(string Role, string Words)> All { get; } =
    [
        (StaffRoles.Administrator, "everything, and the accounts and keys of others"),
        (StaffRoles.Reviewer, "reads reports and decides"),
        (StaffRoles.Proctor, "watches running exams, writes to candidates and ends exams"),
        (StaffRoles.Auditor, "reads everything, changes nothing"),
    ];
}
