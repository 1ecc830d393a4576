using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>The filter and the order of a list of sessions. Null fields do not filter.</summary>
public sealed record SessionFilter
{
    /// <summary>The exam's full name.</summary>
    public string? Exam { get; init; }

    /// <summary>A part of the student's name or id.</summary>
    public string? Student { get; init; }

    /// <summary>The earliest time of opening, UTC.</summary>
    public DateTime? From { get; init; }

    /// <summary>The end of the time span of opening, exclusive, UTC.</summary>
    public DateTime? Before { get; init; }

    /// <summary>With a violation of this type.</summary>
    public string? Type { get; init; }

    /// <summary>With a violation of this severity.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Whether to list only sessions with a violation of any type and severity.</summary>
    public bool Flagged { get; init; }

    public double? RiskFrom { get; init; }

    public double? RiskTo { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>Whether to list only sessions with a final verdict.</summary>
    public bool Decided { get; init; }

    /// <summary>Whether to list only ended, proctored sessions without a final verdict.</summary>
    public bool Undecided { get; init; }

    /// <summary>Undecided sessions that wait for this.</summary>
    public ReviewStage? Stage { get; init; }

    /// <summary>The assigned member of staff.</summary>
    public Guid? AssignedTo { get; init; }

    /// <summary>Whether to list only unassigned sessions.</summary>
    public bool Unassigned { get; init; }

    public SessionStatus? Status { get; init; }

    public SessionSort Sort { get; init; }

    public bool Ascending { get; init; }

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    /// <summary>Whether any field filters.</summary>
    public bool Narrows => this with { Sort = default, Ascending = false, Page = 0 } != new SessionFilter();
}

/// <summary>The orders of a list of sessions.</summary>
public enum SessionSort
{
    Opened,
    Risk,
    Exam,
}

/// <summary>One session in a list.</summary>
public sealed record SessionRow
{
    public required Guid Id { get; init; }

    public required string StudentId { get; init; }

    public required string? StudentName { get; init; }

    public required string ExamName { get; init; }

    public required bool Proctored { get; init; }

    public required SessionStatus Status { get; init; }

    public required DateTime OpenedAt { get; init; }

    public required DateTime? FinishedAt { get; init; }

    public required double? Risk { get; init; }

    public required int High { get; init; }

    public required int Medium { get; init; }

    public required int Low { get; init; }

    public required Verdict? Verdict { get; init; }

    /// <summary>The step that it waits for; null if it does not wait for a verdict.</summary>
    public ReviewStage? Stage { get; init; }

    public required Guid? AssignedToId { get; init; }

    public required string? AssignedTo { get; init; }

    public string Student => StudentLabel.Of(StudentId, StudentName);
}

/// <summary>One page of a list.</summary>
/// <param name="Rows">The sessions.</param>
/// <param name="Total">The number of all sessions, up to the count's limit.</param>
/// <param name="More">Whether there are more than the count's limit.</param>
public sealed record SessionPageOf(IReadOnlyList<SessionRow> Rows, int Total, bool More = false);
