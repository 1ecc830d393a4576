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
        var sessions = database.Sessions.AsNoTracking().ReadBy(database, viewer).Where(session => session.CreatedAt >= since);
        if (exam is not null)
            sessions = sessions.Where(session => session.ExamName == exam);
        var outcomes = await sessions
            .GroupBy(session => new
            {
                session.Verdict,
                // As in Undecided.
                Waits = session.RiskScore != null && !(session.Status == SessionStatus.Expired && session.ExpiresAt == null),
            })
            .Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var verdicts = Enum.GetValues<Verdict>()
            .ToDictionary(verdict => verdict, verdict => outcomes.Where(group => group.Key.Verdict == verdict).Sum(group => group.Count));
        return new DashboardNumbers(
            await SlotsAsync(sessions, cancellation).ConfigureAwait(false),
            verdicts,
            await MedianAsync(database, sessions, cancellation).ConfigureAwait(false),
            await RulesAsync(database, sessions, cancellation).ConfigureAwait(false)
        )
        {
            Backlog = outcomes.Where(group => group.Key is { Verdict: null, Waits: true }).Sum(group => group.Count),
            Agreement = await AgreementAsync(database, sessions, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>Compares the standing decisions of different reviewers on the same flag.</summary>
    static async Task<ReviewerAgreement> AgreementAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> sessions,
        CancellationToken cancellation
    )
    {
        var ids = sessions.Select(session => session.Id);
        var decisions = await database
            .FlagDecisions.Where(row => row.WithdrawnAt == null && ids.Contains(row.SessionId))
            .GroupBy(row => row.ViolationId)
            .Where(flag => flag.Select(row => row.ReviewerId).Distinct().Count() > 1)
            .Select(flag => flag.Select(row => row.Decision).Distinct().Count())
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new ReviewerAgreement(decisions.Count(different => different == 1), decisions.Count);
    }

    /// <summary>By quarters of an hour: in every time zone, days begin at one.</summary>
    static async Task<IReadOnlyList<DashboardSlot>> SlotsAsync(IQueryable<ProctoringSession> sessions, CancellationToken cancellation)
    {
        var slots = await sessions
            .Select(session => new
            {
                session.CreatedAt.Year,
                session.CreatedAt.Month,
                session.CreatedAt.Day,
                session.CreatedAt.Hour,
                Quarter = session.CreatedAt.Minute / 15,
                Flags = session.Violations.Count,
            })
            .GroupBy(row => new
            {
                row.Year,
                row.Month,
                row.Day,
                row.Hour,
                row.Quarter,
            })
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
            .. slots.Select(slot => new DashboardSlot(
                new DateTime(slot.Key.Year, slot.Key.Month, slot.Key.Day, slot.Key.Hour, 15 * slot.Key.Quarter, 0, DateTimeKind.Utc),
                slot.Sessions,
                slot.Flags
            )),
        ];
    }

    static async Task<TimeSpan?> MedianAsync(ProctoringDb database, IQueryable<ProctoringSession> sessions, CancellationToken cancellation)
    {
        // The providers have no common expression for the time between two columns.
        var reviews = database.Database.IsNpgsql()
            ? database.Database.SqlQuery<ReviewTime>(
                $"""
                SELECT "Id", EXTRACT(EPOCH FROM "VerdictAt" - "FinishedAt")::double precision AS "Seconds" FROM "Sessions"
                WHERE "VerdictAt" IS NOT NULL AND "FinishedAt" IS NOT NULL
                """
            )
            : database.Database.SqlQuery<ReviewTime>(
                $"""
                SELECT "Id", (julianday("VerdictAt") - julianday("FinishedAt")) * 86400.0 AS "Seconds" FROM "Sessions" WHERE
                "VerdictAt" IS NOT NULL AND "FinishedAt" IS NOT NULL
                """
            );
        var times = sessions.Join(reviews, session => session.Id, review => review.Id, (_, review) => review.Seconds);
        var count = await times.CountAsync(cancellation).ConfigureAwait(false);
        if (count == 0)
            return null;
        var middle = await times
            .OrderBy(seconds => seconds)
            .Skip((count - 1) / 2)
            .Take(2 - count % 2)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return TimeSpan.FromSeconds(middle.Average());
    }

    static async Task<IReadOnlyList<RuleNumbers>> RulesAsync(
        ProctoringDb database,
        IQueryable<ProctoringSession> sessions,
        CancellationToken cancellation
    )
    {
        var ids = sessions.Select(session => session.Id);
        var types = await database
            .Violations.Where(row => ids.Contains(row.SessionId))
            .GroupBy(row => row.Type)
            .Select(group => new
            {
                Type = group.Key,
                Title = group.Max(row => row.Title)!,
                Count = group.Count(),
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var decisions = (
            await database
                .FlagDecisions.Where(row => row.WithdrawnAt == null && ids.Contains(row.SessionId))
                .Join(
                    database.Violations,
                    row => row.ViolationId,
                    row => row.Id,
                    (decision, violation) => new { violation.Type, decision.Decision }
                )
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

    sealed record ReviewTime(Guid Id, double Seconds);
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
