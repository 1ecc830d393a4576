using Proctoring.Core.Observations;

namespace Proctoring.Core.Exams;

/// <summary>One request to turn the head, with its result. A row is written once and never changes.</summary>
public sealed class HeadChallenge
{
    /// <summary>The most characters of <see cref="Turns"/>.</summary>
    public const int LongestTurns = 40;

    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>The turns that were asked for, in their order: "Left, Up".</summary>
    public required string Turns { get; init; }

    /// <summary>When the candidate was asked, UTC.</summary>
    public DateTime AskedAt { get; init; }

    /// <summary>When the result was known, UTC.</summary>
    public DateTime EndedAt { get; init; }

    public ChallengeResult Result { get; init; }

    public ChallengeReason Reason { get; init; }

    /// <summary>Whether the head turned when asked; null if that could not be judged, or if nothing was asked.</summary>
    public static bool? Turned(ChallengeResult? result) =>
        result switch
        {
            ChallengeResult.Passed => true,
            ChallengeResult.NotPassed => false,
            _ => null,
        };
}

/// <summary>A turn of the head, as the candidate sees it.</summary>
public enum HeadTurn
{
    Left,
    Right,
    Up,
}

/// <summary>The result of a request to turn the head.</summary>
public enum ChallengeResult
{
    /// <summary>The head turned as asked, and its parts moved against each other as those of a solid head.</summary>
    Passed,

    /// <summary>The face was in view, and did not do so.</summary>
    NotPassed,

    /// <summary>Too little was visible, or the candidate chose not to turn. It proves nothing about the candidate.</summary>
    NotJudged,
}

/// <summary>When a policy asks candidates to turn their head.</summary>
public enum HeadChallengeTime
{
    /// <summary>Never.</summary>
    Off,

    /// <summary>In the checks before the exam.</summary>
    AtStart,

    /// <summary>In the checks before the exam, and at random moments during it.</summary>
    AtRandom,
}
