namespace Proctoring.Core.Storage.Staff;

/// <summary>
/// One sign-in of a member of staff in one browser. The cookie names this row, so deleting the row ends the sign-in
/// for every copy of the cookie.
/// </summary>
public sealed class StaffSession
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>The last request with the cookie, UTC, accurate to a few minutes.</summary>
    public DateTime LastUsedAt { get; set; }
}
