using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Keeps what reviewers make of violations. Each reviewer has a decision of their own, so that nobody overwrites another's.</summary>
internal sealed class FlagDecisions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>Decides on one violation or on several alike at once; an earlier decision of the same reviewer is replaced, and stays on record.</summary>
    /// <param name="viewer">Who decides.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="violations">Violations of it.</param>
    /// <param name="decision">What.</param>
    /// <param name="reason">Why; required for a dismissal.</param>
    /// <param name="cancellation">Stops before anything is kept.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<Decided> DecideAsync(
        StaffViewer viewer, Guid sessionId, IReadOnlyCollection<Guid> violations, Decision decision, string? reason, CancellationToken cancellation)
    {
        var why = decision == Decision.Dismissed
            ? TextLimits.Required(reason, "reason", ReviewLimits.Reason)
            : TextLimits.Optional(reason, "reason", ReviewLimits.Reason);
        var wanted = violations.Distinct().ToList();
        if (wanted.Count is 0 or > ReviewLimits.Bulk)
            return new Decided(ReviewOutcome.NotThere, []);
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null || act.Session.Status == SessionStatus.Preparing)
            return new Decided(ReviewOutcome.NotThere, []);
        if (act.Session.Verdict is not null)
            return new Decided(ReviewOutcome.Settled, []);

        var database = act.Database;
        var known = await database.Violations.CountAsync(row => row.SessionId == sessionId && wanted.Contains(row.Id), cancellation).ConfigureAwait(false);
        if (known != wanted.Count)
            return new Decided(ReviewOutcome.NotThere, []);
        var mine = await database.FlagDecisions
            .Where(row => row.SessionId == sessionId && row.ReviewerId == viewer.UserId && row.WithdrawnAt == null && wanted.Contains(row.ViolationId))
            .ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var old in mine)
            old.WithdrawnAt = act.At;
        var rows = wanted.Select(violation => New(act, viewer, violation, decision, why)).ToList();
        database.AddRange(rows);
        database.Audit(viewer, ActionOf(decision), Flags(wanted.Count), act.At, sessionId, why);
        await act.KeepAsync(cancellation).ConfigureAwait(false);
        return new Decided(ReviewOutcome.Done, [.. rows.Select(row => row.Id)]);
    }

    /// <summary>Takes decisions of one's own back; what they had replaced stands again, as a new row.</summary>
    public async Task<ReviewOutcome> UndoAsync(StaffViewer viewer, Guid sessionId, IReadOnlyCollection<Guid> decisions, CancellationToken cancellation)
    {
        var wanted = decisions.Distinct().Take(ReviewLimits.Bulk).ToList();
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return ReviewOutcome.NotThere;
        if (act.Session.Verdict is not null)
            return ReviewOutcome.Settled;

        var database = act.Database;
        var rows = await database.FlagDecisions
            .Where(row => row.SessionId == sessionId && row.ReviewerId == viewer.UserId && row.WithdrawnAt == null && wanted.Contains(row.Id))
            .ToListAsync(cancellation).ConfigureAwait(false);
        if (rows.Count == 0)
            return ReviewOutcome.NotThere;
        foreach (var row in rows)
        {
            // What it replaced was withdrawn in the very act that made it.
            var replaced = await database.FlagDecisions
                .Where(old => old.ViolationId == row.ViolationId && old.ReviewerId == viewer.UserId && old.WithdrawnAt == row.DecidedAt)
                .OrderByDescending(old => old.DecidedAt).FirstOrDefaultAsync(cancellation).ConfigureAwait(false);
            row.WithdrawnAt = act.At;
            if (replaced is not null)
                database.Add(New(act, viewer, row.ViolationId, replaced.Decision, replaced.Reason));
        }

        database.Audit(viewer, "flag_decision_withdrawn", Flags(rows.Count), act.At, sessionId);
        await act.KeepAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    static FlagDecision New(ReviewAct act, StaffViewer viewer, Guid violation, Decision decision, string? why) => new()
    {
        Id = Guid.CreateVersion7(act.At),
        SessionId = act.Session.Id,
        ViolationId = violation,
        ReviewerId = viewer.UserId!.Value,
        Decision = decision,
        Reason = why,
        DecidedAt = act.At,
    };

    static string Flags(int count) => count == 1 ? "1 flag" : $"{count} flags";

    static string ActionOf(Decision decision) => decision switch
    {
        Decision.Confirmed => "flag_confirmed",
        Decision.Dismissed => "flag_dismissed",
        _ => "flag_unsure",
    };
}

/// <summary>What came of a decision.</summary>
/// <param name="Outcome">Done, or why not.</param>
/// <param name="Decisions">The ids by which it can be taken back.</param>
public sealed record Decided(ReviewOutcome Outcome, IReadOnlyList<Guid> Decisions);
