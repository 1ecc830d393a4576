using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Tests verdicts, assignments and the review queue.</summary>
public sealed class VerdictTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_single_verdict_is_final_and_can_be_withdrawn(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);
        var (verdicts, cases) = (host.Get<SessionVerdicts>(), host.Get<CaseReader>());

        Assert.Equal(ReviewOutcome.Done, await verdicts.GiveAnywayAsync(cases, reviewer, session.Id, Verdict.Clear, "nothing in it"));
        Assert.Equal(ReviewOutcome.Settled, await verdicts.GiveAnywayAsync(cases, other, session.Id, Verdict.Violation, "I think so"));
        Assert.Equal(
            ReviewOutcome.Settled,
            await host.Get<FlagDecisions>().DecideAsync(other, session.Id, [flag.Id], Decision.Confirmed, null, default)
        );
        Assert.Equal(ReviewOutcome.NotThere, await verdicts.WithdrawAsync(other, session.Id, "not mine", default));
        Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!.Session.Verdict);

        Assert.Equal(ReviewOutcome.Done, await verdicts.WithdrawAsync(reviewer, session.Id, "the candidate wrote", default));
        var open = (await host.Get<CaseReader>().FindAsync(reviewer, session.Id, default))!;
        Assert.Null(open.Session.Verdict);
        Assert.Empty(open.Verdicts);
        Assert.Equal(
            ["verdict_given", "verdict_withdrawn"],
            await db.AuditEntries.OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(TestContext.Current.CancellationToken)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Two_reviewers_must_agree_if_the_policy_requires_it_even_at_the_same_moment(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:careful:SecondReviewer", "true"));
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var third = await db.HireAsync("Tess", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", policy: "careful");
        var (verdicts, cases) = (host.Get<SessionVerdicts>(), host.Get<CaseReader>());

        await verdicts.GiveAnywayAsync(cases, one, session.Id, Verdict.Clear, "a");
        await verdicts.GiveAnywayAsync(cases, one, session.Id, Verdict.Violation, "on second thoughts");
        await verdicts.GiveAnywayAsync(cases, other, session.Id, Verdict.Clear, "b");
        Assert.Null((await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);
        Assert.Equal(0, (await host.Get<ReviewQueue>().ReadAsync(one, QueueScope.All, new SessionFilter(), 0, default)).Total);
        Assert.Equal(1, (await host.Get<ReviewQueue>().ReadAsync(third, QueueScope.All, new SessionFilter(), 0, default)).Total);
        await verdicts.GiveAnywayAsync(cases, third, session.Id, Verdict.Violation, "c");
        Assert.Equal(Verdict.Violation, (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);

        for (var round = 0; round < 5; round++)
        {
            var next = await db.SitAsync($"r-{round}", policy: "careful");
            await Task.WhenAll(
                Task.Run(() => verdicts.GiveAnywayAsync(cases, one, next.Id, Verdict.Clear, "a")),
                Task.Run(() => verdicts.GiveAnywayAsync(cases, other, next.Id, Verdict.Clear, "b"))
            );
            Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(one, next.Id, default))!.Session.Verdict);
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_policy_that_no_longer_exists_requires_two_reviewers(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var one = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var other = await db.HireAsync("Omar", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", policy: "renamed");
        var (verdicts, cases) = (host.Get<SessionVerdicts>(), host.Get<CaseReader>());

        await verdicts.GiveAnywayAsync(cases, one, session.Id, Verdict.Clear, "a");
        var half = (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!;
        Assert.Equal((null, true), (half.Session.Verdict, half.SecondReviewer));
        Assert.Equal(0, (await host.Get<ReviewQueue>().ReadAsync(one, QueueScope.All, new SessionFilter(), 0, default)).Total);
        Assert.Equal(1, (await host.Get<ReviewQueue>().ReadAsync(other, QueueScope.All, new SessionFilter(), 0, default)).Total);
        await verdicts.GiveAnywayAsync(cases, other, session.Id, Verdict.Clear, "b");
        Assert.Equal(Verdict.Clear, (await host.Get<CaseReader>().FindAsync(one, session.Id, default))!.Session.Verdict);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_withdrawn_dissent_leaves_the_verdict_of_the_reviewers_who_agree(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, ("Proctoring:Policies:careful:SecondReviewer", "true"));
        await using var db = host.OpenDatabase();
        var (one, other, dissenter) = (
            await db.HireAsync("Rita", StaffRoles.Reviewer),
            await db.HireAsync("Omar", StaffRoles.Reviewer),
            await db.HireAsync("Tess", StaffRoles.Reviewer)
        );
        var session = await db.SitAsync("s-1", policy: "careful");
        var (verdicts, cases, queue) = (host.Get<SessionVerdicts>(), host.Get<CaseReader>(), host.Get<ReviewQueue>());
        await verdicts.GiveAnywayAsync(cases, dissenter, session.Id, Verdict.Violation, "a");
        await verdicts.GiveAnywayAsync(cases, one, session.Id, Verdict.Clear, "b");
        await verdicts.GiveAnywayAsync(cases, other, session.Id, Verdict.Clear, "c");
        var decidedAt = (await db.Sessions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).VerdictAt;

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ReviewOutcome.Done, await verdicts.WithdrawAsync(dissenter, session.Id, "they convinced me", default));
        var row = await db.Sessions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        Assert.Equal((Verdict.Clear, decidedAt), (row.Verdict, row.VerdictAt));
        Assert.Equal(0, (await queue.ReadAsync(dissenter, QueueScope.All, new SessionFilter(), 0, default)).Total);

        // A reviewer who agreed withdraws: open again for them and for the dissenter, not for the one whose verdict stands.
        Assert.Equal(ReviewOutcome.Done, await verdicts.WithdrawAsync(one, session.Id, "on second thoughts", default));
        Assert.Null((await db.Sessions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).Verdict);
        Assert.Equal((1, 0, 1), (await Waiting(one), await Waiting(other), await Waiting(dissenter)));
        await verdicts.GiveAnywayAsync(cases, dissenter, session.Id, Verdict.Clear, "d");
        Assert.Equal(Verdict.Clear, (await db.Sessions.AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).Verdict);

        async Task<int> Waiting(StaffViewer viewer) =>
            (await queue.ReadAsync(viewer, QueueScope.All, new SessionFilter(), 0, default)).Total;
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_blind_second_reviewer_sees_nothing_of_the_first_and_a_third_decides_a_disagreement(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(
            kind,
            ("Proctoring:Policies:careful:SecondReviewer", "true"),
            ("Proctoring:Policies:careful:BlindReview", "true")
        );
        await using var db = host.OpenDatabase();
        var (one, other, third, auditor) = (
            await db.HireAsync("Rita", StaffRoles.Reviewer),
            await db.HireAsync("Omar", StaffRoles.Reviewer),
            await db.HireAsync("Tess", StaffRoles.Reviewer),
            await db.HireAsync("Aude", StaffRoles.Auditor)
        );
        var session = await db.SitAsync("s-1", policy: "careful");
        var flag = await db.FlagAsync(session);
        var (verdicts, cases, queue) = (host.Get<SessionVerdicts>(), host.Get<CaseReader>(), host.Get<ReviewQueue>());
        var blind = host.Get<BlindReviews>();

        Assert.Equal((1, 0, 0), await StagesAsync(one));
        await host.Get<FlagDecisions>().DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default);
        await host.Get<ReviewNotes>().WriteAsync(one, session.Id, null, "look at the hand", default);
        await verdicts.GiveAnywayAsync(cases, one, session.Id, Verdict.Violation, "a phone");

        var hidden = (await cases.FindAsync(other, session.Id, default))!;
        Assert.Equal((true, FlagState.Open), (hidden.Blind, hidden.Flags[0].State));
        Assert.Empty(hidden.Flags[0].Decisions);
        Assert.Empty(hidden.Notes);
        Assert.Empty(hidden.Verdicts);
        Assert.True(await blind.HideAsync(other, session.Id, default));
        var exam = await db.Exams.Select(row => row.Id).FirstAsync(TestContext.Current.CancellationToken);
        await db
            .Sessions.Where(row => row.Id == session.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.ExamId, exam), TestContext.Current.CancellationToken);
        Assert.True(await blind.HideAsync(other, exam, default));
        Assert.False(await blind.HideAsync(other, exam + 1, default));
        Assert.False(await blind.HideAsync(one, session.Id, default));
        Assert.False(await blind.HideAsync(auditor, session.Id, default));
        Assert.Single((await cases.FindAsync(auditor, session.Id, default))!.Verdicts);
        Assert.Equal((0, 1, 0), await StagesAsync(other));

        await verdicts.GiveAnywayAsync(cases, other, session.Id, Verdict.Clear, "a hand");
        var open = (await cases.FindAsync(third, session.Id, default))!;
        Assert.Equal((false, true, 2), (open.Blind, open.Disputed, open.Verdicts.Count));
        Assert.Single(open.Notes);
        Assert.Equal((0, 0, 1), await StagesAsync(third));
        Assert.Equal((0, 0, 0), await StagesAsync(other));
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await verdicts.GiveAnywayAsync(cases, third, session.Id, Verdict.Inconclusive, "the picture is too dark");

        Assert.Equal(Verdict.Inconclusive, (await cases.FindAsync(one, session.Id, default))!.Session.Verdict);

        async Task<(int, int, int)> StagesAsync(StaffViewer viewer) =>
            (
                await CountAsync(viewer, ReviewStage.First),
                await CountAsync(viewer, ReviewStage.Second),
                await CountAsync(viewer, ReviewStage.Adjudication)
            );

        async Task<int> CountAsync(StaffViewer viewer, ReviewStage stage)
        {
            var page = await queue.ReadAsync(viewer, QueueScope.All, new SessionFilter { Stage = stage }, 0, default);
            Assert.All(page.Rows, row => Assert.Equal(stage, row.Stage));
            return page.Total;
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_page_notices_what_colleagues_do_and_who_is_there(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var (one, other) = (await db.HireAsync("Rita", StaffRoles.Reviewer), await db.HireAsync("Omar", StaffRoles.Reviewer));
        var session = await db.SitAsync("s-1");
        var flag = await db.FlagAsync(session);
        var (cases, presence) = (host.Get<CaseReader>(), host.Get<ReviewPresence>());

        var read = (await cases.FindAsync(one, session.Id, default))!;
        Assert.False(await cases.HasChangedAsync(one, read, default));
        await host.Get<FlagDecisions>().DecideAsync(other, session.Id, [flag.Id], Decision.Unsure, null, default);
        Assert.True(await cases.HasChangedAsync(one, read, default));
        read = (await cases.FindAsync(one, session.Id, default))!;
        await host.Get<Assignments>().TakeAsync(other, session.Id, default);
        Assert.True(await cases.HasChangedAsync(one, read, default));

        Assert.Empty(presence.Report(one, session.Id));
        Assert.Equal(["Rita"], presence.Report(other, session.Id));
        Assert.Equal(["Omar"], presence.Report(one, session.Id));
        Assert.Empty(presence.Report(one, Guid.NewGuid()));
        host.Clock.Advance(TimeSpan.FromSeconds(13));
        Assert.Empty(presence.Report(one, session.Id));
        presence.Leave(one, session.Id);
        Assert.Empty(presence.Report(other, session.Id));
    }

    [Theory]
    [InlineData(true, new[] { Verdict.Clear, Verdict.Clear }, Verdict.Clear)]
    [InlineData(true, new[] { Verdict.Clear, Verdict.Violation }, null)]
    [InlineData(true, new[] { Verdict.Clear, Verdict.Violation, Verdict.Violation }, Verdict.Violation)]
    [InlineData(true, new[] { Verdict.Clear, Verdict.Clear, Verdict.Violation, Verdict.Violation }, null)]
    [InlineData(true, new[] { Verdict.Clear, Verdict.Clear, Verdict.Clear, Verdict.Violation, Verdict.Violation }, Verdict.Clear)]
    [InlineData(false, new[] { Verdict.Violation }, Verdict.Violation)]
    [InlineData(false, new[] { Verdict.Clear, Verdict.Violation }, null)]
    [InlineData(false, new Verdict[0], null)]
    public void The_final_verdict_is_the_one_that_most_reviewers_gave(bool secondReviewer, Verdict[] given, Verdict? final)
    {
        var standing = given.Select(verdict => new SessionVerdict
        {
            ReviewerId = Guid.NewGuid(),
            Verdict = verdict,
            Reason = "x",
        });

        Assert.Equal(final, FinalVerdict.Of(standing, secondReviewer));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_verdict_that_contradicts_the_reviewers_decisions_is_stored_only_after_they_accept_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var phone = await db.FlagAsync(session, "object_detected", 3, severity: Severity.High);
        await db.FlagAsync(session, at: 5);
        var (verdicts, decisions) = (host.Get<SessionVerdicts>(), host.Get<FlagDecisions>());
        Task<ReviewOutcome> GiveAsync(Verdict verdict, VerdictBasis? accepted = null) =>
            verdicts.GiveAsync(reviewer, session.Id, verdict, "x", accepted, default);

        // Nothing is decided: no verdict fits without a question.
        foreach (var verdict in Enum.GetValues<Verdict>())
            Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(verdict));
        await decisions.DecideAsync(reviewer, session.Id, [phone.Id], Decision.Confirmed, null, default);
        Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(Verdict.Clear));
        // Accepted with counts that another window has changed since.
        Assert.Equal(ReviewOutcome.Doubtful, await GiveAsync(Verdict.Clear, new VerdictBasis(0, 0, 0, 2, 1)));
        Assert.False(await db.SessionVerdicts.AnyAsync(TestContext.Current.CancellationToken));

        Assert.Equal(ReviewOutcome.Done, await GiveAsync(Verdict.Clear, new VerdictBasis(1, 0, 0, 1, 0)));
        var entry = await db.AuditEntries.SingleAsync(row => row.Action == "verdict_given", TestContext.Current.CancellationToken);
        Assert.Equal("clear; 1 of 2 flags confirmed, 0 dismissed, 0 unsure, 1 not reviewed", entry.Subject);
    }

    [Fact]
    public async Task A_verdict_that_fits_the_decisions_needs_no_question()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1");
        var phone = await db.FlagAsync(session, "object_detected", 3, severity: Severity.High);
        await db.FlagAsync(session, at: 5);
        await host.Get<FlagDecisions>().DecideAsync(reviewer, session.Id, [phone.Id], Decision.Confirmed, null, default);

        Assert.Equal(
            ReviewOutcome.Done,
            await host.Get<SessionVerdicts>().GiveAsync(reviewer, session.Id, Verdict.Violation, "x", null, default)
        );
    }

    [Theory]
    [InlineData(0, 3, 0, 0, 0, Verdict.Clear)]
    [InlineData(1, 2, 0, 0, 0, Verdict.Violation)]
    [InlineData(0, 1, 1, 1, 0, Verdict.Inconclusive)]
    [InlineData(0, 0, 0, 0, 0, Verdict.Clear)]
    [InlineData(1, 2, 0, 0, 0, Verdict.Clear, VerdictDoubt.ClearDespiteConfirmed)]
    [InlineData(0, 3, 0, 0, 0, Verdict.Violation, VerdictDoubt.ViolationWithoutConfirmed)]
    [InlineData(0, 0, 0, 0, 0, Verdict.Violation, VerdictDoubt.ViolationWithoutConfirmed)]
    [InlineData(0, 1, 0, 2, 1, Verdict.Clear, VerdictDoubt.HighUndecided)]
    [InlineData(0, 0, 0, 3, 2, Verdict.Clear, VerdictDoubt.NothingDecided)]
    [InlineData(1, 0, 0, 15, 2, Verdict.Clear, VerdictDoubt.ClearDespiteConfirmed, VerdictDoubt.HighUndecided)]
    public void The_doubts_about_a_verdict(
        int confirmed,
        int dismissed,
        int unsure,
        int undecided,
        int high,
        Verdict verdict,
        params VerdictDoubt[] doubts
    ) => Assert.Equal(doubts, new VerdictBasis(confirmed, dismissed, unsure, undecided, high).DoubtsOf(verdict));

    [Fact]
    public async Task The_decisions_behind_a_standing_verdict_do_not_change()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, ("Proctoring:Policies:careful:SecondReviewer", "true"));
        await using var db = host.OpenDatabase();
        var (one, other) = (await db.HireAsync("Rita", StaffRoles.Reviewer), await db.HireAsync("Omar", StaffRoles.Reviewer));
        var session = await db.SitAsync("s-1", policy: "careful");
        var flag = await db.FlagAsync(session);
        var (verdicts, decisions) = (host.Get<SessionVerdicts>(), host.Get<FlagDecisions>());
        await decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Dismissed, "too short", default);
        await verdicts.GiveAsync(one, session.Id, Verdict.Clear, "x", null, default);

        Assert.Equal(
            ReviewOutcome.VerdictGiven,
            await decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default)
        );
        Assert.Equal(ReviewOutcome.VerdictGiven, (await decisions.UndoAsync(one, session.Id, default)).Outcome);
        Assert.Equal(ReviewOutcome.Done, await decisions.DecideAsync(other, session.Id, [flag.Id], Decision.Confirmed, null, default));
        await verdicts.WithdrawAsync(one, session.Id, "x", default);
        Assert.Equal(ReviewOutcome.Done, await decisions.DecideAsync(one, session.Id, [flag.Id], Decision.Confirmed, null, default));
    }

    [Fact]
    public async Task A_running_session_cannot_get_a_verdict()
    {
        await using var host = await CoreHost.CreateAsync();
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var session = await db.SitAsync("s-1", status: SessionStatus.Running);

        Assert.Equal(
            ReviewOutcome.NotOver,
            await host.Get<SessionVerdicts>().GiveAsync(reviewer, session.Id, Verdict.Clear, "x", null, default)
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_queue_is_ordered_by_risk_and_moves_on_after_a_verdict(DatabaseKind kind)
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

        Assert.Equal(
            ["high", "same", "middle", "low"],
            (await queue.ReadAsync(reviewer, QueueScope.Free, new SessionFilter(), 0, default)).Rows.Select(row => row.StudentId)
        );
        Assert.Equal(ReviewOutcome.Done, await host.Get<Assignments>().TakeAsync(other, same.Id, default));
        Assert.Equal(ReviewOutcome.Taken, await host.Get<Assignments>().TakeAsync(reviewer, same.Id, default));
        await host.Get<SessionVerdicts>().GiveAnywayAsync(host.Get<CaseReader>(), reviewer, high.Id, Verdict.Violation, "seen");

        Assert.Equal(middle.Id, await queue.BesideAsync(reviewer, QueueScope.Free, new SessionFilter(), high.Id, true, default));
        Assert.Equal(same.Id, await queue.BesideAsync(reviewer, QueueScope.All, new SessionFilter(), high.Id, true, default));
        Assert.Equal(middle.Id, await queue.BesideAsync(reviewer, QueueScope.All, new SessionFilter(), same.Id, true, default));
        Assert.Equal(low.Id, await queue.BesideAsync(reviewer, QueueScope.Free, new SessionFilter(), middle.Id, true, default));
        Assert.Null(await queue.BesideAsync(reviewer, QueueScope.Free, new SessionFilter(), low.Id, true, default));
        Assert.Equal(same.Id, await queue.BesideAsync(other, QueueScope.All, new SessionFilter(), middle.Id, false, default));
        Assert.Equal(same.Id, (await queue.ReadAsync(other, QueueScope.Mine, new SessionFilter(), 0, default)).Rows[0].Id);
    }
}
