using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Keeps verdicts on whole sessions, and says when one is final: at once, or where the policy asks for it once two reviewers agree.</summary>
internal sealed class SessionVerdicts(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>Gives one's verdict; an earlier one of the same reviewer is replaced, and stays on record.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> GiveAsync(StaffViewer viewer, Guid sessionId, Verdict verdict, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.Reason);
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (!act.Over)
            return ReviewOutcome.NotOver;
        if (act.Session.Verdict is not null)
            return ReviewOutcome.Settled;

        var standing = await StandingAsync(act, cancellation).ConfigureAwait(false);
        foreach (var old in standing.Where(row => row.ReviewerId == viewer.UserId))
            old.WithdrawnAt = act.At;
        act.Database.Add(new SessionVerdict
        {
            Id = Guid.CreateVersion7(act.At),
            SessionId = sessionId,
            ReviewerId = viewer.UserId!.Value,
            Verdict = verdict,
            Reason = why,
            DecidedAt = act.At,
        });
        var agreeing = 1 + standing.Where(row => row.ReviewerId != viewer.UserId && row.Verdict == verdict).Select(row => row.ReviewerId).Distinct().Count();
        if (agreeing >= (rules.AsksForTwo(act.Session.Policy) ? 2 : 1))
            (act.Session.Verdict, act.Session.VerdictAt) = (verdict, act.At);
        act.Database.Audit(viewer, "verdict_given", verdict.ToString().ToLowerInvariant(), act.At, sessionId, why);
        await act.KeepAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>Takes one's own verdict back; an administrator takes back all of a session's. The session is then open again.</summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> WithdrawAsync(StaffViewer viewer, Guid sessionId, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.Reason);
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        var all = viewer.Is(StaffRoles.Administrator);
        var mine = (await StandingAsync(act, cancellation).ConfigureAwait(false)).Where(row => all || row.ReviewerId == viewer.UserId).ToList();
        if (mine.Count == 0)
            return ReviewOutcome.NotThere;
        foreach (var row in mine)
            row.WithdrawnAt = act.At;
        (act.Session.Verdict, act.Session.VerdictAt) = (null, null);
        act.Database.Audit(viewer, "verdict_withdrawn", "the session", act.At, sessionId, why);
        await act.KeepAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    static Task<List<SessionVerdict>> StandingAsync(ReviewAct act, CancellationToken cancellation) =>
        act.Database.SessionVerdicts.Where(row => row.SessionId == act.Session.Id && row.WithdrawnAt == null).ToListAsync(cancellation);
}
