using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>Knows which policies require two reviewers who agree.</summary>
internal static class SecondReviewers
{
    /// <summary>Whether the policy requires two. A policy that is missing from the settings counts as one that does: renaming a policy must
    /// not make a single verdict sufficient.</summary>
    public static bool AsksForTwo(this RuleCatalog rules, string policy) => rules.FindPolicy(policy)?.SecondReviewer ?? true;
}
