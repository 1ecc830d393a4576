using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>The queries of the dashboard on one connection.</summary>
/// <param name="database">The context of the connection.</param>
/// <param name="sessions">The sessions of the period that the viewer may see.</param>
/// <param name="first">The smallest id of these sessions. Ids grow with time, so the flags of a period lie together in their index. Without
/// the bound PostgreSQL reads all of them.</param>
internal sealed class DashboardPeriod(ProctoringDb database, IQueryable<ProctoringSession> sessions, Guid first = default)
{
    IQueryable<Guid> Ids => sessions.Select(session => session.Id);

    /// <summary>The flags of the sessions and possibly others, which lie together in an index.</summary>
    IQueryable<ProctoringViolation> Near => database.Violations.Where(row => row.SessionId >= first);

    /// <summary>The standing decisions on these flags.</summary>
    IQueryable<FlagDecision> NearDecisions => database.FlagDecisions.Standing().Where(row => row.SessionId >= first);

    /// <summary>Counts the sessions; null if there are none.</summary>
    public async Task<DashboardTotals?> TotalsAsync(CancellationToken cancellation)
    {
        // One row without groups: SQLite would follow the index of verdicts through all sessions to group by them.
        var totals = await sessions
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Clear = all.Count(session => session.Verdict == Verdict.Clear),
                Violation = all.Count(session => session.Verdict == Verdict.Violation),
                Inconclusive = all.Count(session => session.Verdict == Verdict.Inconclusive),
                FirstId = all.Min(session => IdFunctions.OrderOf(session.Id)),
                Timed = all.Count(session => session.VerdictAt != null && session.FinishedAt != null),
                Opened = all.Count(session => session.VerdictAt != null && session.ReviewOpenedAt != null),
                // As in Undecided.
                Waiting = all.Count(session =>
                    session.Verdict == null
                    && session.RiskScore != null
                    && !(session.Status == SessionStatus.Expired && session.ExpiresAt == null)
                ),
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (totals is null)
            return null;
        Dictionary<Verdict, int> verdicts = new()
        {
            [Verdict.Clear] = totals.Clear,
            [Verdict.Violation] = totals.Violation,
            [Verdict.Inconclusive] = totals.Inconclusive,
        };
        return new DashboardTotals(Guid.Parse(totals.FirstId!), verdicts, totals.Timed, totals.Opened, totals.Waiting);
    }

