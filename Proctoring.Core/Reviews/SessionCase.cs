using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>One session with everything that a reviewer needs.</summary>
public sealed record SessionCase
{
    /// <summary>The session's row in lists.</summary>
    public required SessionRow Session { get; init; }

    public required string Policy { get; init; }

    /// <summary>Whether the policy requires two reviewers who agree.</summary>
    public required bool SecondReviewer { get; init; }

    public required DateTime? StartedAt { get; init; }

    /// <summary>Why staff or the host ended it.</summary>
    public required string? EndReason { get; init; }

    public required long FramesRead { get; init; }

    public required long FramesRefused { get; init; }

    public required IReadOnlyList<RuleOverride> Accommodations { get; init; }

    /// <summary>The check of the identity by a person; null if there was none.</summary>
    public PersonCheck? Identity { get; init; }

    public required RiskScore? Risk { get; init; }

    /// <summary>The violations, by beginning.</summary>
    public required IReadOnlyList<CaseFlag> Flags { get; init; }

    public required IReadOnlyList<CaseNote> Notes { get; init; }

    public required IReadOnlyList<CaseMessage> Messages { get; init; }

    /// <summary>The extensions of the deadline, oldest first.</summary>
    public IReadOnlyList<ReportedTimeChange> TimeChanges { get; init; } = [];

    /// <summary>The arrival of each answer that was given before the deadline and sent after it, UTC.</summary>
    public IReadOnlyList<DateTime> LateAnswers { get; init; } = [];

    /// <summary>The standing verdicts of the reviewers, oldest first.</summary>
    public required IReadOnlyList<CaseVerdict> Verdicts { get; init; }

    public bool Over => Session.Status.IsOver();
}

/// <summary>One violation with its decisions.</summary>
public sealed record CaseFlag
{
    public required Guid Id { get; init; }

    public required string Type { get; init; }

    public required string Title { get; init; }

    public required string Explanation { get; init; }

    public required string Sentence { get; init; }

    public required Severity Severity { get; init; }

    public required DateTime BeganAt { get; init; }

    /// <summary>Null while it lasts.</summary>
    public required DateTime? EndedAt { get; init; }

    public required double PeakConfidence { get; init; }

    public required double MeanConfidence { get; init; }

    public required int FramesSeen { get; init; }

    public required int FramesLooked { get; init; }

    public required string? Model { get; init; }

    public required double? Threshold { get; init; }

    public required string? Detail { get; init; }

    public required int Times { get; init; }

    public required string? Objects { get; init; }

    public required DateTime? WarnedAt { get; init; }

    public required IReadOnlyList<CasePicture> Pictures { get; init; }

    /// <summary>The audio around it; null if none is stored.</summary>
    public CaseSound? Sound { get; init; }

    public required IReadOnlyList<CaseDecision> Decisions { get; init; }

    public required FlagState State { get; init; }

    /// <summary>The candidate's answer.</summary>
    public required string? Reply { get; init; }

    public TimeSpan Duration => (EndedAt ?? BeganAt) - BeganAt;
}

/// <summary>An evidence picture.</summary>
public sealed record CasePicture(Guid Id, DateTime TakenAt, double Confidence, IReadOnlyList<Box> Boxes);

/// <summary>A stored recording.</summary>
public sealed record CaseSound(Guid Id, DateTime From);

/// <summary>A standing decision.</summary>
public sealed record CaseDecision(Guid Id, Guid ReviewerId, string Reviewer, Decision Decision, string? Reason, DateTime DecidedAt);

/// <summary>A staff note; without a violation, a note on the session.</summary>
public sealed record CaseNote(Guid? ViolationId, string Author, string Text, DateTime WrittenAt);

/// <summary>A proctor's message to the candidate.</summary>
public sealed record CaseMessage(Guid Id, string Author, string Text, DateTime SentAt, DateTime? ShownAt)
{
    /// <summary>Whether the candidate wrote it; then it has no author's name and is not marked as shown.</summary>
    public bool FromCandidate { get; init; }

    /// <summary>The state of the candidate's page, sent with a problem; null otherwise.</summary>
    public string? PageState { get; init; }
}

/// <summary>A standing verdict.</summary>
public sealed record CaseVerdict(Guid ReviewerId, string Reviewer, Verdict Verdict, string Reason, DateTime DecidedAt);
