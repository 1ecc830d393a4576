using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Stores the reviewers' decisions on flags. Each reviewer has their own decision, so no one overwrites a colleague's.</summary>
internal sealed class FlagDecisions(IDbContextFactory<ProctoringDb> databases, TimeProvider time)
{
    /// <summary>The most flags in one query.</summary>
    const int FlagsAtOnce = 500;

    /// <summary>Decides one flag or several at once. An earlier decision of the same reviewer is replaced and stays on record.</summary>
    /// <param name="viewer">The reviewer.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="violations">Flags of the session.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="reason">The reason; required for a dismissal.</param>
    /// <param name="cancellation">Stops before anything is stored.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">The reason is missing or too long.</exception>
    public async Task<ReviewOutcome> DecideAsync(
        StaffViewer viewer,
        Guid sessionId,
        IReadOnlyCollection<Guid> violations,
        Decision decision,
        string? reason,
        CancellationToken cancellation
    )
    {
        var why =
            decision == Decision.Dismissed
                ? TextLimits.Required(reason, "reason", ReviewLimits.Reason)
                : TextLimits.Optional(reason, "reason", ReviewLimits.Reason);
        var wanted = violations.Distinct().ToList();
        if (wanted.Count == 0)
            return ReviewOutcome.NotThere;
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null || act.Session.Status == SessionStatus.Preparing)
            return ReviewOutcome.NotThere;
        if (await HindranceAsync(act, viewer, cancellation).ConfigureAwait(false) is { } hindrance)
            return hindrance;

        var database = act.Database;
        // In steps, because the number of a query's parameters is limited, and the number of a session's flags is not.
        foreach (var chunk in wanted.Chunk(FlagsAtOnce))
        {
            List<Guid> part = [.. chunk];
            var known = await database
                .Violations.CountAsync(row => row.SessionId == sessionId && part.Contains(row.Id), cancellation)
                .ConfigureAwait(false);
            if (known != part.Count)
                return ReviewOutcome.NotThere;
            var replaced = Standing(act, viewer).Where(row => part.Contains(row.ViolationId));
            foreach (var old in await replaced.ToListAsync(cancellation).ConfigureAwait(false))
                old.WithdrawnAt = act.At;
        }

        database.AddRange(wanted.Select(violation => New(act, viewer, violation, decision, why, act.At)));
        database.Audit(viewer, ActionOf(decision), Flags(wanted.Count), act.At, sessionId, why);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
        return ReviewOutcome.Done;
    }

    /// <summary>Undoes the viewer's latest act on a session, as a whole if it decided several flags. The decisions that it replaced stand
    /// again.</summary>
    public async Task<Undone> UndoAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var act = await ReviewAct.BeginAsync(databases, viewer, sessionId, Now, cancellation).ConfigureAwait(false);
        if (act is null)
            return new Undone(ReviewOutcome.NotThere, []);
        if (await HindranceAsync(act, viewer, cancellation).ConfigureAwait(false) is { } hindrance)
            return new Undone(hindrance, []);

        // A batch over several sessions is withdrawn as one, in the list of sessions.
        var standing = Standing(act, viewer).Where(row => row.BatchId == null);
        // One act gives all its decisions the same time.
        var rows = await standing
            .Where(row => row.DecidedAt == standing.Max(one => one.DecidedAt))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        if (rows.Count == 0)
            return new Undone(ReviewOutcome.NotThere, []);
        var flags = rows.Select(row => row.ViolationId).ToHashSet();
        foreach (var replaced in await ReplacedAsync(act, viewer, flags, rows[0].DecidedAt, cancellation).ConfigureAwait(false))
            // With the time of the first decision: the next undo then undoes the acts in their order.
            act.Database.Add(
                New(act, viewer, replaced.ViolationId, replaced.Decision, replaced.Reason, replaced.DecidedAt, replaced.BatchId)
            );
        foreach (var row in rows)
            row.WithdrawnAt = act.At;
        act.Database.Audit(viewer, "flag_decision_withdrawn", Flags(rows.Count), act.At, sessionId);
        await act.StoreAsync(cancellation).ConfigureAwait(false);
        return new Undone(ReviewOutcome.Done, [.. flags]);
    }

    DateTime Now => time.GetUtcNow().UtcDateTime;

    static IQueryable<FlagDecision> Standing(ReviewAct act, StaffViewer viewer) =>
        act.Database.FlagDecisions.StandingOf(viewer).Where(row => row.SessionId == act.Session.Id);

    /// <summary>The decisions that an act replaced were withdrawn at the time of the act; the latest of each flag counts.</summary>
    static async Task<IEnumerable<FlagDecision>> ReplacedAsync(
        ReviewAct act,
        StaffViewer viewer,
        HashSet<Guid> flags,
        DateTime at,
        CancellationToken cancellation
    )
    {
        var old = await act
            .Database.FlagDecisions.AsNoTracking()
            .Where(row => row.SessionId == act.Session.Id && row.ReviewerId == viewer.UserId && row.WithdrawnAt == at)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return old.Where(row => flags.Contains(row.ViolationId))
            .GroupBy(row => row.ViolationId)
            .Select(flag => flag.MaxBy(row => row.DecidedAt)!);
    }

    /// <summary>A verdict is based on its reviewer's decisions, so these do not change before it is withdrawn.</summary>
    static async Task<ReviewOutcome?> HindranceAsync(ReviewAct act, StaffViewer viewer, CancellationToken cancellation)
    {
        if (act.Session.Verdict is not null)
            return ReviewOutcome.Settled;
        return await act
            .Database.SessionVerdicts.StandingOf(viewer)
            .AnyAsync(row => row.SessionId == act.Session.Id, cancellation)
            .ConfigureAwait(false)
            ? ReviewOutcome.VerdictGiven
            : null;
    }

    static FlagDecision New(
        ReviewAct act,
        StaffViewer viewer,
        Guid violation,
        Decision decision,
        string? why,
        DateTime decidedAt,
        Guid? batch = null
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(act.At),
            SessionId = act.Session.Id,
            ViolationId = violation,
            ReviewerId = viewer.UserId!.Value,
            Decision = decision,
            Reason = why,
            DecidedAt = decidedAt,
            BatchId = batch,
        };

    static string Flags(int count) => count == 1 ? "1 flag" : string.Create(CultureInfo.InvariantCulture, $"{count} flags");

    static string ActionOf(Decision decision) =>
        decision switch
        {
            Decision.Confirmed => "flag_confirmed",
            Decision.Dismissed => "flag_dismissed",
            _ => "flag_unsure",
        };
}

/// <summary>The result of an undo.</summary>
/// <param name="Outcome">Done, or why not.</param>
/// <param name="Violations">The flags whose decisions were undone.</param>
public sealed record Undone(ReviewOutcome Outcome, IReadOnlyList<Guid> Violations);
