namespace Proctoring.Core.Storage.Staff;

/// <summary>One act of a member of staff: actor, action, subject, time, network address and reason. The product writes it once and never
/// changes it.</summary>
public sealed class AuditEntry
{
    /// <summary>The most characters of <see cref="Subject"/>.</summary>
    public const int LongestSubject = 300;

    public long Id { get; init; }

    public DateTime At { get; init; }

    /// <summary>The actor; null for the server's own console.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The actor's name at the time.</summary>
    public required string ActorName { get; init; }

    /// <summary>The action in lower snake case: <c>flag_dismissed</c>, <c>user_created</c>.</summary>
    public required string Action { get; init; }

    /// <summary>The subject in words; never a candidate's name.</summary>
    public required string Subject { get; init; }

    /// <summary>The session; null for none.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The reason, if the form asked for one.</summary>
    public string? Reason { get; init; }

    /// <summary>The actor's network address; null for the console.</summary>
    public string? Address { get; init; }
}
