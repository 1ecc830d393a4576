using Microsoft.AspNetCore.Authorization;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Web.StaffSignIn;

/// <summary>The rights that pages and actions require, and the roles that have them.</summary>
internal static class StaffPolicies
{
    /// <summary>Any member of staff.</summary>
    public const string Staff = "staff";

    /// <summary>Reads sessions and reports.</summary>
    public const string Read = "staff.read";

    /// <summary>Decides on violations and sessions.</summary>
    public const string Review = "staff.review";

    /// <summary>Sees running sessions.</summary>
    public const string Watch = "staff.watch";

    /// <summary>Writes to candidates and ends sessions.</summary>
    public const string Intervene = "staff.intervene";

    /// <summary>Checks the identity of candidates.</summary>
    public const string Identify = "staff.identify";

    /// <summary>Reads the audit trail.</summary>
    public const string Audit = "staff.audit";

    /// <summary>Accounts, keys, restrictions and the server's health.</summary>
    public const string Manage = "staff.manage";

    public static IReadOnlyDictionary<string, string[]> Roles { get; } =
        new Dictionary<string, string[]>
        {
            [Staff] = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Proctor, StaffRoles.Auditor],
            [Read] = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Auditor],
            [Review] = [StaffRoles.Administrator, StaffRoles.Reviewer],
            [Watch] = [StaffRoles.Administrator, StaffRoles.Proctor, StaffRoles.Auditor],
            [Intervene] = [StaffRoles.Administrator, StaffRoles.Proctor],
            [Identify] = [StaffRoles.Administrator, StaffRoles.Reviewer, StaffRoles.Proctor],
            [Audit] = [StaffRoles.Administrator, StaffRoles.Auditor],
            [Manage] = [StaffRoles.Administrator],
        };

    public static void AddTo(AuthorizationOptions options)
    {
        foreach (var (name, roles) in Roles)
            options.AddPolicy(name, policy => policy.RequireRole(roles));
    }
}
