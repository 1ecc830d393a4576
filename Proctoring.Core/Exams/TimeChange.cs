namespace Proctoring.Core.Exams;

/// <summary>A change of a running session's deadline. The rows stay, so the record explains why the session lasted longer.</summary>
[GenerateSerializer, Immutable, Alias("proctoring.time_change")]
public sealed class TimeChange
{
    /// <summary>The most characters of the reason.</summary>
    public const int LongestReason = 500;

    [Id(0)]
    public Guid Id { get; init; }

    [Id(1)]
    public Guid SessionId { get; init; }

    [Id(2)]
    public DateTime ChangedAt { get; init; }

    [Id(3)]
    public TimeChangeKind Kind { get; init; }

    /// <summary>The time added, seconds; negative at the end of a pause, which takes back its unused rest.</summary>
    [Id(4)]
    public double Seconds { get; init; }

    /// <summary>The new deadline, UTC.</summary>
    [Id(5)]
    public DateTime EndsAt { get; init; }

    /// <summary>The member of staff who made the change; null for the server and the candidate.</summary>
    [Id(6)]
    public Guid? AuthorId { get; init; }

    /// <summary>Their reason, which the candidate reads; null without an author.</summary>
    [Id(7)]
    public string? Reason { get; init; }
}

/// <summary>Why a deadline was changed.</summary>
public enum TimeChangeKind
{
    /// <summary>A member of staff added time.</summary>
    Staff,

    /// <summary>The candidate's connection was lost, and the policy gives such time back.</summary>
    ConnectionLost,

    /// <summary>A member of staff paused the exam: the longest duration of the pause.</summary>
    Pause,

    /// <summary>The pause ended: the unused rest, negative.</summary>
    PauseEnded,

    /// <summary>The candidate began a break: all that is left of their time for breaks.</summary>
    Break,

    /// <summary>The break ended: the unused rest, negative.</summary>
    BreakEnded,
}