    /// <summary>By quarters of an hour: in every time zone, days begin at one.</summary>
    public async Task<IReadOnlyList<DashboardSlot>> SlotsAsync(CancellationToken cancellation)
    {
        var counts = Near.GroupBy(row => row.SessionId).Select(group => new { SessionId = group.Key, Flags = group.Count() });
        var slots = await sessions
            .LeftJoin(
                counts,
                session => session.Id,
                row => row.SessionId,
                (session, row) => new { Quarter = TimeFunctions.QuarterOf(session.CreatedAt), Flags = (int?)row!.Flags ?? 0 }
            )
            .GroupBy(row => row.Quarter)
            .Select(slot => new
            {
                slot.Key,
                Sessions = slot.Count(),
                Flags = slot.Sum(row => row.Flags),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. slots.Select(slot => new DashboardSlot(TimeFunctions.BeginOf(slot.Key), slot.Sessions, slot.Flags)),
        ];
    }

    /// <summary>The median time from the end of a session to its verdict.</summary>
    /// <param name="count">The number of sessions with both times.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<TimeSpan?> MedianToVerdictAsync(int count, CancellationToken cancellation) =>
        MedianAsync(
            sessions
                .Where(row => row.VerdictAt != null && row.FinishedAt != null)
                .Select(row => TimeFunctions.SecondsOf(row.VerdictAt!.Value) - TimeFunctions.SecondsOf(row.FinishedAt!.Value)),
            count,
            cancellation
        );

    /// <summary>The median time from the first opening by a reviewer to the verdict.</summary>
    /// <param name="count">The number of sessions with both times.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<TimeSpan?> MedianReviewAsync(int count, CancellationToken cancellation) =>
        MedianAsync(
            sessions
                .Where(row => row.VerdictAt != null && row.ReviewOpenedAt != null)
                .Select(row => TimeFunctions.SecondsOf(row.VerdictAt!.Value) - TimeFunctions.SecondsOf(row.ReviewOpenedAt!.Value)),
            count,
            cancellation
        );

    /// <summary>Counts the flags of each type, the most frequent first, without decisions.</summary>
    public async Task<IReadOnlyList<RuleNumbers>> TypesAsync(CancellationToken cancellation)
    {
        var ids = Ids;
        var types = await Near.Where(row => ids.Contains(row.SessionId))
            .GroupBy(row => row.Type)
            .Select(group => new
            {
                Type = group.Key,
                // The newest flag's title stands for the type: comparing all of them would read every row.
                Title = database
                    .Violations.Where(row => row.Type == group.Key)
                    .OrderByDescending(row => row.SessionId)
                    .Select(row => row.Title)
                    .FirstOrDefault()!,
                Count = group.Count(),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return
        [
            .. types.OrderByDescending(type => type.Count).Select(type => new RuleNumbers(type.Type, type.Title, type.Count, 0, 0, 0)),
        ];
    }

    /// <summary>Counts the standing decisions by type and decision.</summary>
    public async Task<IReadOnlyDictionary<(string Type, Decision Decision), int>> JudgementsAsync(CancellationToken cancellation)
    {
        var ids = Ids;
        var standing = NearDecisions.Where(row => ids.Contains(row.SessionId));
        var judged = database.Database.IsNpgsql()
            // PostgreSQL would take session and id for independent, expect one row, and look up each flag.
            ? standing.Join(Near, row => row.ViolationId, row => row.Id, (decision, flag) => new { flag.Type, decision.Decision })
            // With the session, an index has all that SQLite needs.
            : standing.Join(
                Near,
                row => new { row.SessionId, Id = row.ViolationId },
                row => new { row.SessionId, row.Id },
                (decision, flag) => new { flag.Type, decision.Decision }
            );
        return await judged
            .GroupBy(row => new { row.Type, row.Decision })
            .Select(group => new
            {
                group.Key.Type,
                group.Key.Decision,
                Count = group.Count(),
            })
            .ToDictionaryAsync(row => (row.Type, row.Decision), row => row.Count, cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Compares the standing decisions of different reviewers on the same flag.</summary>
    public async Task<ReviewerAgreement> AgreementAsync(CancellationToken cancellation)
    {
        var ids = Ids;
        // Most flags have one decision. To count the reviewers of each, PostgreSQL would sort all decisions.
        var several = NearDecisions
            .Where(row => ids.Contains(row.SessionId))
            .GroupBy(row => row.ViolationId)
            .Where(flag => flag.Count() > 1)
            .Select(flag => flag.Key);
        var compared = await NearDecisions
            .Where(row => several.Contains(row.ViolationId))
            .GroupBy(row => row.ViolationId)
            .Where(flag => flag.Select(row => row.ReviewerId).Distinct().Count() > 1)
            .Select(flag => flag.Select(row => row.Decision).Distinct().Count())
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new ReviewerAgreement(compared.Count(different => different == 1), compared.Count);
    }

    static async Task<TimeSpan?> MedianAsync(IQueryable<double> durations, int count, CancellationToken cancellation)
    {
        if (count == 0)
            return null;
        var middle = await durations
            .OrderBy(seconds => seconds)
            .Skip((count - 1) / 2)
            .Take(2 - count % 2)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        // A verdict between the two queries may have moved the middle, but leaves one.
        return middle.Count == 0 ? null : TimeSpan.FromSeconds(middle.Average());
    }
}

/// <summary>The counts of sessions with which the dashboard begins.</summary>
/// <param name="First">The smallest id.</param>
/// <param name="Verdicts">The sessions with each final verdict.</param>
/// <param name="Timed">The sessions with an end and a verdict.</param>
/// <param name="Opened">The sessions with a beginning of the review and a verdict.</param>
/// <param name="Waiting">The sessions that wait for a final verdict.</param>
internal sealed record DashboardTotals(Guid First, IReadOnlyDictionary<Verdict, int> Verdicts, int Timed, int Opened, int Waiting);
