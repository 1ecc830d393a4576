using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Stores verdicts on sessions, and computes the final one from the standing verdicts.</summary>
internal sealed class SessionVerdicts(IDbContextFactory<ProctoringDb> databases, RuleCatalog rules, TimeProvider time)
{
    /// <summary>Stores the viewer's verdict. It replaces the reviewer's earlier verdict, which stays on record.</summary>
    /// <param name="viewer">The reviewer.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="accepted">The counts with which the reviewer accepted the doubts about this verdict; null if the page did not
    /// ask.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> GiveAsync(
        StaffViewer viewer,
        Guid sessionId,
        Verdict verdict,
        string? reason,
        VerdictBasis? accepted,
        CancellationToken cancellation
    )
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.Reason);
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (!act.Over)
            return ReviewOutcome.NotOver;
        if (act.Session.Verdict is not null)
            return ReviewOutcome.Settled;
        var basis = await BasisAsync(act, viewer, cancellation).ConfigureAwait(false);
        // An acceptance with other counts is void: another window may have decided flags in the meantime.
        if (basis.DoubtsOf(verdict).Count > 0 && accepted != basis)
            return ReviewOutcome.Doubtful;

        var standing = await StandingAsync(act, cancellation).ConfigureAwait(false);
        Withdraw(standing.Where(row => row.ReviewerId == viewer.UserId), act.At);
        var given = new SessionVerdict
        {
            Id = Guid.CreateVersion7(act.At),
            SessionId = sessionId,
            ReviewerId = viewer.UserId!.Value,
            Verdict = verdict,
            Reason = why,
            DecidedAt = act.At,
        };
        act.Database.Add(given);
        Settle(act, [.. standing, given]);
        act.Database.Audit(viewer, "verdict_given", $"{verdict.ToString().ToLowerInvariant()}; {basis}", act.At, sessionId, why);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>
    /// Withdraws the viewer's verdict, or all verdicts of the session if the viewer is an administrator. The verdicts that remain decide
    /// again.
    /// </summary>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> WithdrawAsync(StaffViewer viewer, Guid sessionId, string? reason, CancellationToken cancellation)
    {
        var why = TextLimits.Required(reason, "reason", ReviewLimits.Reason);
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        var standing = await StandingAsync(act, cancellation).ConfigureAwait(false);
        var all = viewer.Is(StaffRoles.Administrator);
        var withdrawn = standing.Where(row => all || row.ReviewerId == viewer.UserId).ToList();
        if (withdrawn.Count == 0)
            return ReviewOutcome.NotThere;
        Withdraw(withdrawn, act.At);
        Settle(act, standing);
        act.Database.Audit(viewer, "verdict_withdrawn", "the session", act.At, sessionId, why);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    void Settle(ReviewAct act, IEnumerable<SessionVerdict> verdicts)
    {
        var final = FinalVerdict.Of(verdicts.Where(row => row.WithdrawnAt is null), rules.AsksForTwo(act.Session.Policy));
        if (final != act.Session.Verdict)
            (act.Session.Verdict, act.Session.VerdictAt) = (final, final is null ? null : act.At);
    }

    static void Withdraw(IEnumerable<SessionVerdict> verdicts, DateTime at)
    {
        foreach (var row in verdicts)
            row.WithdrawnAt = at;
    }

    static async Task<VerdictBasis> BasisAsync(ReviewAct act, StaffViewer viewer, CancellationToken cancellation)
    {
        var (database, id) = (act.Database, act.Session.Id);
        var decisions = database.FlagDecisions.StandingOf(viewer);
        var flags = await database
            .Violations.Where(row => row.SessionId == id)
            .Select(row => new
            {
                row.Type,
                row.Severity,
                Decision = decisions
                    .Where(decision => decision.ViolationId == row.Id)
                    .OrderByDescending(decision => decision.DecidedAt)
                    .Select(decision => (Decision?)decision.Decision)
                    .FirstOrDefault(),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var identity = await database
            .ManualIdentityChecks.Where(check => check.SessionId == id)
            .Select(check => new PersonCheck(check.Confirmed))
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        return VerdictBasis.Of(
            flags
                .Where(flag => flag.Decision is not null || FlagTypes.NeedsDecision(flag.Type))
                .Select(flag => (flag.Severity, flag.Decision)),
            identity
        );
    }

    static Task<List<SessionVerdict>> StandingAsync(ReviewAct act, CancellationToken cancellation) =>
        act.Database.SessionVerdicts.Standing().Where(row => row.SessionId == act.Session.Id).ToListAsync(cancellation);
}
