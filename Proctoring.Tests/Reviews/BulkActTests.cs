using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests assignments and dismissals over several sessions, and their undo.</summary>
public sealed class BulkActTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Undecided_flags_of_one_rule_are_dismissed_and_withdrawn_as_one(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var colleague = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var (bulk, decisions, verdicts) = (host.Get<BulkDismissals>(), host.Get<FlagDecisions>(), host.Get<SessionVerdicts>());
        var (first, second, settled) = (await db.SitAsync("s-1"), await db.SitAsync("s-2"), await db.SitAsync("s-3"));
        var running = await db.SitAsync("s-4", status: SessionStatus.Running);
        var hidden = await db.SitAsync("s-5", exam: "Secret");
        db.Add(new ExamReviewer { ExamName = "Secret", UserId = colleague.UserId!.Value });
        await db.SaveChangesAsync(Cancellation);
        var pictured = await db.FlagAsync(first, at: 1);
        await db.PictureAsync(host.Get<IEvidenceStore>(), pictured, TestFaces.Candidate);
        var decided = await db.FlagAsync(first, at: 2);
        await db.FlagAsync(first, "paste_attempt", at: 3);
        var late = await db.FlagAsync(second, at: 1);
        var own = await db.FlagAsync(second, "paste_attempt", at: 2);
        foreach (var session in new[] { settled, running, hidden })
            await db.FlagAsync(session);
        await decisions.DecideAsync(colleague, first.Id, [decided.Id], Decision.Confirmed, null, default);
        await verdicts.GiveAnywayAsync(host.Get<CaseReader>(), colleague, settled.Id, Verdict.Clear, "fine");
        Guid[] all = [first.Id, second.Id, settled.Id, running.Id, hidden.Id];

        Assert.Equal(
            [("head_pose", 2, 2), ("paste_attempt", 2, 2)],
            (await bulk.RulesAsync(reviewer, all, default)).Select(rule => (rule.Type, rule.Flags, rule.Sessions))
        );
        Assert.Equal(first.Id, Assert.Single(await bulk.PicturesAsync(reviewer, all, "head_pose", default)).SessionId);
        await Assert.ThrowsAnyAsync<ValidationException>(() => bulk.DismissAsync(reviewer, all, "head_pose", " ", null, default));
        var auditor = await db.HireAsync("Al", StaffRoles.Auditor);
        Assert.Equal(new BulkResult(0, 0, 5), await bulk.DismissAsync(auditor, all, "head_pose", "unreliable", null, default));
        Assert.Equal(new BulkResult(2, 2, 3), await bulk.DismissAsync(reviewer, all, "head_pose", " unreliable ", null, default));

        Assert.Equal([FlagState.Dismissed, FlagState.Confirmed, FlagState.Open], await StatesAsync(host, reviewer, first));
        Assert.Equal([FlagState.Dismissed, FlagState.Open], await StatesAsync(host, reviewer, second));
        var entries = await db
            .AuditEntries.Where(row => row.Action == "flag_dismissed")
            .Select(row => new
            {
                row.SessionId,
                row.Subject,
                row.Reason,
            })
            .ToListAsync(Cancellation);
        Assert.Equal(new Guid?[] { first.Id, second.Id }.Order(), entries.Select(entry => entry.SessionId).Order());
        Assert.All(
            entries,
            entry => Assert.Equal(("1 flag, \"Head turned away\", in several sessions", "unreliable"), (entry.Subject, entry.Reason))
        );

        // The undo of a session does not take a part out of the batch, and a later own decision is not undone with it.
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await decisions.DecideAsync(reviewer, second.Id, [own.Id], Decision.Confirmed, null, default);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([own.Id], (await decisions.UndoAsync(reviewer, second.Id, default)).Violations);
        Assert.Equal(ReviewOutcome.NotThere, (await decisions.UndoAsync(reviewer, second.Id, default)).Outcome);
        await decisions.DecideAsync(reviewer, second.Id, [late.Id, own.Id], Decision.Unsure, null, default);
        Assert.Empty(await bulk.RecentAsync(colleague, default));
        var batch = Assert.Single(await bulk.RecentAsync(reviewer, default));
        Assert.Equal(("head_pose", 1, 1), (batch.Type, batch.Flags, batch.Sessions));
        Assert.Equal(new BulkResult(0, 0, 0), await bulk.WithdrawAsync(colleague, batch.Id, default));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new BulkResult(1, 1, 0), await bulk.WithdrawAsync(reviewer, batch.Id, default));
        Assert.Equal([FlagState.Open, FlagState.Confirmed, FlagState.Open], await StatesAsync(host, reviewer, first));
        Assert.Equal([FlagState.Unsure, FlagState.Unsure], await StatesAsync(host, reviewer, second));
        Assert.Empty(await bulk.RecentAsync(reviewer, default));

        // A verdict rests on the decisions of a batch.
        await bulk.DismissAsync(reviewer, all, "head_pose", "unreliable", null, default);
        await verdicts.GiveAnywayAsync(host.Get<CaseReader>(), reviewer, first.Id, Verdict.Clear, "fine");
        batch = Assert.Single(await bulk.RecentAsync(reviewer, default));
        Assert.Equal(new BulkResult(0, 0, 1), await bulk.WithdrawAsync(reviewer, batch.Id, default));
        foreach (var session in all)
            Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(session, Cancellation)).Broken);
    }

    [Fact]
    public async Task Too_many_sessions_are_refused_by_their_number_and_nothing_is_changed()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var rita = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        await db.FlagAsync(session);
        var (bulk, assignments) = (host.Get<BulkDismissals>(), host.Get<Assignments>());
        Guid[] most = [session.Id, .. Enumerable.Range(1, ReviewLimits.BulkSessions - 1).Select(_ => Guid.NewGuid())];
        Guid[] more = [.. most, Guid.NewGuid()];

        foreach (
            var act in new Func<Task>[]
            {
                () => bulk.RulesAsync(rita, more, default),
                () => bulk.PicturesAsync(rita, more, "head_pose", default),
                () => bulk.DismissAsync(rita, more, "head_pose", "unreliable", null, default),
                () => assignments.GiveManyAsync(rita, more, rita.UserId, null, default),
            }
        )
        {
            var refused = await Assert.ThrowsAnyAsync<ValidationException>(act);
            Assert.Equal("at most 500 sessions can be changed at once, and 501 were chosen; nothing was changed", refused.Message);
        }

        Assert.False(await db.FlagDecisions.AnyAsync(Cancellation));
        Assert.False(await db.Sessions.AnyAsync(row => row.AssignedToId != null, Cancellation));
        var steps = new Steps();
        Assert.Equal(new BulkResult(1, 1, 499), await bulk.DismissAsync(rita, most, "head_pose", "unreliable", steps, default));
        Assert.Equal(Enumerable.Range(0, 500), steps.Done);
    }

    /// <summary>Reports at once; Progress would post to another thread.</summary>
    sealed class Steps : IProgress<int>
    {
        public List<int> Done { get; } = [];

        public void Report(int value) => Done.Add(value);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task More_than_five_hundred_flags_of_a_session_are_decided_and_undone_as_one(DatabaseKind kind)
    {
        const int many = 620;
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var rita = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var first = await db.FlagAsync(session);
        List<ProctoringViolation> flags =
        [
            .. Enumerable
                .Range(1, many - 1)
                .Select(number => new ProctoringViolation
                {
                    Id = Guid.CreateVersion7(),
                    SessionId = session.Id,
                    Type = first.Type,
                    Title = first.Title,
                    BeganAt = first.BeganAt.AddSeconds(number),
                }),
        ];
        db.AddRange(flags);
        await db.SaveChangesAsync(Cancellation);
        Guid[] all = [first.Id, .. flags.Select(flag => flag.Id)];
        var decisions = host.Get<FlagDecisions>();

        Assert.Equal(
            ReviewOutcome.NotThere,
            await decisions.DecideAsync(rita, session.Id, [.. all, Guid.NewGuid()], Decision.Confirmed, null, default)
        );
        Assert.False(await db.FlagDecisions.AnyAsync(Cancellation));
        Assert.Equal(ReviewOutcome.Done, await decisions.DecideAsync(rita, session.Id, all, Decision.Confirmed, null, default));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(ReviewOutcome.Done, await decisions.DecideAsync(rita, session.Id, all, Decision.Unsure, null, default));
        Assert.Equal(many, await db.FlagDecisions.CountAsync(row => row.WithdrawnAt == null, Cancellation));
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(many, (await decisions.UndoAsync(rita, session.Id, default)).Violations.Count);
        Assert.Equal(
            many,
            await db.FlagDecisions.CountAsync(row => row.WithdrawnAt == null && row.Decision == Decision.Confirmed, Cancellation)
        );
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(session.Id, Cancellation)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Sessions_are_assigned_together_and_given_back(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var rita = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var omar = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var auditor = await db.HireAsync("Al", StaffRoles.Auditor);
        var assignments = host.Get<Assignments>();
        var (free, taken, done, hidden) = (
            await db.SitAsync("s-1"),
            await db.SitAsync("s-2"),
            await db.SitAsync("s-3"),
            await db.SitAsync("s-4", exam: "Secret")
        );
        db.Add(new ExamReviewer { ExamName = "Secret", UserId = rita.UserId!.Value });
        await db.SaveChangesAsync(Cancellation);
        await assignments.TakeAsync(rita, taken.Id, default);
        await assignments.TakeAsync(omar, done.Id, default);
        Guid[] all = [free.Id, taken.Id, done.Id, hidden.Id];

        Assert.Equal(4, (await assignments.GiveManyAsync(auditor, all, omar.UserId, null, default)).Refused);
        var batch = await assignments.GiveManyAsync(rita, all, omar.UserId, null, default);
        Assert.Equal(1, batch.Refused);
        Assert.Equal(new Dictionary<Guid, Guid?> { [free.Id] = null, [taken.Id] = rita.UserId }, batch.Before);
        Assert.Equal([omar.UserId, omar.UserId, omar.UserId, null], await AssignedAsync());

        // Someone takes one away in the meantime.
        await assignments.GiveAsync(omar, taken.Id, null, default);
        Assert.Equal(1, await assignments.UndoManyAsync(rita, batch, default));
        Assert.Equal([null, null, omar.UserId, null], await AssignedAsync());
        var unassigned = await assignments.GiveManyAsync(rita, all, null, null, default);
        Assert.Equal([done.Id], unassigned.Before.Keys);
        Assert.Equal(7, await db.AuditEntries.CountAsync(row => row.Action == "session_assigned" && row.SessionId != null, Cancellation));
        foreach (var session in all)
            Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(session, Cancellation)).Broken);

        async Task<IEnumerable<Guid?>> AssignedAsync()
        {
            var rows = await db.Sessions.AsNoTracking().ToDictionaryAsync(row => row.Id, row => row.AssignedToId, Cancellation);
            return all.Select(id => rows[id]);
        }
    }

    static async Task<IEnumerable<FlagState>> StatesAsync(CoreHost host, StaffViewer viewer, ProctoringSession session) =>
        (await host.Get<CaseReader>().FindAsync(viewer, session.Id, default))!.Flags.Select(flag => flag.State);
}
