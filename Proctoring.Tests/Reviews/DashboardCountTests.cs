using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Compares the dashboard with a plain count of the same rows in memory, for each role, exam and period.</summary>
public sealed class DashboardCountTests
{
    static readonly string[] Exams = ["Anatomy", "Botany", "Chemistry"];
    static readonly string[] Types = ["head_pose", "object_detected", "paste_attempt"];

    readonly Random random = new(11);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_numbers_are_those_of_a_plain_count(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        StaffViewer[] viewers =
        [
            await db.HireAsync("Ada", StaffRoles.Administrator),
            await db.HireAsync("Rita", StaffRoles.Reviewer),
            await db.HireAsync("Omar", StaffRoles.Reviewer),
            await db.HireAsync("Anna", StaffRoles.Auditor),
            await db.HireAsync("Paul", StaffRoles.Proctor),
        ];
        db.Add(new ExamReviewer { ExamName = "Botany", UserId = viewers[1].UserId!.Value });
        for (var index = 0; index < 40; index++)
            await SitAsync(db, viewers, index);
        await db.SaveChangesAsync(Stop);
        var rows = await RowsAsync(db);

        foreach (var viewer in viewers)
        {
            foreach (var exam in Exams.Prepend(null))
            {
                // The whole time, a part of it, and a period without sessions.
                foreach (var minutes in new[] { 0, 150, 10_000 })
                {
                    var since = ReviewScene.Morning.AddMinutes(minutes);
                    var numbers = await host.Get<Dashboard>().ReadAsync(viewer, since, exam, default);
                    Assert.Equal(Expected(rows, viewer, since, exam), Described(numbers));
                }
            }
        }
    }

    /// <summary>Every fifth session has an id that does not grow with time, as records of other origin may.</summary>
    async Task SitAsync(ProctoringDb db, StaffViewer[] viewers, int index)
    {
        var session = await db.SitAsync($"s-{index % 7}", exam: Exams[index % 3], minutesAfter: index * 10, proctored: index % 9 != 0);
        var (old, id) = (session.Id, index % 5 == 0 ? Guid.NewGuid() : session.Id);
        var (practice, test) = (index % 11 == 5, index % 13 == 7);
        db.Entry(session).State = EntityState.Detached;
        await db
            .Sessions.Where(row => row.Id == old)
            .ExecuteUpdateAsync(
                row => row.SetProperty(one => one.Id, id).SetProperty(one => one.Practice, practice).SetProperty(one => one.IsTest, test),
                Stop
            );
        session = await db.Sessions.SingleAsync(row => row.Id == id, Stop);
        if (random.Next(3) > 0)
            (session.Verdict, session.VerdictAt) = ((Verdict)random.Next(3), session.FinishedAt!.Value.AddMinutes(random.Next(1, 500)));
        await db.SaveChangesAsync(Stop);
        for (var flag = random.Next(5); flag > 0; flag--)
            Decide(db, viewers, await db.FlagAsync(session, Types[random.Next(Types.Length)], flag));
    }

    void Decide(ProctoringDb db, StaffViewer[] viewers, ProctoringViolation flag)
    {
        for (var count = random.Next(4); count > 0; count--)
        {
            var at = flag.BeganAt.AddHours(count);
            db.Add(
                new FlagDecision
                {
                    Id = Guid.CreateVersion7(at),
                    SessionId = flag.SessionId,
                    ViolationId = flag.Id,
                    ReviewerId = viewers[random.Next(3)].UserId!.Value,
                    Decision = (Decision)random.Next(3),
                    DecidedAt = at,
                    WithdrawnAt = random.Next(4) == 0 ? at.AddMinutes(1) : null,
                }
            );
        }
    }

    static async Task<Rows> RowsAsync(ProctoringDb db) =>
        new(
            await db.Sessions.AsNoTracking().ToListAsync(Stop),
            await db.Violations.AsNoTracking().ToListAsync(Stop),
            await db.FlagDecisions.AsNoTracking().Where(row => row.WithdrawnAt == null).ToListAsync(Stop)
        );

