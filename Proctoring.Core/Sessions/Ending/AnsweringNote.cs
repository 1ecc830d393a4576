using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Compares the answer times of an ended session with those of the group, if its policy asks for it.</summary>
internal sealed class AnsweringNote(AnsweringReader answering, RuleCatalog rules)
{
    /// <summary>Returns the flag that an ended session needs; null if the rule is off or finds nothing.</summary>
    /// <param name="database">The context of the pending save. The end of the session is already saved in it.</param>
    /// <param name="session">The ended session.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<ViolationSpan?> OfAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (session is not { Proctored: true, Practice: false, ExamId: not null, FinishedAt: { } finished })
            return null;
        if (session.Status is not (SessionStatus.Submitted or SessionStatus.TimedOut))
            return null;
        var rule = rules.RulesOf(session.Policy, RuleOverride.FromJson(session.Accommodations)).OfType<UnusualAnsweringRule>().Single();
        // Most policies leave it off; then nothing is read.
        if (!rule.Enabled)
            return null;
        if (
            await answering.CompareAsync(database, session.Id, finished, cancellation).ConfigureAwait(false) is not var (own, group)
            || group.Sessions.Count < rule.LeastGroup
        )
            return null;
        var (faster, compared) = group.CountFaster(own, rule.FasterThan, rule.LeastGroup);
        if (rule.JudgeAnswers(faster, compared, group.Sessions.Count) is not { Present: true } finding)
            return null;
        return ViolationNote.Of(rule, Guid.CreateVersion7(finished), finished, finished, finding.Detail!) with
        {
            Severity = rule.SeverityOf(finding),
        };
    }
}
