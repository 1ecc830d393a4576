using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>Exams with a time before which and after which a candidate cannot begin, on each database.</summary>
public sealed class PlannedExamTests
{
    static readonly TimeSpan Ahead = TimeSpan.FromDays(2);
    static readonly TimeSpan Window = TimeSpan.FromHours(3);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_begins_within_its_times_only(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        OpenedSession first = await ReadyAsync(host, "first"),
            second = await ReadyAsync(host, "second");

        var early = await StatusAfterStartAsync(host, first);
        host.Clock.Advance(Ahead);
        var inTime = await StatusAfterStartAsync(host, first);
        // A candidate who opened it in time may finish the checks.
        host.Clock.Advance(Window + ProctoringSession.ChecksAfterClosing + TimeSpan.FromMinutes(1));
        var late = await StatusAfterStartAsync(host, second);

        Assert.Equal((SessionStatus.Preparing, SessionStatus.Running, SessionStatus.Preparing), (early, inTime, late));
        Assert.True(second.ExpiresAt > host.Now);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_is_recorded_or_submitted_before_it_opens_and_the_time_before_is_no_gap(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "early");
        var caller = ApiCaller.Candidate(opened.Access);
        var report = new ReportedEvent { Type = "tab_switch" };

        var frame = await Assert.ThrowsAsync<CallRefusedException>(() => ShowAsync(host, opened));
        var reported = await Assert.ThrowsAsync<CallRefusedException>(() =>
            host.Get<ReportedEvents>().RecordAsync(caller, new SessionName(null, null), report, Cancellation)
        );
        var submitted = await Assert.ThrowsAsync<CallRefusedException>(() => SubmitAsync(host, opened));
        host.Clock.Advance(Ahead + TimeSpan.FromSeconds(10));
        await ShowAsync(host, opened);
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        await SubmitAsync(host, opened);

        Assert.Equal(
            [ErrorCodes.NoExamUnderWay, ErrorCodes.NoExamUnderWay, ErrorCodes.ExamNotOpen],
            [frame.Code, reported.Code, submitted.Code]
        );
        await using var db = host.OpenDatabase();
        Assert.Equal(0, await db.Violations.CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_candidate_who_never_comes_has_a_gap_from_the_opening_on()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await OpenAsync(host, "absent");
        var opens = host.Now + Ahead;

        host.Clock.Advance(opened.ExpiresAt!.Value - host.Now + TimeSpan.FromSeconds(1));
        await host.Get<SessionCloser>().CloseIfOverdueAsync(opened.Access.SessionId, Cancellation);

        await using var db = host.OpenDatabase();
        var gap = await db.Violations.SingleAsync(Cancellation);
        Assert.Equal(("not_watched", opens), (gap.Type, gap.BeganAt));
        // The days before the exam are not monitored time.
        var report = (await host.Get<ReportReader>().FindAsync(opened.Access, Cancellation))!;
        Assert.Equal(opens, report.StartedAt);
        Assert.All(report.Monitored, sensor => Assert.Equal(0, sensor.Share));
    }

    [Fact]
    public async Task An_absence_from_an_exam_of_our_pages_is_no_gap()
    {
        await using var host = await CoreHost.CreateAsync();
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("absent", null),
                    ExamName = "software-interview",
                    TotalQuestions = 1,
                    RequiresOurs = true,
                    NotBefore = host.Now + Ahead,
                },
                Cancellation
            );

        host.Clock.Advance(opened.ExpiresAt!.Value - host.Now + TimeSpan.FromSeconds(1));
        await host.Get<SessionCloser>().CloseIfOverdueAsync(opened.Access.SessionId, Cancellation);

        await using var db = host.OpenDatabase();
        Assert.Equal(SessionStatus.Expired, (await db.Sessions.SingleAsync(Cancellation)).Status);
        Assert.Equal(0, await db.Violations.CountAsync(Cancellation));
    }

    static Task<OpenedSession> OpenAsync(CoreHost host, string student) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName(student, null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                    NotBefore = host.Now + Ahead,
                    NotAfter = host.Now + Ahead + Window,
                },
                Cancellation
            );

    /// <summary>A candidate who has agreed and whose photo is taken.</summary>
    static async Task<OpenedSession> ReadyAsync(CoreHost host, string student)
    {
        var opened = await OpenAsync(host, student);
        await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, Cancellation);
        await using var db = host.OpenDatabase();
        var session = await db.Sessions.SingleAsync(row => row.Id == opened.Access.SessionId, Cancellation);
        session.ReferenceFace = host.Get<FaceEncryption>().Lock(new Core.Vision.FaceEmbedding(new float[192], null));
        await db.SaveChangesAsync(Cancellation);
        return opened;
    }

    static async Task<SessionStatus> StatusAfterStartAsync(CoreHost host, OpenedSession opened) =>
        (await host.Get<SessionOpener>().StartAsync(opened.Access, Cancellation))!.Status;

    static Task<AnalyzedFrame> ShowAsync(CoreHost host, OpenedSession opened) =>
        host.Get<FrameAnalysis>()
            .ReadAsync(
                ApiCaller.Anybody,
                new FrameOwner(true, opened.Number, null),
                ScriptedFrameReader.Frame(Scene.OneFace),
                _ => Task.FromResult<IDisposable>(new MemoryStream()),
                Cancellation
            );

    static Task<SubmittedExam> SubmitAsync(CoreHost host, OpenedSession opened) =>
        host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Candidate(opened.Access), new SessionName(null, null), null, [], Cancellation);
}
