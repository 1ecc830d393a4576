using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests decisions on flags: stored with reason and audit entry, separate for each reviewer, undone as a whole.</summary>
public sealed class DecisionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_decision_is_stored_with_its_reason_and_an_audit_entry(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);

        var decided = await host.Get<FlagDecisions>()
            .DecideAsync(reviewer, session.Id, [flag.Id], Decision.Dismissed, " too short ", default);

        Assert.Equal(ReviewOutcome.Done, decided);
        var found = (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!.Flags.Single();
        Assert.Equal(
            (FlagState.Dismissed, "too short", "Rita"),
            (found.State, found.Decisions.Single().Reason, found.Decisions.Single().Reviewer)
        );
        var entry = await db.AuditEntries.SingleAsync(row => row.Action == "flag_dismissed", TestContext.Current.CancellationToken);
        Assert.Equal(
            (reviewer.UserId, "Rita", "too short", "203.0.113.7", (Guid?)session.Id),
            (entry.ActorId, entry.ActorName, entry.Reason, entry.Address, entry.SessionId)
        );
    }

    [Fact]
    public async Task A_dismissal_requires_a_reason_of_limited_length()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);
        var decisions = host.Get<FlagDecisions>();

        var missing = await Assert.ThrowsAnyAsync<ValidationException>(() =>
            decisions.DecideAsync(reviewer, session.Id, [flag.Id], Decision.Dismissed, "  ", default)
        );
        Assert.Equal("reason is required", missing.Message);
        await Assert.ThrowsAnyAsync<ValidationException>(() =>
            decisions.DecideAsync(reviewer, session.Id, [flag.Id], Decision.Confirmed, new string('x', 1001), default)
        );
        Assert.Equal(ReviewOutcome.NotThere, await decisions.DecideAsync(reviewer, session.Id, [], Decision.Confirmed, null, default));
        Assert.False(await db.FlagDecisions.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Undo_reverts_one_act_after_the_other_and_restores_the_replaced_decisions(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flags = new[] { await db.FlagAsync(session, at: 1), await db.FlagAsync(session, at: 2), await db.FlagAsync(session, at: 3) };
        var decisions = host.Get<FlagDecisions>();
        await decisions.DecideAsync(reviewer, session.Id, [flags[0].Id], Decision.Confirmed, null, default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await decisions.DecideAsync(reviewer, session.Id, [.. flags.Select(flag => flag.Id)], Decision.Dismissed, "allowed", default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await decisions.DecideAsync(reviewer, session.Id, [flags[1].Id], Decision.Unsure, null, default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([FlagState.Dismissed, FlagState.Unsure, FlagState.Dismissed], await StatesAsync(host, reviewer, session));
        Assert.Equal(ReviewOutcome.NotThere, (await decisions.UndoAsync(other, session.Id, default)).Outcome);

        var last = await decisions.UndoAsync(reviewer, session.Id, default);
        Assert.Equal(ReviewOutcome.Done, last.Outcome);
        Assert.Equal([flags[1].Id], last.Violations);
        Assert.Equal([FlagState.Dismissed, FlagState.Dismissed, FlagState.Dismissed], await StatesAsync(host, reviewer, session));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await decisions.UndoAsync(reviewer, session.Id, default)).Violations.Count);
        Assert.Equal([FlagState.Confirmed, FlagState.Open, FlagState.Open], await StatesAsync(host, reviewer, session));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(flags[0].Id, Assert.Single((await decisions.UndoAsync(reviewer, session.Id, default)).Violations));
        Assert.Equal([FlagState.Open, FlagState.Open, FlagState.Open], await StatesAsync(host, reviewer, session));
        Assert.Equal(ReviewOutcome.NotThere, (await decisions.UndoAsync(reviewer, session.Id, default)).Outcome);

        // Nothing is removed: five decisions, and the two that stand again.
        Assert.Equal(7, await db.FlagDecisions.CountAsync(row => row.WithdrawnAt != null, TestContext.Current.CancellationToken));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(session.Id, default)).Broken);
    }

    [Fact]
    public async Task Undo_of_many_decisions_takes_a_fixed_number_of_queries()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var (small, large) = (await db.SitAsync("s-1"), await db.SitAsync("s-2"));
        var decisions = host.Get<FlagDecisions>();
        List<int> counts = [];
        foreach (var (session, count) in new[] { (small, 1), (large, 40) })
        {
            List<Guid> flags = [];
            for (var index = 0; index < count; index++)
                flags.Add((await db.FlagAsync(session, at: index / 10.0)).Id);
            await decisions.DecideAsync(reviewer, session.Id, flags, Decision.Confirmed, null, default);
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            host.Commands.Reset();
            await decisions.UndoAsync(reviewer, session.Id, default);
            counts.Add(host.Commands.Texts.Count(text => text.StartsWith("SELECT", StringComparison.Ordinal)));
        }

        Assert.Equal(counts[0], counts[1]);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_reviewers_at_the_same_moment_both_keep_their_decisions(DatabaseKind kind)
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

        await Task.WhenAll(
            flags.SelectMany(flag =>
                new[]
                {
                    Task.Run(() => decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default)),
                    Task.Run(() => decisions.DecideAsync(other, session.Id, [flag.Id], Decision.Dismissed, "no", default)),
                }
            )
        );

        var found = (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!;
        Assert.All(found.Flags, flag => Assert.Equal((FlagState.Disputed, 2), (flag.State, flag.Decisions.Count)));
    }

    [Fact]
    public async Task A_flag_waits_for_the_second_reviewer_if_the_policy_requires_two()
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
    public async Task Only_reviewers_and_administrators_can_decide(string role)
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var viewer = await db.HireAsync("Vic", role);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);

        Assert.Equal(
            ReviewOutcome.NotThere,
            await host.Get<FlagDecisions>().DecideAsync(viewer, session.Id, [flag.Id], Decision.Confirmed, null, default)
        );
        Assert.Equal(
            ReviewOutcome.NotThere,
            await host.Get<SessionVerdicts>().GiveAsync(viewer, session.Id, Verdict.Clear, "x", null, default)
        );
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<ReviewNotes>().WriteAsync(viewer, session.Id, null, "x", default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Assignments>().TakeAsync(viewer, session.Id, default));
        Assert.False(await db.AuditEntries.AnyAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_flag_of_another_session_or_of_a_restricted_exam_does_not_exist()
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

        Assert.Equal(ReviewOutcome.NotThere, await decisions.DecideAsync(named, other.Id, [flag.Id], Decision.Confirmed, null, default));
        Assert.Equal(ReviewOutcome.NotThere, await decisions.DecideAsync(stranger, mine.Id, [flag.Id], Decision.Confirmed, null, default));
        Assert.Null(await host.Get<CaseReader>().FindAsync(stranger, mine.Id, default));
        Assert.Equal(ReviewOutcome.NotThere, await host.Get<Assignments>().GiveAsync(named, mine.Id, stranger.UserId, default));
        Assert.Equal(ReviewOutcome.Done, await decisions.DecideAsync(named, mine.Id, [flag.Id], Decision.Confirmed, null, default));
    }

    static async Task<IEnumerable<FlagState>> StatesAsync(CoreHost host, StaffViewer viewer, ProctoringSession session) =>
        (await host.Get<CaseReader>().FindAsync(viewer, session.Id, default))!.Flags.Select(flag => flag.State);
}
