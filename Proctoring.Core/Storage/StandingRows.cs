using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Storage;

/// <summary>The verdicts and decisions that stand. Withdrawn ones stay on record and count for nothing.</summary>
internal static class StandingRows
{
    public static IQueryable<SessionVerdict> Standing(this IQueryable<SessionVerdict> verdicts) =>
        verdicts.Where(row => row.WithdrawnAt == null);

    /// <summary>The verdicts of one reviewer that stand.</summary>
    public static IQueryable<SessionVerdict> StandingOf(this IQueryable<SessionVerdict> verdicts, StaffViewer viewer)
    {
        var reviewer = viewer.UserId;
        return verdicts.Standing().Where(row => row.ReviewerId == reviewer);
    }

    public static IQueryable<FlagDecision> Standing(this IQueryable<FlagDecision> decisions) =>
        decisions.Where(row => row.WithdrawnAt == null);

    /// <summary>The decisions of one reviewer that stand.</summary>
    public static IQueryable<FlagDecision> StandingOf(this IQueryable<FlagDecision> decisions, StaffViewer viewer)
    {
        var reviewer = viewer.UserId;
        return decisions.Standing().Where(row => row.ReviewerId == reviewer);
    }
}
