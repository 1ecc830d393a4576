namespace Proctoring.Core.Staff;

/// <summary>What a staff cookie claims, before the database confirms it.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Stamp">The account's security stamp at sign-in; a new stamp ends every sign-in of the account.</param>
/// <param name="SessionId">The sign-in; signing out deletes its row.</param>
public sealed record StaffTicket(Guid UserId, string? Stamp, Guid SessionId);
