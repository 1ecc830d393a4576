using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>The outcome of a review reaches the calling system, on each database.</summary>
public sealed class ExamReviewTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Decisions_and_the_verdict_are_in_the_result_and_can_be_filtered(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var (reviewed, other) = (await SubmitAsync(host, "a"), await SubmitAsync(host, "b"));
        await using var db = host.OpenDatabase();
        var rita = await db.HireAsync("Rita", StaffRoles.Reviewer);
        var results = host.Get<ExamResults>();
        var before = await results.FindAsync(ApiCaller.Anybody, reviewed.Number!.Value, default);
        var flags = await db
            .Violations.Where(row => row.SessionId == reviewed.Access.SessionId)
            .OrderBy(row => row.Type)
            .ToListAsync(TestContext.Current.CancellationToken);

        host.Clock.Advance(TimeSpan.FromHours(1));
        var opened = host.Now;
        await host.Get<FlagDecisions>()
            .DecideAsync(
                rita,
                reviewed.Access.SessionId,
                [flags.Single(flag => flag.Type == "tab_switch").Id],
                Decision.Dismissed,
                "x",
                default
            );
        await host.Get<SessionVerdicts>()
            .GiveAnywayAsync(host.Get<CaseReader>(), rita, reviewed.Access.SessionId, Verdict.Clear, "a wrong alarm");

        var after = await results.FindAsync(ApiCaller.Anybody, reviewed.Number.Value, default);
        var candidates = await results.FindAsync(ApiCaller.Candidate(reviewed.Access), reviewed.Number.Value, default);
        var shown = await results.ViolationsAsync(ApiCaller.Anybody, reviewed.Number.Value, null, null, 0, 10, default);
        Assert.Equal((ReviewStatus.NotReviewed, null), (before.Review.Status, before.Review.Verdict));
        Assert.Equal((ReviewStatus.Decided, Verdict.Clear), (after.Review.Status, after.Review.Verdict!.Value));
        Assert.Equal(["a wrong alarm"], after.Review.Notes);
        Assert.Equal(host.Now, after.Review.DecidedAt);
        // The candidate sees the verdict, not the reviewers' words for the institution.
        Assert.Equal((Verdict.Clear, 0), (candidates.Review.Verdict!.Value, candidates.Review.Notes.Count));
        Assert.All(shown.Items, item => Assert.Equal(item.Violation.Type == "tab_switch" ? Decision.Dismissed : null, item.Decision));

        await FindsAsync(new() { Reviewed = true }, reviewed);
        await FindsAsync(new() { Reviewed = false }, other);
        await FindsAsync(new() { Verdict = Verdict.Clear }, reviewed);
        await FindsAsync(new() { Verdict = Verdict.Violation });
        await FindsAsync(new() { UpdatedSince = opened }, reviewed);
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) });
        await ChangeAsync(host, other, session => session.RegradedAt = host.Now.AddHours(1));
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) }, other);
        await ChangeAsync(host, other, session => (session.RegradedAt, session.StartedAt) = (null, host.Now.AddHours(1)));
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) }, other);
        // The simulated verdict of a test exam.
        await ChangeAsync(host, other, session => (session.StartedAt, session.VerdictAt) = (null, host.Now.AddHours(1)));
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) }, other);
        await ChangeAsync(host, other, session => session.VerdictAt = null);
        db.Add(new TimeChange { SessionId = other.Access.SessionId, ChangedAt = host.Now.AddHours(1), EndsAt = host.Now.AddHours(2) });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) }, other);
        db.Add(await ErasureOfAsync(db, reviewed, host.Now.AddHours(1)));
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        await FindsAsync(new() { UpdatedSince = opened.AddHours(1) }, other, reviewed);
        await FindsAsync(new() { Order = ExamOrder.OldestFirst }, reviewed, other);
        await FindsAsync(new() { Order = ExamOrder.LastFinishedFirst }, other, reviewed);
        await FindsAsync(new() { Order = ExamOrder.HighestRiskFirst, PageSize = 1 }, reviewed);
        var open = await StartAsync(host, "c");
        await FindsAsync(new() { Order = ExamOrder.LastFinishedFirst }, other, reviewed, open);
        await FindsAsync(new() { Order = ExamOrder.FirstFinishedFirst }, reviewed, other, open);
        await FindsAsync(new() { Order = ExamOrder.HighestRiskFirst }, reviewed, other, open);
        await FindsAsync(new() { Order = ExamOrder.HighestScoreFirst }, other, reviewed, open);
        await FindsAsync(new() { Order = ExamOrder.LowestScoreFirst }, reviewed, other, open);

        async Task FindsAsync(ExamFilter filter, params OpenedSession[] expected)
        {
            var listed = await results.ListAsync(ApiCaller.Anybody, filter, default);
            Assert.Equal(expected.Select(exam => exam.Number!.Value), listed.Items.Select(exam => exam.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_withdrawn_simulated_verdict_is_a_change(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var cancellation = TestContext.Current.CancellationToken;
        var limits = ApiKeyLimits.None with { IsTest = true };
        var (key, _) = await host.Get<ApiKeyStore>()
            .CreateAsync("test", ApiScopes.Usual, null, null, limits, StaffViewer.Console, cancellation);
        var caller = ApiCaller.Key(key.Id, key.OwnerId, ApiScopes.Usual) with { Limits = limits };
        var number = (await StartAsync(host, "a", caller)).Number!.Value;
        await host.Get<ExamSubmission>().SubmitAsync(caller, new SessionName(number, null), 5, [], cancellation);
        await host.Get<TestReviews>().DecideAsync(caller, number, Verdict.Violation, cancellation);
        host.Clock.Advance(TimeSpan.FromHours(1));
        var since = host.Now;
        Assert.Empty((await host.Get<ExamResults>().ListAsync(caller, new() { UpdatedSince = since }, cancellation)).Items);

        await host.Get<TestReviews>().DecideAsync(caller, number, null, cancellation);

        var listed = await host.Get<ExamResults>().ListAsync(caller, new() { UpdatedSince = since }, cancellation);
        var exam = Assert.Single(listed.Items);
        Assert.Equal((number, ReviewStatus.NotReviewed), (exam.Id, exam.Review.Status));
        Assert.Equal((null, null), (exam.Review.Verdict, exam.Review.DecidedAt));
    }

    static async Task<ErasureReceipt> ErasureOfAsync(ProctoringDb db, OpenedSession opened, DateTime at)
    {
        var student = await db.Students.SingleAsync(row => row.Number == opened.StudentNumber);
        return new ErasureReceipt
        {
            Id = Guid.CreateVersion7(),
            OwnerId = student.OwnerId,
            StudentNumber = student.Number,
            ErasedAt = at,
        };
    }

    static async Task ChangeAsync(CoreHost host, OpenedSession opened, Action<ProctoringSession> change)
    {
        await using var db = host.OpenDatabase();
        change(await db.Sessions.SingleAsync(row => row.Id == opened.Access.SessionId));
        await db.SaveChangesAsync();
    }

    static Task<OpenedSession> StartAsync(CoreHost host, string student, ApiCaller? caller = null) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                caller ?? ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName(student, null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                },
                CancellationToken.None
            );

    static async Task<OpenedSession> SubmitAsync(CoreHost host, string student)
    {
        var opened = await StartAsync(host, student);
        host.Clock.Advance(TimeSpan.FromMinutes(5));
        await host.Get<ExamSubmission>()
            .SubmitAsync(
                ApiCaller.Anybody,
                new SessionName(opened.Number, null),
                5,
                [new ReportedEvent { Type = "TAB_SWITCH", Times = student == "a" ? 9 : 1 }],
                CancellationToken.None
            );
        return opened;
    }
}
