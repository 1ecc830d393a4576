namespace Proctoring.Core.Exams;

/// <summary>The right of one phone to send pictures of the room for one session. Only hashes of its secrets are stored.</summary>
public sealed class RoomCameraLink
{
    public Guid SessionId { get; init; }

    /// <summary>The hash of the code that a phone can redeem once; null if there is none.</summary>
    public string? CodeHash { get; set; }

    /// <summary>When the code expires, UTC.</summary>
    public DateTime? CodeExpiresAt { get; set; }

    /// <summary>The hash of the secret of the phone that is connected; null for none. A second phone replaces it.</summary>
    public string? PhoneHash { get; set; }

    /// <summary>When the first phone was connected, UTC; null if none was.</summary>
    public DateTime? JoinedAt { get; set; }

    /// <summary>When the candidate stopped the camera on the phone, UTC; null while it should send.</summary>
    public DateTime? StoppedAt { get; set; }
}
