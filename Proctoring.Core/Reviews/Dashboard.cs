using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Counts what has been going on lately, of the sessions that a member of staff may see.</summary>
internal sealed class Dashboard(IDbContextFactory<ProctoringDb> databases)
{
    /// <summary>Reads the numbers of the sessions opened since a time.</summary>
    public async Task<DashboardNumbers> ReadAsync(StaffViewer viewer, DateTime since, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var sessions = database.Sessions.AsNoTracking().ReadBy(database, viewer).Where(session => session.CreatedAt >= since);
        var days = await sessions
            .Select(session => new DashboardSession(session.CreatedAt, session.Violations.Count, session.FinishedAt, session.VerdictAt, session.Verdict))
            .ToListAsync(cancellation).ConfigureAwait(false);
        var ids = sessions.Select(session => session.Id);
        var types = await database.Violations.Where(row => ids.Contains(row.SessionId))
            .GroupBy(row => row.Type).Select(group => new { Type = group.Key, Title = group.Max(row => row.Title)!, Count = group.Count() })
            .ToListAsync(cancellation).ConfigureAwait(false);
        var decisions = await database.FlagDecisions
            .Where(row => row.WithdrawnAt == null && ids.Contains(row.SessionId))
            .Join(database.Violations, row => row.ViolationId, row => row.Id, (decision, violation) => new { violation.Type, decision.Decision })
            .GroupBy(row => new { row.Type, row.Decision }).Select(group => new { group.Key.Type, group.Key.Decision, Count = group.Count() })
            .ToListAsync(cancellation).ConfigureAwait(false);
        return new DashboardNumbers(
            days,
            [.. types.OrderByDescending(type => type.Count).Select(type => new RuleNumbers(
                type.Type,
                type.Title,
                type.Count,
                decisions.Where(row => row.Type == type.Type && row.Decision == Decision.Confirmed).Sum(row => row.Count),
                decisions.Where(row => row.Type == type.Type && row.Decision == Decision.Dismissed).Sum(row => row.Count),
                decisions.Where(row => row.Type == type.Type && row.Decision == Decision.Unsure).Sum(row => row.Count)))]);
    }
}

/// <summary>One session as the dashboard counts it.</summary>
public sealed record DashboardSession(DateTime OpenedAt, int Flags, DateTime? FinishedAt, DateTime? VerdictAt, Verdict? Verdict);

/// <summary>The numbers of a time.</summary>
/// <param name="Sessions">Each session opened in it.</param>
/// <param name="Rules">The types of violations, the most frequent first.</param>
public sealed record DashboardNumbers(IReadOnlyList<DashboardSession> Sessions, IReadOnlyList<RuleNumbers> Rules)
{
    /// <summary>From the end of a session to its final verdict, in the middle; null where there is none.</summary>
    public TimeSpan? MedianToVerdict
    {
        get
        {
            List<TimeSpan> times = [.. Sessions.Where(session => session is { FinishedAt: not null, VerdictAt: not null })
                .Select(session => session.VerdictAt!.Value - session.FinishedAt!.Value).Order()];
            return times.Count == 0 ? null : times.Count % 2 == 1 ? times[times.Count / 2] : (times[times.Count / 2 - 1] + times[times.Count / 2]) / 2;
        }
    }
}

/// <summary>How a rule fares with reviewers.</summary>
/// <param name="Type">The rule's id.</param>
/// <param name="Title">A few words.</param>
/// <param name="Flags">How many violations there are.</param>
/// <param name="Confirmed">Decisions that stand, by what they say.</param>
/// <param name="Dismissed">Dismissals that stand.</param>
/// <param name="Unsure">Those that could not be told.</param>
public sealed record RuleNumbers(string Type, string Title, int Flags, int Confirmed, int Dismissed, int Unsure)
{
    /// <summary>From so many decisions on, a share says something.</summary>
    public const int Enough = 10;

    /// <summary>A rule that is dismissed this often costs more than it finds.</summary>
    public const double TooMany = 0.6;

    public int Decisions => Confirmed + Dismissed + Unsure;

    /// <summary>The share dismissed, 0–1; null where nobody has decided.</summary>
    public double? DismissedShare => Decisions == 0 ? null : (double)Dismissed / Decisions;

    /// <summary>Reviewers keep dismissing it.</summary>
    public bool IsBad => Decisions >= Enough && DismissedShare >= TooMany;
}
