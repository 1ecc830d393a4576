namespace Proctoring.Core.Exams;

/// <summary>A reviewer's verdict on a session, with its reason. If the policy requires two reviewers, two equal verdicts make it
/// final.</summary>
public sealed class SessionVerdict
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public Guid ReviewerId { get; init; }

    public Verdict Verdict { get; init; }

    public required string Reason { get; init; }

    public DateTime DecidedAt { get; init; }

    /// <summary>When the verdict was withdrawn or replaced, UTC; null while it stands.</summary>
    public DateTime? WithdrawnAt { get; set; }
}

/// <summary>The reviewers' conclusion on a session.</summary>
public enum Verdict
{
    /// <summary>No violation that matters.</summary>
    Clear,

    /// <summary>The rules of the exam were broken.</summary>
    Violation,

    /// <summary>The evidence supports neither conclusion, or too little was monitored.</summary>
    Inconclusive,
}
