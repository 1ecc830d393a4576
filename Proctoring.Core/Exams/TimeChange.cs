namespace Proctoring.Core.Exams;

/// <summary>An extension of a running session's deadline. The rows stay, so the record says why the session lasted longer.</summary>
public sealed class TimeChange
{
    /// <summary>The most characters of the reason.</summary>
    public const int LongestReason = 500;

    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public DateTime ChangedAt { get; init; }

    public TimeChangeKind Kind { get; init; }

    /// <summary>The time added, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The new deadline, UTC.</summary>
    public DateTime EndsAt { get; init; }

    /// <summary>The member of staff who added the time; null if the server gave back lost time.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Their reason, which the candidate reads; null without an author.</summary>
    public string? Reason { get; init; }
}

/// <summary>Why a deadline was extended.</summary>
public enum TimeChangeKind
{
    /// <summary>A member of staff added time.</summary>
    Staff,

    /// <summary>The candidate's connection was lost, and the policy gives such time back.</summary>
    ConnectionLost,
}
