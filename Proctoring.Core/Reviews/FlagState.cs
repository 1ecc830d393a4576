using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>Where the review of one violation stands.</summary>
public enum FlagState
{
    /// <summary>Nobody has decided.</summary>
    Open,

    /// <summary>One reviewer has decided, and the policy asks for a second.</summary>
    Second,

    Confirmed,

    Dismissed,

    Unsure,

    /// <summary>The reviewers do not agree.</summary>
    Disputed,
}

/// <summary>Makes one state of the standing decisions of several reviewers.</summary>
internal static class FlagStates
{
    /// <param name="standing">The decisions that stand, by reviewer.</param>
    /// <param name="secondReviewer">Whether the policy asks for two that agree.</param>
    public static FlagState Of(IEnumerable<(Guid Reviewer, Decision Decision)> standing, bool secondReviewer)
    {
        // Two windows of one reviewer are one reviewer; the last word counts.
        var words = standing.GroupBy(one => one.Reviewer).Select(reviewer => reviewer.Last().Decision).ToList();
        return words.Distinct().ToList() switch
        {
            [] => FlagState.Open,
            [_, _, ..] => FlagState.Disputed,
            _ when secondReviewer && words.Count < 2 => FlagState.Second,
            [Decision.Confirmed] => FlagState.Confirmed,
            [Decision.Dismissed] => FlagState.Dismissed,
            _ => FlagState.Unsure,
        };
    }
}
