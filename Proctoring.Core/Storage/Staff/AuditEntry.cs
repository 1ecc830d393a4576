namespace Proctoring.Core.Storage.Staff;

/// <summary>One thing that a member of staff did: who, what, to what, when, from where, why. Written once and never changed by the
/// product.</summary>
public sealed class AuditEntry
{
    public long Id { get; init; }

    public DateTime At { get; init; }

    /// <summary>Who; null for what was done at the server's own console.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>Their name as it was then.</summary>
    public required string ActorName { get; init; }

    /// <summary>What was done, lower snake case: <c>flag_dismissed</c>, <c>user_created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>To what, in words a person understands; no candidate's name.</summary>
    public required string Subject { get; init; }

    /// <summary>The session it was about; null for none.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>Why, where a reason was asked.</summary>
    public string? Reason { get; init; }

    /// <summary>The network address it came from; null for the console.</summary>
    public string? Address { get; init; }
}
