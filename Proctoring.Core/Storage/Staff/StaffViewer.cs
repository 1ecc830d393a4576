namespace Proctoring.Core.Storage.Staff;

/// <summary>The member of staff on whose behalf something is read or done; every query of staff's pages asks for one.</summary>
/// <param name="UserId">Their account; null for the server's own console.</param>
/// <param name="Name">The name that the audit trail keeps.</param>
/// <param name="Roles">Their roles, of <see cref="StaffRoles"/>.</param>
/// <param name="Address">The network address they come from; null for the console.</param>
public sealed record StaffViewer(Guid? UserId, string Name, IReadOnlyList<string> Roles, string? Address)
{
    /// <summary>Whoever can run a verb on the server.</summary>
    public static StaffViewer Console { get; } = new(null, "console", [StaffRoles.Administrator], null);

    public bool Is(string role) => Roles.Contains(role);
}
