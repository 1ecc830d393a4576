using Proctoring.Core.Storage.Staff;

namespace Proctoring.Tests.StaffSignIn;

/// <summary>Somebody who comes to a page.</summary>
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

/// <summary>One page, or one thing that is fetched, and who gets it.</summary>
/// <param name="Address">Below the site's.</param>
/// <param name="Roles">Whose it is; null for everybody, account or not.</param>
/// <param name="IsPage">Whether it is a page of the circuit's, so that it is also gone to without a request.</param>
public sealed record AccessRow(string Address, IReadOnlyList<string>? Roles, bool IsPage = true);

/// <summary>Who may open what. A new page is a new row.</summary>
public static class AccessTable
{
    static readonly string[] Manage = [StaffRoles.Administrator];
    static readonly string[] Audit = [StaffRoles.Administrator, StaffRoles.Auditor];
    static readonly string[] Read = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Auditor];
    static readonly string[] Watch = [StaffRoles.Administrator, StaffRoles.Proctor, StaffRoles.Auditor];
    static readonly string[] Staff = [.. StaffRoles.All];

    public static IReadOnlyList<AccessRow> Rows { get; } =
    [
        new("/", null),
        new("/exams/software-interview/start?proctored=false", null),
        new("/sign-in", null, IsPage: false),
        new("/health", null, IsPage: false),
        new("/review", Read),
        new("/review/sessions", Read),
        new("/review/sessions/0190a0b0-0000-7000-8000-000000000000", Read),
        new("/review/sessions.csv", Read, IsPage: false),
        new("/live", Watch),
        new("/live/0190a0b0-0000-7000-8000-000000000000", Watch),
        new("/dashboard", Read),
        new("/manage/users", Manage),
        new("/manage/exams", Manage),
        new("/manage/keys", Manage),
        new("/manage/system", Manage),
        new("/manage/audit", Audit),
        new("/manage/audit.csv", Audit, IsPage: false),
        new("/account", Staff, IsPage: false),
        new("/staff", Staff, IsPage: false),
    ];

    public static bool Opens(AccessRow row, Visitor visitor) => row.Roles is null || row.Roles.Contains(visitor.ToString());

    /// <summary>Whether the visitor is staff as far as the cookie goes.</summary>
    public static bool IsStaff(Visitor visitor) => StaffRoles.All.Contains(visitor.ToString());
}
