using Proctoring.Core.Storage.Staff;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>A visitor of a page.</summary>
public enum Visitor
{
    Anonymous,

    /// <summary>Holds the token of a session and has no account.</summary>
    Candidate,
    Administrator,
    Reviewer,
    Proctor,
    Auditor,

    /// <summary>Was signed in as an administrator when the account was switched off.</summary>
    SwitchedOff,
}

/// <summary>A page, or another resource, with the visitors who may open it.</summary>
/// <param name="Address">The address, relative to the site.</param>
/// <param name="Roles">The roles that may open it; null for everyone, with or without an account.</param>
/// <param name="IsPage">Whether it is a page of the circuit, which also opens without a request.</param>
public sealed record AccessRow(string Address, IReadOnlyList<string>? Roles, bool IsPage = true);

/// <summary>The rights to every page. A new page is a new row.</summary>
public static class AccessTable
{
    static readonly string[] Manage = [StaffRoles.Administrator];
    static readonly string[] Audit = [StaffRoles.Administrator, StaffRoles.Auditor];
    static readonly string[] Read = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Auditor];
    static readonly string[] Watch = [StaffRoles.Administrator, StaffRoles.Proctor, StaffRoles.Auditor];
    static readonly string[] Review = [StaffRoles.Administrator, StaffRoles.Reviewer];
    static readonly string[] Identify = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Proctor];
    static readonly string[] Staff = [.. StaffRoles.All];

    public static IReadOnlyList<AccessRow> Rows { get; } =
    [
        new("/", null),
        new("/exams/software-interview/start?proctored=false", null),
        new("/sign-in", null, IsPage: false),
        new("/forgot-password", null, IsPage: false),
        new("/health", null, IsPage: false),
        new("/review", Read),
        new("/review/sessions", Read),
        new("/review/sessions/0190a0b0-0000-7000-8000-000000000000", Read),
        new("/review/sessions.csv", Read, IsPage: false),
        new("/live", Watch),
        new("/live/0190a0b0-0000-7000-8000-000000000000", Watch),
        new("/review/identity", Identify),
        new("/review/grading", Review),
        new("/review/results", Read),
        new("/review/results.csv?exam=1", Read, IsPage: false),
        new("/dashboard", Read),
        new("/manage/users", Manage),
        new("/manage/exams", Manage),
        new("/manage/policies", Manage),
        new("/manage/policies/standard", Manage),
        new("/manage/authoring", Manage),
        new("/manage/authoring/import", Manage),
        new("/manage/authoring/1", Manage),
        new("/manage/authoring/1/export?format=json", Manage, IsPage: false),
        new("/manage/authoring/1/invitations", Manage),
        new("/manage/authoring/1/regrade", Manage),
        new("/manage/authoring/1/invitations.csv", Manage, IsPage: false),
        new("/manage/accommodations", Manage),
        new("/manage/keys", Manage),
        new("/manage/webhooks", Manage),
        new("/manage/data", Manage),
        new("/manage/data/export.zip?student=nobody", Manage, IsPage: false),
        new("/manage/system", Manage),
        new("/manage/audit", Audit),
        new("/manage/audit.csv", Audit, IsPage: false),
        new("/account", Staff, IsPage: false),
        new("/staff", Staff, IsPage: false),
    ];

    public static bool Opens(AccessRow row, Visitor visitor) => row.Roles is null || row.Roles.Contains(visitor.ToString());

    /// <summary>Whether the visitor's cookie is that of staff.</summary>
    public static bool IsStaff(Visitor visitor) => StaffRoles.All.Contains(visitor.ToString());
}
