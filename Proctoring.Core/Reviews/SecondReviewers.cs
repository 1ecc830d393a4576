using Proctoring.Core.Rules;

namespace Proctoring.Core.Reviews;

/// <summary>Says where two reviewers have to agree.</summary>
internal static class SecondReviewers
{
    /// <summary>Whether the policy asks for two. One that is not in the settings any more may have: who renames a policy must not make one
    /// verdict enough by it.</summary>
    public static bool AsksForTwo(this RuleCatalog rules, string policy) => rules.FindPolicy(policy)?.SecondReviewer ?? true;
}
