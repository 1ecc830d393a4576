using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Knows which policies require two reviewers who agree.</summary>
internal static class SecondReviewers
{
    /// <summary>Whether the policy requires two. A policy that is missing from the settings counts as one that does: renaming a policy must
    /// not make a single verdict sufficient.</summary>
    public static bool AsksForTwo(this RuleCatalog rules, string policy) => rules.FindOfSession(policy)?.SecondReviewer ?? true;

    /// <summary>Whether the policy hides colleagues' work from a reviewer who has not given a verdict.</summary>
    public static bool ReviewsBlind(this RuleCatalog rules, string policy) =>
        rules.FindOfSession(policy) is { SecondReviewer: true, BlindReview: true };

    /// <summary>Whether colleagues' work on a session is hidden from this viewer. It is shown once the viewer has given a verdict, if the
    /// reviewers disagree, or if the verdict is final. It is never hidden from people who only read.</summary>
    /// <param name="rules">The policies.</param>
    /// <param name="session">The session.</param>
    /// <param name="viewer">The viewer.</param>
    /// <param name="reviewers">The reviewers whose verdict stands.</param>
    public static bool HidesColleagues(
        this RuleCatalog rules,
        ProctoringSession session,
        StaffViewer viewer,
        IReadOnlyCollection<Guid> reviewers
    ) =>
        viewer.MayReview()
        && session.Verdict is null
        && rules.ReviewsBlind(session.Policy)
        && reviewers.Distinct().Count() < 2
        && !reviewers.Contains(viewer.UserId!.Value);
}
