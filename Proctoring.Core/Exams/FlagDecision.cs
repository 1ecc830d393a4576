namespace Proctoring.Core.Exams;

/// <summary>What a reviewer made of one violation. A decision that was taken back stays, marked, so that the record is whole.</summary>
public sealed class FlagDecision
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public Guid ViolationId { get; init; }

    public Guid ReviewerId { get; init; }

    public Decision Decision { get; init; }

    /// <summary>Why; required for a dismissal.</summary>
    public string? Reason { get; init; }

    public DateTime DecidedAt { get; init; }

    /// <summary>When it was taken back or replaced by a later one; null while it stands.</summary>
    public DateTime? WithdrawnAt { get; set; }
}

/// <summary>What a reviewer thinks of a violation.</summary>
public enum Decision
{
    /// <summary>It was what the product took it for.</summary>
    Confirmed,

    /// <summary>It was not, or does not matter.</summary>
    Dismissed,

    /// <summary>It can't be told from what there is.</summary>
    Unsure,
}
