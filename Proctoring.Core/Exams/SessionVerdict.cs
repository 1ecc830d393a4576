namespace Proctoring.Core.Exams;

/// <summary>A reviewer's verdict on a whole session, with its reason. Where the policy asks for two reviewers, two that agree make it final.</summary>
public sealed class SessionVerdict
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public Guid ReviewerId { get; init; }

    public Verdict Verdict { get; init; }

    public required string Reason { get; init; }

    public DateTime DecidedAt { get; init; }

    /// <summary>When it was taken back or replaced; null while it stands.</summary>
    public DateTime? WithdrawnAt { get; set; }
}

/// <summary>What a session comes to, in the judgement of people.</summary>
public enum Verdict
{
    /// <summary>Nothing that matters.</summary>
    Clear,

    /// <summary>The rules of the exam were broken.</summary>
    Violation,

    /// <summary>It can't be told: what was seen speaks neither way, or too little was seen.</summary>
    Inconclusive,
}
