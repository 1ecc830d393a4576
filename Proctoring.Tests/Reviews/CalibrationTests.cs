using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Privacy;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reviews;

/// <summary>Reviewers decide known flags blind; the session, its chain and the queue stay as they are.</summary>
public sealed class CalibrationTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_reviewer_decides_known_flags_blind_and_sees_the_agreement_afterwards(DatabaseKind kind)
    {
        await using var scene = await CalibrationScene.CreateAsync(kind);
        var (calibrations, known) = (scene.Host.Get<Calibrations>(), scene.Host.Get<KnownSessions>());
        var before = await scene.RecordAsync();

        Assert.Equal(ReviewOutcome.Done, await known.MarkAsync(scene.Ada, scene.SessionId, forAll: false, Cancellation));
        // Two of three flags: on the third, the reviewers disagree.
        Assert.Equal(2, (await known.FindAsync(scene.Ada, scene.SessionId, Cancellation))!.Flags);
        var row = Assert.Single(await calibrations.ListAsync(scene.Nina, Cancellation));
        Assert.Equal((scene.SessionId, 2, 0, null), (row.SessionId, row.Flags, row.Decided, row.Agreed));
        var desk = (await calibrations.FindAsync(scene.Nina, scene.SessionId, Cancellation))!;
        Assert.All(desk.Flags, flag => Assert.Empty(flag.Decisions));
        Assert.Empty(desk.Known);

        Assert.Equal(ReviewOutcome.Done, await DecideAsync(desk.Flags[0].Id, Decision.Confirmed));
        Assert.Equal(ReviewOutcome.Done, await DecideAsync(desk.Flags[0].Id, Decision.Confirmed));
        Assert.Equal(ReviewOutcome.Settled, await DecideAsync(desk.Flags[0].Id, Decision.Dismissed));
        // A number that grew with each decision would show the known one.
        Assert.Empty(await calibrations.ReviewersAsync(scene.Ada, Cancellation));
        Assert.Empty(await calibrations.OwnAsync(scene.Nina, Cancellation));
        Assert.Empty((await calibrations.FindAsync(scene.Nina, scene.SessionId, Cancellation))!.Known);
        Assert.Equal(ReviewOutcome.Done, await DecideAsync(desk.Flags[1].Id, Decision.Confirmed));

        desk = (await calibrations.FindAsync(scene.Nina, scene.SessionId, Cancellation))!;
        Assert.True(desk.Done);
        Assert.Equal([Decision.Confirmed, Decision.Dismissed], desk.Flags.Select(flag => desk.Known[flag.Id]));
        Assert.Equal(1, Assert.Single(await calibrations.ListAsync(scene.Nina, Cancellation)).Agreed);
        Assert.Equal(
            [new CalibrationAgreement("head_pose", 1, 1), new CalibrationAgreement("object_detected", 0, 1)],
            await calibrations.OwnAsync(scene.Nina, Cancellation)
        );
        var nina = Assert.Single(await calibrations.ReviewersAsync(scene.Ada, Cancellation));
        Assert.Equal(new CalibrationAgreement("Nina", 1, 2), nina);
        Assert.Null(nina.Share);
        Assert.Equal(before, await scene.RecordAsync());

        Task<ReviewOutcome> DecideAsync(Guid flag, Decision decision) =>
            calibrations.DecideAsync(scene.Nina, scene.SessionId, flag, decision, Cancellation);
    }

    /// <summary>All but one saw an error page.</summary>
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Of_several_administrators_at_the_same_moment_one_unmarks_a_session(DatabaseKind kind)
    {
        await using var scene = await CalibrationScene.CreateAsync(kind);
        var known = scene.Host.Get<KnownSessions>();
        await known.MarkAsync(scene.Ada, scene.SessionId, forAll: true, Cancellation);

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => known.UnmarkAsync(scene.Ada, scene.SessionId, Cancellation), Cancellation))
        );

        Assert.All(outcomes, outcome => Assert.Equal(ReviewOutcome.Done, outcome));
        await using var database = scene.Host.OpenDatabase();
        Assert.Equal(1, await database.AuditEntries.CountAsync(entry => entry.Action == "calibration_unmarked", Cancellation));
    }

    [Fact]
    public async Task Only_administrators_mark_sessions_with_a_verdict_and_agreed_flags()
    {
        await using var scene = await CalibrationScene.CreateAsync(DatabaseKind.Sqlite);
        var known = scene.Host.Get<KnownSessions>();
        Guid undecided;
        await using (var database = scene.Host.OpenDatabase())
        {
            var session = await database.SitAsync("s-2");
            await database.FlagAsync(session);
            undecided = session.Id;
        }

        Assert.Equal(ReviewOutcome.NotThere, await known.MarkAsync(scene.Rita, scene.SessionId, forAll: true, Cancellation));
        Assert.Null(await known.FindAsync(scene.Rita, scene.SessionId, Cancellation));
        Assert.Equal(ReviewOutcome.NotOver, await known.MarkAsync(scene.Ada, undecided, forAll: true, Cancellation));
        Assert.Equal(0, (await known.FindAsync(scene.Ada, undecided, Cancellation))!.Flags);
    }

    [Fact]
    public async Task Rights_are_part_of_each_query()
    {
        await using var scene = await CalibrationScene.CreateAsync(DatabaseKind.Sqlite);
        var (calibrations, known) = (scene.Host.Get<Calibrations>(), scene.Host.Get<KnownSessions>());
        await known.MarkAsync(scene.Ada, scene.SessionId, forAll: false, Cancellation);
        var flag = scene.Flags[0];
        await using (var database = scene.Host.OpenDatabase())
        {
            // The exam is now restricted to the two reviewers of the session.
            foreach (var reviewer in new[] { scene.Rita, scene.Omar })
                database.Add(new ExamReviewer { ExamName = "Anatomy", UserId = reviewer.UserId!.Value });
            await database.SaveChangesAsync(Cancellation);
        }

        Assert.Null(await calibrations.FindAsync(scene.Nina, scene.SessionId, Cancellation));
        Assert.Equal(ReviewOutcome.NotThere, await Decide(scene.Nina, flag));
        // Released for all: only the known flags, and still not for an auditor or a reviewer of the session.
        await known.UnmarkAsync(scene.Ada, scene.SessionId, Cancellation);
        await known.MarkAsync(scene.Ada, scene.SessionId, forAll: true, Cancellation);
        Assert.NotNull(await calibrations.FindAsync(scene.Nina, scene.SessionId, Cancellation));
        Assert.Null(await calibrations.FindAsync(scene.Rita, scene.SessionId, Cancellation));
        Assert.Equal(ReviewOutcome.NotThere, await Decide(scene.Rita, flag));
        Assert.Equal(ReviewOutcome.NotThere, await Decide(scene.Nina with { Roles = [StaffRoles.Auditor] }, flag));
        Assert.Equal(ReviewOutcome.NotThere, await Decide(scene.Nina, scene.Flags[2]));
        Assert.Empty(await calibrations.ListAsync(scene.Omar, Cancellation));
        Assert.Equal(ReviewOutcome.Done, await Decide(scene.Nina, flag));
        Assert.Equal(ReviewOutcome.Done, await Decide(scene.Nina, scene.Flags[1]));
        // A reviewer sees only the own agreement.
        Assert.Single(await calibrations.ReviewersAsync(scene.Nina, Cancellation));
        Assert.Empty(await calibrations.ReviewersAsync(scene.Rita, Cancellation));
        Assert.Empty(await calibrations.ReviewersAsync(scene.Nina with { Roles = [StaffRoles.Proctor] }, Cancellation));

        Task<ReviewOutcome> Decide(StaffViewer viewer, Guid violation) =>
            calibrations.DecideAsync(viewer, scene.SessionId, violation, Decision.Confirmed, Cancellation);
    }

    [Fact]
    public async Task Erased_evidence_a_removed_session_and_an_unmarked_one_leave_nothing()
    {
        await using var scene = await CalibrationScene.CreateAsync(DatabaseKind.Sqlite);
        var known = scene.Host.Get<KnownSessions>();
        await MarkAndDecideAsync();
        await known.UnmarkAsync(scene.Ada, scene.SessionId, Cancellation);
        Assert.Equal((0, 0, 0), await CountAsync());

        await MarkAndDecideAsync();
        await using (var database = scene.Host.OpenDatabase())
        {
            var violation = await database.Violations.SingleAsync(row => row.Id == scene.Flags[0], Cancellation);
            await database.PictureAsync(scene.Host.Get<IEvidenceStore>(), violation, TestFaces.Both);
            DataRemoval removal = new(database, DeletionCause.Retention, "a test", scene.Host.Now);
            await removal.RemoveEvidenceAsync([scene.SessionId], _ => true, Cancellation);
            await database.SaveChangesAsync(Cancellation);
        }

        Assert.Equal((0, 0, 0), await CountAsync());
        await MarkAndDecideAsync();
        await using (var database = scene.Host.OpenDatabase())
        {
            var session = await database.Sessions.SingleAsync(row => row.Id == scene.SessionId, Cancellation);
            await SessionRemoval.RemoveAsync(database, session, Cancellation);
        }

        Assert.Equal((0, 0, 0), await CountAsync());

        async Task MarkAndDecideAsync()
        {
            Assert.Equal(ReviewOutcome.Done, await known.MarkAsync(scene.Ada, scene.SessionId, forAll: false, Cancellation));
            await scene
                .Host.Get<Calibrations>()
                .DecideAsync(scene.Nina, scene.SessionId, scene.Flags[0], Decision.Unsure, Cancellation);
            Assert.Equal((1, 2, 1), await CountAsync());
        }

        async Task<(int, int, int)> CountAsync()
        {
            await using var database = scene.Host.OpenDatabase();
            return (
                await database.KnownSessions.CountAsync(Cancellation),
                await database.KnownFlags.CountAsync(Cancellation),
                await database.CalibrationDecisions.CountAsync(Cancellation)
            );
        }
    }

    [Fact]
    public void A_share_needs_ten_decisions()
    {
        Assert.Null(new CalibrationAgreement("Nina", 9, 9).Share);
        Assert.Equal(0.9, new CalibrationAgreement("Nina", 9, 10).Share);
    }

    /// <summary>A session with a verdict: its reviewers agree on two of three flags. Nina has not reviewed it.</summary>
    sealed class CalibrationScene : IAsyncDisposable
    {
        public required CoreHost Host { get; init; }

        public required Guid SessionId { get; init; }

        public required List<Guid> Flags { get; init; }

        public required StaffViewer Ada { get; init; }

        public required StaffViewer Rita { get; init; }

        public required StaffViewer Omar { get; init; }

        public required StaffViewer Nina { get; init; }

        public static async Task<CalibrationScene> CreateAsync(DatabaseKind kind)
        {
            var host = await CoreHost.CreateAsync(kind);
            await using var database = host.OpenDatabase();
            var ada = await database.HireAsync("Ada", StaffRoles.Administrator);
            var rita = await database.HireAsync("Rita", StaffRoles.Reviewer);
            var omar = await database.HireAsync("Omar", StaffRoles.Reviewer);
            var nina = await database.HireAsync("Nina", StaffRoles.Reviewer);
            var session = await database.SitAsync("s-1");
            List<ProctoringViolation> flags =
            [
                await database.FlagAsync(session, "head_pose", at: 1),
                await database.FlagAsync(session, "object_detected", at: 2),
                await database.FlagAsync(session, "face_not_detected", at: 3),
            ];
            foreach (var reviewer in new[] { rita, omar })
            {
                await DecideAsync(reviewer, flags[0], Decision.Confirmed);
                await DecideAsync(reviewer, flags[1], Decision.Dismissed);
                await DecideAsync(reviewer, flags[2], reviewer == rita ? Decision.Confirmed : Decision.Unsure);
            }

            await host.Get<SessionVerdicts>()
                .GiveAnywayAsync(host.Get<CaseReader>(), rita, session.Id, Verdict.Violation, "A phone in the hand");
            return new CalibrationScene
            {
                Host = host,
                SessionId = session.Id,
                Flags = flags.ConvertAll(flag => flag.Id),
                Ada = ada,
                Rita = rita,
                Omar = omar,
                Nina = nina,
            };

            async Task DecideAsync(StaffViewer reviewer, ProctoringViolation flag, Decision decision)
            {
                database.Add(
                    new FlagDecision
                    {
                        Id = Guid.CreateVersion7(),
                        SessionId = session.Id,
                        ViolationId = flag.Id,
                        ReviewerId = reviewer.UserId!.Value,
                        Decision = decision,
                        Reason = decision == Decision.Dismissed ? "A shadow" : null,
                        DecidedAt = host.Now,
                    }
                );
                await database.SaveChangesAsync(Cancellation);
            }
        }

        /// <summary>The session's row, the length of its chain, and its standing decisions.</summary>
        public async Task<string> RecordAsync()
        {
            await using var database = Host.OpenDatabase();
            var session = await database.Sessions.AsNoTracking().SingleAsync(row => row.Id == SessionId, Cancellation);
            var head = await database.ChainHeads.AsNoTracking().SingleAsync(row => row.ChainId == SessionId, Cancellation);
            var decisions = await database.FlagDecisions.CountAsync(Cancellation);
            var proof = await Host.Get<ChainVerifier>().VerifyAsync(SessionId, Cancellation);
            return $"{session.Verdict} {session.ReviewOpenedAt:O} {head.Sequence} {head.Hash} {decisions} {proof.Intact}";
        }

        public ValueTask DisposeAsync() => Host.DisposeAsync();
    }
}
