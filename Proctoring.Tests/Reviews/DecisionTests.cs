using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Decisions on flags: kept with their reason and their trace, never over somebody else's, and taken back whole.</summary>
public sealed class DecisionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_decision_is_kept_with_its_reason_and_an_entry_in_the_trail(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);

        var decided = await host.Get<FlagDecisions>().DecideAsync(reviewer, session.Id, [flag.Id], Decision.Dismissed, " too short ", default);

        Assert.Equal(ReviewOutcome.Done, decided.Outcome);
        var found = (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!.Flags.Single();
        Assert.Equal((FlagState.Dismissed, "too short", "Rita"), (found.State, found.Decisions.Single().Reason, found.Decisions.Single().Reviewer));
        var entry = await db.AuditEntries.SingleAsync(row => row.Action == "flag_dismissed", TestContext.Current.CancellationToken);
        Assert.Equal((reviewer.UserId, "Rita", "too short", "203.0.113.7", (Guid?)session.Id), (entry.ActorId, entry.ActorName, entry.Reason, entry.Address, entry.SessionId));
    }

    [Fact]
    public async Task A_dismissal_asks_for_a_reason_and_none_may_be_endless()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);
        var decisions = host.Get<FlagDecisions>();

        var missing = await Assert.ThrowsAsync<ValidationException>(() => decisions.DecideAsync(reviewer, session.Id, [flag.Id], Decision.Dismissed, "  ", default));
        Assert.Equal("reason is required", missing.Message);
        await Assert.ThrowsAsync<ValidationException>(() => decisions.DecideAsync(reviewer, session.Id, [flag.Id], Decision.Confirmed, new string('x', 1001), default));
        Assert.Equal(ReviewOutcome.NotThere, (await decisions.DecideAsync(reviewer, session.Id, [], Decision.Confirmed, null, default)).Outcome);
        Assert.False(await db.FlagDecisions.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Undo_takes_a_bulk_back_and_what_was_replaced_stands_again(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flags = new[] { await db.FlagAsync(session, at: 1), await db.FlagAsync(session, at: 2), await db.FlagAsync(session, at: 3) };
        var decisions = host.Get<FlagDecisions>();
        await decisions.DecideAsync(reviewer, session.Id, [flags[0].Id], Decision.Confirmed, null, default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        var bulk = await decisions.DecideAsync(reviewer, session.Id, [.. flags.Select(flag => flag.Id)], Decision.Dismissed, "allowed", default);
        Assert.Equal([FlagState.Dismissed, FlagState.Dismissed, FlagState.Dismissed], await StatesAsync(host, reviewer, session));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReviewOutcome.Done, await decisions.UndoAsync(reviewer, session.Id, bulk.Decisions, default));

        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], await StatesAsync(host, reviewer, session));
        // Nothing is ever removed: the first, three of the bulk, and the first once more.
        Assert.Equal(5, await db.FlagDecisions.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(ReviewOutcome.NotThere, await decisions.UndoAsync(reviewer, session.Id, bulk.Decisions, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_reviewers_at_the_same_moment_lose_nothing(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flags = new List<ProctoringViolation>();
        for (var index = 0; index < 6; index++)
            flags.Add(await db.FlagAsync(session, at: index));
        var decisions = host.Get<FlagDecisions>();

        await Task.WhenAll(flags.SelectMany(flag => new[]
        {
            Task.Run(() => decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default)),
            Task.Run(() => decisions.DecideAsync(other, session.Id, [flag.Id], Decision.Dismissed, "no", default)),
        }));

        var found = (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!;
        Assert.All(found.Flags, flag => Assert.Equal((FlagState.Disputed, 2), (flag.State, flag.Decisions.Count)));
    }

    [Fact]
    public async Task Where_the_policy_asks_for_two_a_flag_waits_for_the_second()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Policies:careful:SecondReviewer", "true"));
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", policy: "careful");
        var flag = await db.FlagAsync(session);
        var decisions = host.Get<FlagDecisions>();

        await decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default);
        Assert.Equal([FlagState.Second], await StatesAsync(host, one, session));
        await decisions.DecideAsync(other, session.Id, [flag.Id], Decision.Confirmed, null, default);
        Assert.Equal([FlagState.Confirmed], await StatesAsync(host, one, session));
    }

    [Theory]
    [InlineData(StaffRoles.Auditor)]
    [InlineData(StaffRoles.Proctor)]
    public async Task Who_does_not_review_decides_nothing(string role)
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Vic", role);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);

        Assert.Equal(ReviewOutcome.NotThere, (await host.Get<FlagDecisions>().DecideAsync(viewer, session.Id, [flag.Id], Decision.Confirmed, null, default)).Outcome);
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<SessionVerdicts>().GiveAsync(viewer, session.Id, Verdict.Clear, "x", default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<ReviewNotes>().WriteAsync(viewer, session.Id, null, "x", default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Assignments>().TakeAsync(viewer, session.Id, default));
        Assert.False(await db.AuditEntries.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_flag_of_another_session_and_a_session_of_a_closed_exam_are_not_there()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var named = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var stranger = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var mine = await db.SitAsync("s-1", exam: "Closed");
        var other = await db.SitAsync("s-2");
        var flag = await db.FlagAsync(mine);
        db.Add(new ExamReviewer { ExamName = "Closed", UserId = named.UserId!.Value });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        var decisions = host.Get<FlagDecisions>();

        Assert.Equal(ReviewOutcome.NotThere, (await decisions.DecideAsync(named, other.Id, [flag.Id], Decision.Confirmed, null, default)).Outcome);
        Assert.Equal(ReviewOutcome.NotThere, (await decisions.DecideAsync(stranger, mine.Id, [flag.Id], Decision.Confirmed, null, default)).Outcome);
        Assert.Null(await host.Get<CaseReader>().FindAsync(stranger, mine.Id, default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Assignments>().GiveAsync(named, mine.Id, stranger.UserId, default));
        Assert.Equal(ReviewOutcome.Done, (await decisions.DecideAsync(named, mine.Id, [flag.Id], Decision.Confirmed, null, default)).Outcome);
    }

    static async Task<IEnumerable<FlagState>> StatesAsync(CoreHost host, StaffViewer viewer, ProctoringSession session) =>
        (await host.Get<CaseReader>().FindAsync(viewer, session.Id, default))!.Flags.Select(flag => flag.State);
}
