using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>Computes the risk score of a session from its stored flags. The live wall, the review page and the report all use it.</summary>
internal static class SessionRisk
{
    /// <summary>An event that a caller reports as having happened more often adds nothing more.</summary>
    const int MostTimes = 100;

    /// <param name="rules">Holds the policies with their weights.</param>
    /// <param name="flags">The flags of the session.</param>
    /// <param name="policy">The name of the session's policy. A policy that no longer exists counts as the standard one.</param>
    /// <param name="until">When flags that have not ended count as ended, UTC.</param>
    public static RiskScore RiskOf(this RuleCatalog rules, IEnumerable<ProctoringViolation> flags, string policy, DateTime until) =>
        RiskScore.Of(
            flags.SelectMany(flag => EntriesOf(flag, until)),
            rules.FindOfSession(policy) ?? rules.FindPolicy(ExamPolicy.Standard)!
        );

    static IEnumerable<RiskEntry> EntriesOf(ProctoringViolation flag, DateTime until)
    {
        var duration = (flag.EndedAt ?? until) - flag.BeganAt;
        var entry = new RiskEntry(
            flag.Type,
            flag.Title,
            flag.Severity,
            duration > TimeSpan.Zero ? duration : TimeSpan.Zero,
            flag.MeanConfidence
        );
        return Enumerable.Repeat(entry, Math.Clamp(flag.Times, 1, MostTimes));
    }
}
