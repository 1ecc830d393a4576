namespace Proctoring.Core.Exams;

/// <summary>A reviewer's decision on one violation. A withdrawn decision stays in the record, marked.</summary>
public sealed class FlagDecision
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public Guid ViolationId { get; init; }

    public Guid ReviewerId { get; init; }

    public Decision Decision { get; init; }

    /// <summary>The reason; required for a dismissal.</summary>
    public string? Reason { get; init; }

    public DateTime DecidedAt { get; init; }

    /// <summary>The act on several sessions that the decision belongs to; null for an act on one session.</summary>
    public Guid? BatchId { get; init; }

    /// <summary>When the decision was withdrawn or replaced, UTC; null while it stands.</summary>
    public DateTime? WithdrawnAt { get; set; }
}

/// <summary>The decision on a violation.</summary>
public enum Decision
{
    /// <summary>The violation happened as flagged.</summary>
    Confirmed,

    /// <summary>The violation did not happen or does not matter.</summary>
    Dismissed,

    /// <summary>The evidence is not sufficient.</summary>
    Unsure,
}
