namespace Proctoring.Core.Storage.Staff;

/// <summary>The member of staff who reads or acts; every query of the staff pages requires one.</summary>
/// <param name="UserId">Their account; null for the server's own console.</param>
/// <param name="Name">The name for the audit log.</param>
/// <param name="Roles">Their roles, of <see cref="StaffRoles"/>.</param>
/// <param name="Address">Their network address; null for the console.</param>
[GenerateSerializer, Immutable, Alias("proctoring.staff_viewer")]
public sealed record StaffViewer(Guid? UserId, string Name, IReadOnlyList<string> Roles, string? Address)
{
    /// <summary>The user of a verb on the server.</summary>
    public static StaffViewer Console { get; } = new(null, "console", [StaffRoles.Administrator], null);

    public bool Is(string role) => Roles.Contains(role);
}
