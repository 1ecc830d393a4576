using Proctoring.Core.Exams;

namespace Proctoring.Core.Integration;

/// <summary>How far the review of an exam is.</summary>
internal enum ReviewStatus
{
    /// <summary>No reviewer has opened it.</summary>
    NotReviewed,

    /// <summary>A reviewer has opened it; there is no final verdict.</summary>
    InReview,

    /// <summary>There is a final verdict.</summary>
    Decided,
}

/// <summary>The outcome of the review of an exam.</summary>
/// <param name="Verdict">The final verdict; null until there is one.</param>
/// <param name="DecidedAt">When it became final, UTC.</param>
/// <param name="OpenedAt">When a reviewer first opened the exam, UTC.</param>
/// <param name="Notes">The reasons of the reviewers who gave this verdict; empty for a candidate's token.</param>
internal sealed record ExamReview(Verdict? Verdict, DateTime? DecidedAt, DateTime? OpenedAt, IReadOnlyList<string> Notes)
{
    public ReviewStatus Status =>
        Verdict is not null ? ReviewStatus.Decided
        : OpenedAt is not null ? ReviewStatus.InReview
        : ReviewStatus.NotReviewed;
}

/// <summary>A flag with the reviewers' decision.</summary>
/// <param name="Violation">The flag.</param>
/// <param name="Decision">The standing decision; null without one, or while reviewers disagree.</param>
/// <param name="EvidenceDeletedAt">When pictures or audio of it were deleted, UTC; null if none were.</param>
internal sealed record ListedViolation(ProctoringViolation Violation, Decision? Decision, DateTime? EvidenceDeletedAt = null);
