namespace Proctoring.Core.Staff;

/// <summary>An account as administrators see it in the list.</summary>
/// <param name="Id">The account.</param>
/// <param name="Name">The name that other staff see.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="Roles">Their roles, in the order of <see cref="Storage.Staff.StaffRoles.All"/>.</param>
/// <param name="Invited">Whether they never set a password.</param>
/// <param name="CreatedAt">Since when, UTC.</param>
/// <param name="DisabledAt">Since when it is switched off, UTC; null for not.</param>
/// <param name="LockedUntil">Until when wrong passwords keep it locked, UTC; null for not.</param>
/// <param name="LastSignIn">The newest sign-in on record, UTC; null for none.</param>
public sealed record StaffRow(
    Guid Id, string Name, string Email, IReadOnlyList<string> Roles, bool Invited, DateTime CreatedAt, DateTime? DisabledAt, DateTime? LockedUntil, DateTime? LastSignIn);
