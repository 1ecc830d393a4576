using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Stores the flags that proctors raise in a running session, with the newest picture as evidence. The session may run on another
/// server.</summary>
internal sealed class ProctorFlags(
    IDbContextFactory<ProctoringDb> databases,
    IRunningSessions running,
    EvidenceWriter evidence,
    RuleCatalog rules,
    TimeProvider time
)
{
    /// <summary>Raises a flag. The candidate does not see it during the exam.</summary>
    /// <param name="viewer">The proctor.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="severity">The severity that the proctor chooses.</param>
    /// <param name="text">What the proctor saw, at most <see cref="ReviewLimits.FlagText"/> characters.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <returns>Done; or that the viewer leads no such running session, or that its policy has switched these flags off.</returns>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The text is empty or too long.</exception>
    public async Task<ReviewOutcome> RaiseAsync(
        StaffViewer viewer,
        Guid sessionId,
        Severity severity,
        string? text,
        CancellationToken cancellation
    )
    {
        var detail = TextLimits.Required(text, "flag", ReviewLimits.FlagText);
        var now = time.GetUtcNow().UtcDateTime;
        if (await RuleAsync(viewer, sessionId, cancellation).ConfigureAwait(false) is not var (rule, keepsPicture))
            return ReviewOutcome.NotThere;
        if (!rule.Enabled)
            return ReviewOutcome.FlagsOff;
        var span = ViolationNote.Of(rule, Guid.CreateVersion7(now), now, now, detail) with { Severity = severity, Model = null };
        var picture = keepsPicture ? await running.PictureAsync(sessionId).ConfigureAwait(false) : null;
        if (picture is null)
            return await StoreAsync(viewer, sessionId, span, null).ConfigureAwait(false);
        var file = EvidenceFile.Create(picture, "image/jpeg", now);
        var outcome = ReviewOutcome.NotThere;
        await evidence
            .WriteAsync(
                file.KeyIn(sessionId),
                file.Content,
                async () =>
                {
                    outcome = await StoreAsync(viewer, sessionId, span, file).ConfigureAwait(false);
                    return outcome == ReviewOutcome.Done;
                },
                cancellation
            )
            .ConfigureAwait(false);
        return outcome;
    }

    /// <summary>The rule of these flags in a session.</summary>
    /// <param name="rules">All rules.</param>
    /// <param name="policy">The policy that the session stores.</param>
    /// <param name="accommodations">The overrides that the session stores; null for none.</param>
    public static SeenByPersonRule RuleOf(RuleCatalog rules, string policy, string? accommodations) =>
        rules.RulesOf(policy, RuleOverride.FromJson(accommodations)).OfType<SeenByPersonRule>().Single();

    /// <summary>The session's rule for these flags, and whether its flags have pictures; null if the viewer does not lead such a
    /// session.</summary>
    async Task<(ViolationRule Rule, bool KeepsPicture)?> RuleAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.LedBy(database, viewer)
            .Where(row => row.Id == sessionId)
            .Select(row => new
            {
                row.Policy,
                row.Accommodations,
                Agreed = database
                    .Consents.Where(consent => consent.SessionId == row.Id)
                    .Select(consent => consent.Evidence)
                    .FirstOrDefault(),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var rule = RuleOf(rules, session.Policy, session.Accommodations);
        return (rule, rules.EvidenceOf(session.Policy, session.Agreed) != FlagEvidence.None);
    }

    async Task<ReviewOutcome> StoreAsync(StaffViewer viewer, Guid sessionId, ViolationSpan span, EvidenceFile? file)
    {
        await using var act = await ReviewAct
            .BeginAsync(databases, database => database.Sessions.LedBy(database, viewer), sessionId, span.Began, CancellationToken.None)
            .ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        ViolationRecorder.Add(act.Database, sessionId, span, viewer.UserId, file);
        act.Database.Audit(viewer, "flag_raised", span.Severity.ToString(), act.At, sessionId, span.Detail);
        await act.StoreAsync(CancellationToken.None).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }
}
