using Microsoft.AspNetCore.Identity;

namespace Proctoring.Core.Storage.Staff;

/// <summary>A person who reviews sessions or runs the product. Candidates have no account: the session token is their right.</summary>
public sealed class StaffUser : IdentityUser<Guid>
{
    /// <summary>The name that other staff see.</summary>
    public required string Name { get; set; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the account was switched off. The row stays for the audit log, but the person cannot sign in.</summary>
    public DateTime? DisabledAt { get; set; }
}

/// <summary>The roles of staff, by their names in the database and in claims.</summary>
public static class StaffRoles
{
    /// <summary>Everything, including the accounts, keys and settings of others.</summary>
    public const string Administrator = nameof(Administrator);

    /// <summary>Reads reports and decides.</summary>
    public const string Reviewer = nameof(Reviewer);

    /// <summary>Watches running sessions, writes to candidates and ends sessions.</summary>
    public const string Proctor = nameof(Proctor);

    /// <summary>Reads everything, changes nothing.</summary>
    public const string Auditor = nameof(Auditor);

    public static IReadOnlyList<string> All { get; } = [Administrator, Reviewer, Proctor, Auditor];
}
