using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Integration;

/// <summary>Tests who may report a result, and until when, on each database.</summary>
public sealed class ExamSubmissionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static Task<OpenedSession> OpenAsync(CoreHost host, string exam) =>
        host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("user_2abc", null),
                    ExamName = exam,
                    TotalQuestions = 10,
                },
                CancellationToken.None
            );

    static async Task BeginAsync(CoreHost host, OpenedSession opened)
    {
        await host.Get<SessionOpener>().ConsentAsync(opened.Access, null, default);
        await using (var db = host.OpenDatabase())
        {
            var face = host.Get<FaceEncryption>().Lock(new Core.Vision.FaceEmbedding(new float[192], null));
            (await db.Sessions.SingleAsync(TestContext.Current.CancellationToken)).ReferenceFace = face;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await host.Get<SessionOpener>().StartAsync(opened.Access, default);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_token_cannot_submit_our_exam_before_its_questions_were_shown(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, DemoExam.Slug);
        var submission = host.Get<ExamSubmission>();

        var refused = await Assert.ThrowsAsync<CallRefusedException>(() =>
            submission.SubmitAsync(ApiCaller.Candidate(opened.Access), new SessionName(null, null), 12, [], default)
        );

        Assert.Equal(CallRefusal.NotAllowed, refused.Refusal);
        await using (var db = host.OpenDatabase())
        {
            var row = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((SessionStatus.Preparing, null), (row.Status, row.CorrectAnswers));
        }

        // The system that started it may submit: it can have asked the same questions in its own page.
        Assert.Equal(
            3,
            (await submission.SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 3, [], default)).CorrectAnswers
        );
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_token_ends_the_hosts_exam_and_only_the_host_sets_its_score(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        var (submission, candidate) = (host.Get<ExamSubmission>(), ApiCaller.Candidate(opened.Access));

        var ended = await submission.SubmitAsync(candidate, new SessionName(null, null), 10, [], default);
        Assert.Equal((null, null), (ended.Score, ended.CorrectAnswers));
        // Repeated with any number, the result stays the same.
        Assert.Null((await submission.SubmitAsync(candidate, new SessionName(null, null), 9, [], default)).Score);
        Assert.Null((await submission.SubmitAsync(candidate, new SessionName(null, null), null, [], default)).Score);
        var found = await host.Get<ExamResults>().FindAsync(candidate, opened.Number!.Value, default);
        Assert.Equal((SessionStatus.Submitted, null, null), (found.Status, found.Score, found.CorrectAnswers));

        var name = new SessionName(opened.Number, null);
        var missing = await Assert.ThrowsAsync<CallRefusedException>(() =>
            submission.SubmitAsync(ApiCaller.Anybody, name, null, [], default)
        );
        Assert.Equal("correct_answers is required", missing.Message);
        Assert.Equal(30m, (await submission.SubmitAsync(ApiCaller.Anybody, name, 3, [], default)).Score);
        Assert.Equal(30m, (await submission.SubmitAsync(candidate, new SessionName(null, null), 10, [], default)).Score);
        Assert.Equal(30m, (await host.Get<ReportReader>().FindAsync(opened.Access, default))!.Score);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(opened.Access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_long_exam_keeps_its_right_until_it_is_over(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await host.Get<ExamStarts>()
            .OpenAsync(
                ApiCaller.Anybody,
                new ExamStart
                {
                    Student = new StudentName("user_2abc", null),
                    ExamName = "Interview",
                    TotalQuestions = 10,
                    Minutes = 300,
                },
                default
            );
        await BeginAsync(host, opened);
        var (lookup, events) = (host.Get<CallerLookup>(), host.Get<ReportedEvents>());

        host.Clock.Advance(TimeSpan.FromMinutes(241));
        var candidate = await lookup.ByTokenAsync(opened.Access.Bearer, default);
        Assert.NotNull(candidate);
        Assert.True(
            (await events.RecordAsync(candidate, new SessionName(null, null), new ReportedEvent { Type = "context_menu" }, default)).Created
        );

        // Begun late, it may run longer than the right from its start.
        await using (var db = host.OpenDatabase())
            await db.Sessions.ExecuteUpdateAsync(
                set => set.SetProperty(row => row.EndsAt, host.Now.AddHours(9)),
                TestContext.Current.CancellationToken
            );
        host.Clock.Advance(TimeSpan.FromHours(8));
        Assert.NotNull(await lookup.ByTokenAsync(opened.Access.Bearer, default));
        Assert.Equal(
            7,
            (
                await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 7, [], default)
            ).CorrectAnswers
        );

        // For a while after the end the candidate's page can still read the result.
        host.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.NotNull(await lookup.ByTokenAsync(opened.Access.Bearer, default));
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Null(await lookup.ByTokenAsync(opened.Access.Bearer, default));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_client_event_id_blocks_an_event_of_the_submission(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        var (events, candidate, name) = (
            host.Get<ReportedEvents>(),
            ApiCaller.Candidate(opened.Access),
            new SessionName(opened.Number, null)
        );

        await events.RecordAsync(candidate, name, new ReportedEvent { Type = "context_menu", ClientEventId = "submitted-0" }, default);
        foreach (var own in new[] { "submission:0", "Submission:0" })
        {
            var refused = await Assert.ThrowsAsync<CallRefusedException>(() =>
                events.RecordAsync(candidate, name, new ReportedEvent { Type = "context_menu", ClientEventId = own }, default)
            );
            Assert.Equal(
                (CallRefusal.Invalid, "client_event_id may not begin with \"submission:\", as this server's own do"),
                (refused.Refusal, refused.Message)
            );
        }

        await host.Get<ExamSubmission>()
            .SubmitAsync(ApiCaller.Anybody, name, 7, [new ReportedEvent { Type = "multiple_faces_detected" }], default);

        var report = await host.Get<ReportReader>().FindAsync(opened.Access, default);
        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_that_ended_without_a_result_accepts_the_hosts_result_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        await BeginAsync(host, opened);
        Assert.True(await host.Get<SessionCloser>().EndAsync(opened.Access.SessionId, "fire alarm", StaffViewer.Console));

        var (results, name) = (host.Get<ExamResults>(), new SessionName(opened.Number, null));
        var untold = await results.FindAsync(ApiCaller.Anybody, opened.Number!.Value, default);
        Assert.Equal(
            (null, null, null),
            (untold.CorrectAnswers, untold.Score, (await results.ReportAsync(ApiCaller.Anybody, untold.Id, default))!.Score)
        );
        var submitted = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => Task.Run(() => host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 7, [], default)))
        );
        var other = await Assert.ThrowsAsync<CallRefusedException>(() =>
            host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 8, [], default)
        );

        Assert.All(submitted, one => Assert.Equal((7, 70m), (one.CorrectAnswers, one.Score)));
        Assert.Equal(CallRefusal.Conflict, other.Refusal);
        var result = await results.FindAsync(ApiCaller.Anybody, opened.Number.Value, default);
        var report = (await results.ReportAsync(ApiCaller.Anybody, result.Id, default))!;
        Assert.Equal(
            (SessionStatus.Ended, 70m, 7, 70m, "fire alarm"),
            (result.Status, result.Score, report.CorrectAnswers, report.Score, report.EndReason)
        );
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(result.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Events_that_come_with_the_hosts_result_are_on_record_although_the_exam_has_ended(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        var (submission, candidate) = (host.Get<ExamSubmission>(), ApiCaller.Candidate(opened.Access));
        var (own, name) = (new SessionName(null, null), new SessionName(opened.Number, null));
        ReportedEvent[] seen = [new() { Type = "multiple_faces_detected", At = host.Now.AddHours(1) }, new() { Type = "SAID_SOMETHING" }];
        // The candidate ends the exam first, so that the host's events come too late. A token adds nothing afterwards.
        Assert.Equal(0, (await submission.SubmitAsync(candidate, own, null, [], default)).Recorded);
        Assert.Equal(0, (await submission.SubmitAsync(candidate, own, null, seen, default)).Recorded);
        var before = await RiskAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(5));

        var submitted = await submission.SubmitAsync(ApiCaller.Anybody, name, 7, seen, default);
        var again = await submission.SubmitAsync(ApiCaller.Anybody, name, 7, seen, default);

        Assert.Equal((70m, 2, 2), (submitted.Score, submitted.Recorded, again.Recorded));
        var report = (await host.Get<ReportReader>().FindAsync(opened.Access, default))!;
        Assert.Equal(70m, report.Score);
        Assert.Equal(
            ["multiple_faces_detected", "other"],
            report.Violations.Select(violation => violation.Type).Where(type => type != "not_watched").Order()
        );
        Assert.All(report.Violations, violation => Assert.True(violation.BeganAt <= report.FinishedAt));
        var after = await RiskAsync();
        Assert.True(after > before, $"The risk was {before} and is {after}.");
        Assert.Equal(after, report.Risk?.Score);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(opened.Access.SessionId, default)).Broken);

        // The server counted the answers of this exam itself, so it takes no result and no events.
        var ours = await host.OpenHostedAsync(DemoExam.Slug, "user_3abc");
        await host.BeginHostedAsync(ours);
        await submission.SubmitAsync(ApiCaller.Candidate(ours.Access), own, null, [], default);
        Assert.Equal(0, (await submission.SubmitAsync(ApiCaller.Anybody, new SessionName(ours.Number, null), 3, seen, default)).Recorded);

        async Task<double?> RiskAsync()
        {
            await using var db = host.OpenDatabase();
            return (
                await db.Sessions.SingleAsync(row => row.Id == opened.Access.SessionId, TestContext.Current.CancellationToken)
            ).RiskScore;
        }
    }
}