    static string Expected(Rows rows, StaffViewer viewer, DateTime since, string? exam)
    {
        var reads = !viewer.Is(StaffRoles.Proctor);
        var sees = viewer.Is(StaffRoles.Administrator) || viewer.Name == "Rita";
        var sessions = rows
            .Sessions.Where(row => reads && !row.Practice && !row.IsTest && row.CreatedAt >= since)
            .Where(row => (exam is null || row.ExamName == exam) && (sees || row.ExamName != "Botany"))
            .ToList();
        var ids = sessions.Select(row => row.Id).ToHashSet();
        var flags = rows.Flags.Where(row => ids.Contains(row.SessionId)).ToList();
        var decisions = rows.Decisions.Where(row => ids.Contains(row.SessionId)).ToList();
        var compared = decisions
            .GroupBy(row => row.ViolationId)
            .Where(flag => flag.Select(row => row.ReviewerId).Distinct().Count() > 1)
            .Select(flag => flag.Select(row => row.Decision).Distinct().Count())
            .ToList();
        var times = sessions
            .Where(row => row.VerdictAt != null && row.FinishedAt != null)
            .Select(row => (row.VerdictAt!.Value - row.FinishedAt!.Value).TotalSeconds)
            .Order()
            .ToList();
        var types = flags.ToDictionary(row => row.Id, row => row.Type);
        return Describe(
            sessions
                .GroupBy(row => row.CreatedAt.Ticks / TimeSpan.FromMinutes(15).Ticks)
                .Select(slot => (new DateTime(slot.Key * TimeSpan.FromMinutes(15).Ticks), slot.Count(), CountOf(flags, slot))),
            verdict => sessions.Count(row => row.Verdict == verdict),
            times.Count == 0 ? null : (times[(times.Count - 1) / 2] + times[times.Count / 2]) / 2,
            flags
                .GroupBy(row => row.Type)
                .Select(type => (type.Key, type.Count(), decisions.Where(row => types[row.ViolationId] == type.Key).Select(Judgement))),
            sessions.Count(row => row.Verdict == null && row.RiskScore != null),
            (compared.Count(different => different == 1), compared.Count)
        );
    }

    static Decision Judgement(FlagDecision row) => row.Decision;

    static int CountOf(List<ProctoringViolation> flags, IEnumerable<ProctoringSession> sessions) =>
        flags.Count(row => sessions.Any(session => session.Id == row.SessionId));

    static string Described(DashboardNumbers numbers) =>
        Describe(
            numbers.Slots.Select(slot => (slot.From, slot.Sessions, slot.Flags)),
            verdict => numbers.VerdictCounts[verdict],
            numbers.MedianToVerdict?.TotalSeconds,
            numbers.Rules.Select(rule =>
                (
                    rule.Type,
                    rule.Flags,
                    Enumerable
                        .Repeat(Decision.Confirmed, rule.Confirmed)
                        .Concat(Enumerable.Repeat(Decision.Dismissed, rule.Dismissed))
                        .Concat(Enumerable.Repeat(Decision.Unsure, rule.Unsure))
                )
            ),
            numbers.Backlog,
            (numbers.Agreement.Agreed, numbers.Agreement.Compared)
        );

    static string Describe(
        IEnumerable<(DateTime From, int Sessions, int Flags)> slots,
        Func<Verdict, int> verdicts,
        double? median,
        IEnumerable<(string Type, int Flags, IEnumerable<Decision> Decisions)> rules,
        int backlog,
        (int Agreed, int Compared) agreement
    ) =>
        string.Join(
            '\n',
            [
                .. slots.OrderBy(slot => slot.From).Select(slot => $"{slot.From:s} {slot.Sessions} {slot.Flags}"),
                string.Join(' ', Enum.GetValues<Verdict>().Select(verdict => $"{verdict} {verdicts(verdict)}")),
                $"median {median:0}",
                .. rules
                    .OrderBy(rule => rule.Type, StringComparer.Ordinal)
                    .Select(rule =>
                        $"{rule.Type} {rule.Flags} {string.Join(' ', rule.Decisions.Order())}"
                    ),
                $"backlog {backlog}",
                $"agreement {agreement}",
            ]
        );

    sealed record Rows(List<ProctoringSession> Sessions, List<ProctoringViolation> Flags, List<FlagDecision> Decisions);
}
