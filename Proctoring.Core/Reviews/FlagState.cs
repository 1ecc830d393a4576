using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>The state of a violation's review.</summary>
public enum FlagState
{
    /// <summary>No one has decided.</summary>
    Open,

    /// <summary>One reviewer has decided, and the policy requires a second.</summary>
    Second,

    Confirmed,

    Dismissed,

    Unsure,

    /// <summary>The reviewers do not agree.</summary>
    Disputed,
}

/// <summary>Combines the standing decisions of several reviewers to one state.</summary>
internal static class FlagStates
{
    /// <param name="standing">The decisions that stand, by reviewer.</param>
    /// <param name="secondReviewer">Whether the policy requires two reviewers who agree.</param>
    public static FlagState Of(IEnumerable<(Guid Reviewer, Decision Decision)> standing, bool secondReviewer)
    {
        // Two windows of one reviewer are one reviewer; the latest decision counts.
        var counts = standing
            .GroupBy(one => one.Reviewer)
            .CountBy(reviewer => reviewer.Last().Decision)
            .OrderByDescending(count => count.Value)
            .ToList();
        return counts switch
        {
            [] => FlagState.Open,
            // The third reviewer decides between two who disagree.
            [var first, var second, ..] when first.Value == second.Value => FlagState.Disputed,
            [{ Value: < 2 }] when secondReviewer => FlagState.Second,
            [{ Key: Decision.Confirmed }, ..] => FlagState.Confirmed,
            [{ Key: Decision.Dismissed }, ..] => FlagState.Dismissed,
            _ => FlagState.Unsure,
        };
    }
}
