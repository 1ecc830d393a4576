using Proctoring.Core.Exams;

namespace Proctoring.Core.Reviews;

/// <summary>Computes the final verdict of a session from the verdicts that stand.</summary>
internal static class FinalVerdict
{
    /// <summary>The verdict that enough reviewers gave. If three reviewers gave three different verdicts, the last of them decides: that
    /// reviewer knew of the disagreement. Null if too few agree, or if two verdicts have the same number of reviewers.</summary>
    /// <param name="standing">The verdicts that stand; a reviewer with several counts once, with the latest.</param>
    /// <param name="secondReviewer">Whether the policy requires two reviewers who agree.</param>
    public static Verdict? Of(IEnumerable<SessionVerdict> standing, bool secondReviewer)
    {
        var latest = standing.GroupBy(row => row.ReviewerId).Select(reviewer => reviewer.MaxBy(row => row.DecidedAt)!).ToList();
        if (secondReviewer && latest.Count == 3 && latest.DistinctBy(row => row.Verdict).Count() == 3)
            return latest.MaxBy(row => row.DecidedAt)!.Verdict;
        var counts = latest
            .CountBy(row => row.Verdict)
            .Where(count => count.Value >= (secondReviewer ? 2 : 1))
            .OrderByDescending(count => count.Value)
            .ToList();
        return counts switch
        {
            [] => null,
            [var first, var second, ..] when first.Value == second.Value => null,
            [var first, ..] => first.Key,
        };
    }
}
