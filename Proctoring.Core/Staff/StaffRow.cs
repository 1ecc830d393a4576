namespace Proctoring.Core.Staff;

/// <summary>An account in the administrators' list.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">The name that other staff see.</param>
/// <param name="Email">The address that the person signs in with.</param>
/// <param name="Roles">Their roles, in the order of <see cref="Storage.Staff.StaffRoles.All"/>.</param>
/// <param name="Invited">Whether they have not set a password yet.</param>
/// <param name="CreatedAt">When the account was made, UTC.</param>
/// <param name="DisabledAt">When it was switched off, UTC; null if it is on.</param>
/// <param name="LastSignIn">The newest sign-in on record, UTC; null for none.</param>
public sealed record StaffRow(
    Guid Id,
    string Name,
    string Email,
    IReadOnlyList<string> Roles,
    bool Invited,
    DateTime CreatedAt,
    DateTime? DisabledAt,
    DateTime? LastSignIn
);
