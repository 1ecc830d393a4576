using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>What an undecided session waits for.</summary>
public enum ReviewStage
{
    /// <summary>No reviewer has given a verdict.</summary>
    First,

    /// <summary>One reviewer has given a verdict, and the policy requires a second.</summary>
    Second,

    /// <summary>Reviewers disagree, and one more decides.</summary>
    Adjudication,
}

/// <summary>Finds sessions by their stage.</summary>
internal static class ReviewStages
{
    /// <summary>The stage of a session whose verdict is not final.</summary>
    /// <param name="reviewers">The number of reviewers whose verdict stands.</param>
    public static ReviewStage Of(int reviewers) =>
        reviewers switch
        {
            0 => ReviewStage.First,
            1 => ReviewStage.Second,
            _ => ReviewStage.Adjudication,
        };

    /// <summary>The undecided sessions of one stage.</summary>
    public static IQueryable<ProctoringSession> InStage(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        ReviewStage stage
    )
    {
        var standing = database.SessionVerdicts.Standing();
        var given = standing.Select(row => row.SessionId);
        var disputed = standing
            .GroupBy(row => row.SessionId)
            .Where(session => session.Select(row => row.ReviewerId).Distinct().Count() > 1)
            .Select(session => session.Key);
        sessions = sessions.Undecided();
        return stage switch
        {
            ReviewStage.First => sessions.Where(session => !given.Contains(session.Id)),
            ReviewStage.Second => sessions.Where(session => given.Contains(session.Id) && !disputed.Contains(session.Id)),
            _ => sessions.Where(session => disputed.Contains(session.Id)),
        };
    }
}
