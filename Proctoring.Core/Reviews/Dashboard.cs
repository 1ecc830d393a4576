using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Counts sessions, flags and verdicts of a period, of the sessions that a member of staff may see.</summary>
internal sealed class Dashboard(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Reads the numbers of the sessions opened since a time. The database counts; only the counts are read.</summary>
    /// <param name="viewer">The viewer.</param>
    /// <param name="since">The earliest time of opening, UTC.</param>
    /// <param name="exam">The only exam to count; null for all.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<DashboardNumbers> ReadAsync(StaffViewer viewer, DateTime since, string? exam, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // The right is part of every query below. Read first, because PostgreSQL takes "not in a query" for half of all sessions.
        var closed = await database.ClosedNamesAsync(viewer, cancellation).ConfigureAwait(false);
        var sessions = database.Sessions.AsNoTracking().ReadBy(viewer, closed).Where(session => session.CreatedAt >= since);
        if (exam is not null)
            sessions = sessions.Where(session => session.ExamName == exam);
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
            return new DashboardNumbers([], Enum.GetValues<Verdict>().ToDictionary(verdict => verdict, _ => 0), null, []);
        // Ids grow with time, so the flags of a period lie together in their index. Without the bound PostgreSQL reads all of them.
        var first = Guid.Parse(totals.FirstId!);
        var ids = sessions.Select(session => session.Id);
        var flags = database.Violations.Where(row => row.SessionId >= first);
        var decisions = database.FlagDecisions.Standing().Where(row => row.SessionId >= first && ids.Contains(row.SessionId));
        var verdicts = new Dictionary<Verdict, int>
        {
            [Verdict.Clear] = totals.Clear,
            [Verdict.Violation] = totals.Violation,
            [Verdict.Inconclusive] = totals.Inconclusive,
        };
        return new DashboardNumbers(
            await SlotsAsync(sessions, flags, cancellation).ConfigureAwait(false),
            verdicts,
            await MedianAsync(
                    sessions
                        .Where(row => row.VerdictAt != null && row.FinishedAt != null)
                        .Select(row => TimeFunctions.SecondsOf(row.VerdictAt!.Value) - TimeFunctions.SecondsOf(row.FinishedAt!.Value)),
                    totals.Timed,
                    cancellation
                )
                .ConfigureAwait(false),
            await RulesAsync(database, flags.Where(row => ids.Contains(row.SessionId)), flags, decisions, cancellation)
                .ConfigureAwait(false)
        )
        {
            Backlog = totals.Waiting,
            MedianReview = await MedianAsync(
                    sessions
                        .Where(row => row.VerdictAt != null && row.ReviewOpenedAt != null)
                        .Select(row => TimeFunctions.SecondsOf(row.VerdictAt!.Value) - TimeFunctions.SecondsOf(row.ReviewOpenedAt!.Value)),
                    totals.Opened,
                    cancellation
                )
                .ConfigureAwait(false),
            Agreement = await AgreementAsync(decisions, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>Compares the standing decisions of different reviewers on the same flag.</summary>
    static async Task<ReviewerAgreement> AgreementAsync(IQueryable<FlagDecision> decisions, CancellationToken cancellation)
    {
        // Most flags have one decision. To count the reviewers of each, PostgreSQL would sort all decisions.
        var several = decisions.GroupBy(row => row.ViolationId).Where(flag => flag.Count() > 1).Select(flag => flag.Key);
        var compared = await decisions
            .Where(row => several.Contains(row.ViolationId))
            .GroupBy(row => row.ViolationId)
            .Where(flag => flag.Select(row => row.ReviewerId).Distinct().Count() > 1)
            .Select(flag => flag.Select(row => row.Decision).Distinct().Count())
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new ReviewerAgreement(compared.Count(different => different == 1), compared.Count);
    }

    /// <summary>By quarters of an hour: in every time zone, days begin at one.</summary>
    static async Task<IReadOnlyList<DashboardSlot>> SlotsAsync(
        IQueryable<ProctoringSession> sessions,
        IQueryable<ProctoringViolation> flags,
        CancellationToken cancellation
    )
    {
        var counts = flags.GroupBy(row => row.SessionId).Select(group => new { SessionId = group.Key, Flags = group.Count() });
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

    /// <param name="durations">The durations, in seconds.</param>
    /// <param name="count">Their number.</param>
    /// <param name="cancellation">Stops the reading.</param>
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

    /// <param name="database">The database.</param>
    /// <param name="counted">The flags of the sessions.</param>
    /// <param name="near">These and possibly others, which lie together in an index.</param>
    /// <param name="standing">The standing decisions on the flags of the sessions.</param>
    /// <param name="cancellation">Stops the reading.</param>
    static async Task<IReadOnlyList<RuleNumbers>> RulesAsync(
        ProctoringDb database,
        IQueryable<ProctoringViolation> counted,
        IQueryable<ProctoringViolation> near,
        IQueryable<FlagDecision> standing,
        CancellationToken cancellation
    )
    {
        var types = await counted
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
        var judged = database.Database.IsNpgsql()
            // PostgreSQL would take session and id for independent, expect one row, and look up each flag.
            ? standing.Join(near, row => row.ViolationId, row => row.Id, (decision, flag) => new { flag.Type, decision.Decision })
            // With the session, an index has all that SQLite needs.
            : standing.Join(
                near,
                row => new { row.SessionId, Id = row.ViolationId },
                row => new { row.SessionId, row.Id },
                (decision, flag) => new { flag.Type, decision.Decision }
            );
        var decisions = (
            await judged
                .GroupBy(row => new { row.Type, row.Decision })
                .Select(group => new
                {
                    group.Key.Type,
                    group.Key.Decision,
                    Count = group.Count(),
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToDictionary(row => (row.Type, row.Decision), row => row.Count);
        return
        [
            .. types
                .OrderByDescending(type => type.Count)
                .Select(type => new RuleNumbers(
                    type.Type,
                    type.Title,
                    type.Count,
                    Of(type.Type, Decision.Confirmed),
                    Of(type.Type, Decision.Dismissed),
                    Of(type.Type, Decision.Unsure)
                )),
        ];

        int Of(string type, Decision decision) => decisions.GetValueOrDefault((type, decision));
    }
}

/// <summary>The sessions opened in a quarter of an hour.</summary>
/// <param name="From">When it begins, UTC.</param>
/// <param name="Sessions">The number of opened sessions.</param>
/// <param name="Flags">The number of their flags.</param>
public sealed record DashboardSlot(DateTime From, int Sessions, int Flags);

/// <summary>The numbers of a period.</summary>
/// <param name="Slots">The quarters of an hour in which sessions were opened.</param>
/// <param name="VerdictCounts">The number of sessions with each final verdict.</param>
/// <param name="MedianToVerdict">The median time from the end of a session to its final verdict; null without verdicts.</param>
/// <param name="Rules">The types of flags, the most frequent first.</param>
public sealed record DashboardNumbers(
    IReadOnlyList<DashboardSlot> Slots,
    IReadOnlyDictionary<Verdict, int> VerdictCounts,
    TimeSpan? MedianToVerdict,
    IReadOnlyList<RuleNumbers> Rules
)
{
    /// <summary>The number of sessions that wait for a final verdict.</summary>
    public int Backlog { get; init; }

    /// <summary>The median time from the first opening by a reviewer to the final verdict, with all interruptions; null without
    /// verdicts.</summary>
    public TimeSpan? MedianReview { get; init; }

    /// <summary>How often reviewers decided alike.</summary>
    public ReviewerAgreement Agreement { get; init; } = new(0, 0);

    /// <summary>The number of sessions with a final verdict.</summary>
    public int Verdicts => VerdictCounts.Values.Sum();

    public int Sessions => Slots.Sum(slot => slot.Sessions);

    public int Flags => Slots.Sum(slot => slot.Flags);
}

/// <summary>How often reviewers decided alike.</summary>
/// <param name="Agreed">The flags on which all their reviewers agree.</param>
/// <param name="Compared">The flags that more than one reviewer decided.</param>
public sealed record ReviewerAgreement(int Agreed, int Compared)
{
    /// <summary>The share of agreement, 0–1; null if nothing can be compared.</summary>
    public double? Share => Compared == 0 ? null : (double)Agreed / Compared;
}

/// <summary>The reviewers' decisions on one rule.</summary>
/// <param name="Type">The rule's id.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Flags">The number of flags it raised.</param>
/// <param name="Confirmed">The standing decisions that confirm a flag.</param>
/// <param name="Dismissed">The standing decisions that dismiss a flag.</param>
/// <param name="Unsure">Standing decisions that are unsure.</param>
public sealed record RuleNumbers(string Type, string Title, int Flags, int Confirmed, int Dismissed, int Unsure)
{
    /// <summary>The fewest decisions for which a share is meaningful.</summary>
    public const int Enough = 10;

    /// <summary>The share of dismissals from which a rule costs more time than it saves.</summary>
    public const double TooMany = 0.6;

    public int Decisions => Confirmed + Dismissed + Unsure;

    /// <summary>The share dismissed, 0–1; null without decisions.</summary>
    public double? DismissedShare => Decisions == 0 ? null : (double)Dismissed / Decisions;

    /// <summary>Whether reviewers often dismiss the rule.</summary>
    public bool IsBad => Decisions >= Enough && DismissedShare >= TooMany;
}
