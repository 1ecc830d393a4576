namespace Proctoring.Core.Storage.Staff;

/// <summary>The answer to a call with an Idempotency-Key, so that a repeated call gets the same answer and has no second effect.</summary>
public sealed class StoredAnswer
{
    /// <summary>SHA-256 of the caller and the key, lower-case hex.</summary>
    public required string Id { get; init; }

    /// <summary>SHA-256 of the method, the address and the body, lower-case hex.</summary>
    public required string RequestHash { get; init; }

    /// <summary>When the call began, UTC.</summary>
    public DateTime BeganAt { get; set; }

    /// <summary>When the key may be used for another call, UTC.</summary>
    public DateTime ExpiresAt { get; set; }

    /// <summary>The HTTP status of the answer; null while the call is under way.</summary>
    public int? Status { get; set; }

    /// <summary>The body of the answer, encrypted: it may contain a session token.</summary>
    public byte[]? Body { get; set; }
}
