using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Verdicts, assignments and the queue that they empty.</summary>
public sealed class VerdictTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task One_verdict_is_final_settles_the_flags_and_can_be_withdrawn(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);
        var verdicts = host.Get<SessionVerdicts>();

        Assert.Equal(ReviewOutcome.Done, await verdicts.GiveAsync(reviewer, session.Id, Verdict.Clear, "nothing in it", default));
        Assert.Equal(ReviewOutcome.Settled, await verdicts.GiveAsync(other, session.Id, Verdict.Violation, "I think so", default));
        Assert.Equal(ReviewOutcome.Settled, (await host.Get<FlagDecisions>().DecideAsync(other, session.Id, [flag.Id], Decision.Confirmed, null, default)).Outcome);
        Assert.Equal(ReviewOutcome.NotThere, await verdicts.WithdrawAsync(other, session.Id, "not mine", default));
        Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!.Session.Verdict);

        Assert.Equal(ReviewOutcome.Done, await verdicts.WithdrawAsync(reviewer, session.Id, "the candidate wrote", default));
        var open = (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!;
        Assert.Null(open.Session.Verdict);
        Assert.Empty(open.Verdicts);
        Assert.Equal(["verdict_given", "verdict_withdrawn"], await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Where_the_policy_asks_for_two_they_must_agree_also_when_they_come_at_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:careful:SecondReviewer", "true"));
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var third = await db.HireAsync("Tess", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", policy: "careful");
        var verdicts = host.Get<SessionVerdicts>();

        await verdicts.GiveAsync(one, session.Id, Verdict.Clear, "a", default);
        await verdicts.GiveAsync(one, session.Id, Verdict.Violation, "on second thoughts", default);
        await verdicts.GiveAsync(other, session.Id, Verdict.Clear, "b", default);
        Assert.Null((await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);
        Assert.Equal(0, (await host.Get<ReviewQueue>().ReadAsync(one, QueueScope.All, 0, default)).Total);
        Assert.Equal(1, (await host.Get<ReviewQueue>().ReadAsync(third, QueueScope.All, 0, default)).Total);
        await verdicts.GiveAsync(third, session.Id, Verdict.Violation, "c", default);
        Assert.Equal(Verdict.Violation, (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);

        for (var round = 0; round < 5; round++)
        {
            var next = await db.SitAsync($"r-{round}", policy: "careful");
            await Task.WhenAll(
                Task.Run(() => verdicts.GiveAsync(one, next.Id, Verdict.Clear, "a", default)),
                Task.Run(() => verdicts.GiveAsync(other, next.Id, Verdict.Clear, "b", default)));
            Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(one, next.Id, default))!.Session.Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_policy_that_is_not_in_the_settings_any_more_asks_for_two(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", policy: "renamed");
        var verdicts = host.Get<SessionVerdicts>();

        await verdicts.GiveAsync(one, session.Id, Verdict.Clear, "a", default);
        var half = (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!;
        Assert.Equal((null, true), (half.Session.Verdict, half.SecondReviewer));
        Assert.Equal(0, (await host.Get<ReviewQueue>().ReadAsync(one, QueueScope.All, 0, default)).Total);
        Assert.Equal(1, (await host.Get<ReviewQueue>().ReadAsync(other, QueueScope.All, 0, default)).Total);
        await verdicts.GiveAsync(other, session.Id, Verdict.Clear, "b", default);
        Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);
    }

    [Fact]
    public async Task A_running_session_gets_no_verdict()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", status: SessionStatus.Running);

        Assert.Equal(ReviewOutcome.NotOver, await host.Get<SessionVerdicts>().GiveAsync(reviewer, session.Id, Verdict.Clear, "x", default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_queue_goes_by_risk_and_walks_on_after_a_verdict(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var low = await db.SitAsync("low", 5);
        var high = await db.SitAsync("high", 80, minutesAfter: 10);
        var middle = await db.SitAsync("middle", 40);
        var same = await db.SitAsync("same", 40, minutesAfter: 5);
        await db.SitAsync("running", status: SessionStatus.Running);
        await db.SitAsync("unproctored", proctored: false);
        var queue = host.Get<ReviewQueue>();

        Assert.Equal(["high", "same", "middle", "low"], (await queue.ReadAsync(reviewer, QueueScope.Free, 0, default)).Rows.Select(row => row.StudentId));
        Assert.Equal(ReviewOutcome.Done, await host.Get<Assignments>().TakeAsync(other, same.Id, default));
        Assert.Equal(ReviewOutcome.Taken, await host.Get<Assignments>().TakeAsync(reviewer, same.Id, default));
        await host.Get<SessionVerdicts>().GiveAsync(reviewer, high.Id, Verdict.Violation, "seen", default);

        Assert.Equal(middle.Id, await queue.BesideAsync(reviewer, QueueScope.Free, high.Id, true, default));
        Assert.Equal(same.Id, await queue.BesideAsync(reviewer, QueueScope.All, high.Id, true, default));
        Assert.Equal(middle.Id, await queue.BesideAsync(reviewer, QueueScope.All, same.Id, true, default));
        Assert.Equal(low.Id, await queue.BesideAsync(reviewer, QueueScope.Free, middle.Id, true, default));
        Assert.Null(await queue.BesideAsync(reviewer, QueueScope.Free, low.Id, true, default));
        Assert.Equal(same.Id, await queue.BesideAsync(other, QueueScope.All, middle.Id, false, default));
        Assert.Equal(same.Id, await queue.FirstAsync(other, QueueScope.Mine, default));
    }
}
