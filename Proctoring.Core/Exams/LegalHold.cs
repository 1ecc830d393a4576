namespace Proctoring.Core.Exams;

/// <summary>An order to keep the data of a session, a student or an exam: neither retention nor erasure deletes it until the hold is
/// lifted.</summary>
public sealed class LegalHold
{
    /// <summary>The most characters of a reason.</summary>
    public const int LongestReason = 500;

    public Guid Id { get; init; }

    public HoldScope Scope { get; init; }

    /// <summary>The session; null for the other scopes.</summary>
    public Guid? SessionId { get; init; }

    /// <summary>The row of the student; null for the other scopes.</summary>
    public int? StudentId { get; init; }

    /// <summary>The name of the exam; null for the other scopes.</summary>
    public string? ExamName { get; init; }

    public required string Reason { get; init; }

    /// <summary>The author at the time.</summary>
    public required string SetBy { get; init; }

    public DateTime SetAt { get; init; }

    public string? LiftReason { get; set; }

    public string? LiftedBy { get; set; }

    /// <summary>Null while the hold stands, UTC.</summary>
    public DateTime? LiftedAt { get; set; }
}

/// <summary>What a legal hold concerns.</summary>
public enum HoldScope
{
    Session,
    Student,
    Exam,
}
