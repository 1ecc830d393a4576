using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests the numbers of the dashboard and the list of exam names, and that the database does the counting.</summary>
public sealed class DashboardTests
{
    static readonly StaffViewer Administrator = new(Guid.NewGuid(), "Ada", [StaffRoles.Administrator], null);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task It_counts_sessions_flags_verdicts_and_decisions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        for (var index = 0; index < 6; index++)
        {
            var session = await db.SitAsync($"s-{index}", minutesAfter: index * 7);
            for (var flag = 0; flag < index; flag++)
                await db.FlagAsync(session, flag % 2 == 0 ? "head_pose" : "object_detected", flag);
            // Reviewed 10, 20 and 40 minutes after the end.
            if (index is 1 or 2 or 4)
            {
                session.Verdict = Verdict.Clear;
                session.VerdictAt = session.FinishedAt!.Value.AddMinutes(index * 10);
                // The review itself took 2, 4 and 8 minutes.
                session.ReviewOpenedAt = session.VerdictAt.Value.AddMinutes(-2 * index);
            }
        }

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await db.FlagAsync(await db.SitAsync("old", minutesAfter: -60));
        var dismissed = db.Violations.First(row => row.Type == "object_detected" && row.Session!.Verdict == null);
        await host.Get<FlagDecisions>().DecideAsync(reviewer, dismissed.SessionId, [dismissed.Id], Decision.Dismissed, "x", default);

        host.Commands.Reset();
        var numbers = await host.Get<Dashboard>().ReadAsync(Administrator, ReviewScene.Morning, null, default);

        Assert.Equal(
            (6, 15, 3, TimeSpan.FromMinutes(20)),
            (numbers.Sessions, numbers.Flags, numbers.Verdicts, Rounded(numbers.MedianToVerdict))
        );
        Assert.Equal(
            [(0, 3, 3), (15, 2, 7), (30, 1, 5)],
            numbers.Slots.OrderBy(slot => slot.From).Select(slot => (slot.From.Minute, slot.Sessions, slot.Flags))
        );
        Assert.Equal(
            [("head_pose", 9, 0), ("object_detected", 6, 1)],
            numbers.Rules.Select(rule => (rule.Type, rule.Flags, rule.Dismissed))
        );
        Assert.Equal(TimeSpan.FromMinutes(4), Rounded(numbers.MedianReview));
        Assert.Equal(3, numbers.Backlog);
        Assert.Equal((3, 0), (numbers.VerdictCounts[Verdict.Clear], numbers.VerdictCounts[Verdict.Violation]));
        Assert.Equal((0, 0), (numbers.Agreement.Agreed, numbers.Agreement.Compared));
        Assert.Equal(7, host.Commands.Texts.Count);
    }

    /// <summary>The work grows with the sessions of the period, not with all sessions: 100,000 of them took 105 to 195 ms.</summary>
    [Fact]
    public async Task Its_queries_read_indexes_of_the_period_and_scan_no_table()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        await db.FlagAsync(session);
        (session.Verdict, session.VerdictAt) = (Verdict.Clear, session.FinishedAt!.Value.AddMinutes(10));
        session.ReviewOpenedAt = session.FinishedAt.Value.AddMinutes(5);
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);

        host.Commands.Reset();
        await host.Get<Dashboard>().ReadAsync(reviewer, ReviewScene.Morning, null, default);
        // The first query reads the names of the closed exams.
        var plans = await db.PlansAsync(host.Commands.Texts.Skip(1));

        Assert.Equal(7, plans.Count);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n\n", plans));
        Assert.All(plans, plan => Assert.Matches("SEARCH s USING (COVERING )?INDEX IX_Sessions_CreatedAt_", plan));
        Assert.All(plans, plan => Assert.DoesNotMatch(@"SCAN (s|v\d*|f\d*)\b", plan));
        Assert.All(plans, plan => Assert.DoesNotContain("ExamName=?", plan, StringComparison.Ordinal));
        Assert.Equal(2, plans.Count(plan => plan.Contains("COVERING INDEX IX_FlagDecisions_Counts", StringComparison.Ordinal)));
        // The types and their decisions; a count of a session's flags may read any index of sessions.
        Assert.InRange(plans.Count(plan => plan.Contains("COVERING INDEX IX_Violations_SessionId_Id_", StringComparison.Ordinal)), 2, 3);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_median_of_an_even_number_is_between_the_two_middle_values(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        Assert.Null((await host.Get<Dashboard>().ReadAsync(Administrator, ReviewScene.Morning, null, default)).MedianToVerdict);
        foreach (var minutes in new[] { 10, 20, 40, 400 })
        {
            var session = await db.SitAsync($"s-{minutes}");
            (session.Verdict, session.VerdictAt) = (Verdict.Clear, session.FinishedAt!.Value.AddMinutes(minutes));
        }

        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            TimeSpan.FromMinutes(30),
            Rounded((await host.Get<Dashboard>().ReadAsync(Administrator, ReviewScene.Morning, null, default)).MedianToVerdict)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_exam_names_come_from_one_query_and_only_those_that_the_viewer_may_see(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var named = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var stranger = await db.HireAsync("Omar", StaffRoles.Reviewer);
        for (var index = 0; index < 60; index++)
            await db.SitAsync("s-1", exam: $"Exam {index % 30:00}");
        db.Add(new ExamReviewer { ExamName = "Exam 07", UserId = named.UserId!.Value });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var list = host.Get<SessionList>();

        host.Commands.Reset();
        Assert.Equal(Enumerable.Range(0, 30).Select(index => $"Exam {index:00}"), await list.ExamsAsync(named, default));
        Assert.Single(host.Commands.Texts);
        Assert.Equal(29, (await list.ExamsAsync(stranger, default)).Count);
        Assert.DoesNotContain("Exam 07", await list.ExamsAsync(stranger, default));
        Assert.Equal(30, (await list.ExamsAsync(Administrator, default)).Count);
        Assert.Empty(await list.ExamsAsync(stranger with { Roles = [StaffRoles.Proctor] }, default));
    }

    static TimeSpan Rounded(TimeSpan? time) => TimeSpan.FromSeconds(Math.Round(time!.Value.TotalSeconds));
}
