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

/// <summary>Whose word is a result, and when it may come, on each database.</summary>
public sealed class ExamSubmissionTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static Task<OpenedSession> OpenAsync(CoreHost host, string exam) => host.Get<ExamStarts>().OpenAsync(
        ApiCaller.Anybody, new ExamStart { Student = new StudentName("user_2abc", null), ExamName = exam, TotalQuestions = 10 }, CancellationToken.None);

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_token_tells_no_result_of_our_own_questions_before_they_were_shown(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, DemoExam.Slug);
        var submission = host.Get<ExamSubmission>();

        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => submission.SubmitAsync(ApiCaller.Candidate(opened.Access), new SessionName(null, null), 12, [], default));

        Assert.Equal(CallRefusal.NotAllowed, refused.Refusal);
        await using (var db = host.OpenDatabase())
        {
            var row = await db.Sessions.SingleAsync(TestContext.Current.CancellationToken);
            Assert.Equal((SessionStatus.Preparing, null), (row.Status, row.CorrectAnswers));
        }

        // The system that started it may: it can have asked the same questions in a page of its own.
        Assert.Equal(3, (await submission.SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 3, [], default)).CorrectAnswers);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task No_id_that_a_candidate_reports_keeps_away_what_comes_with_the_result(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        var (events, candidate, name) = (host.Get<ReportedEvents>(), ApiCaller.Candidate(opened.Access), new SessionName(opened.Number, null));

        await events.RecordAsync(candidate, name, new ReportedEvent { Type = "context_menu", ClientEventId = "submitted-0" }, default);
        foreach (var own in new[] { "submission:0", "Submission:0" })
        {
            var refused = await Assert.ThrowsAsync<CallRefusedException>(
                () => events.RecordAsync(candidate, name, new ReportedEvent { Type = "context_menu", ClientEventId = own }, default));
            Assert.Equal((CallRefusal.Invalid, "client_event_id may not begin with \"submission:\", as this server's own do"), (refused.Refusal, refused.Message));
        }

        await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 7, [new ReportedEvent { Type = "multiple_faces_detected" }], default);

        var report = await host.Get<ReportReader>().FindAsync(opened.Access, default);
        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_end_without_a_result_waits_for_the_hosts_and_takes_it_once(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await OpenAsync(host, "Interview");
        await host.Get<SessionOpener>().ConsentAsync(opened.Access, default);
        await using (var db = host.OpenDatabase())
        {
            var face = host.Get<FaceEncryption>().Lock(new Core.Vision.FaceEmbedding(new float[192], null));
            (await db.Sessions.SingleAsync(TestContext.Current.CancellationToken)).ReferenceFace = face;
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }

        await host.Get<SessionOpener>().StartAsync(opened.Access, default);
        Assert.True(await host.Get<SessionCloser>().EndAsync(opened.Access.SessionId, "fire alarm", StaffViewer.Console));

        var (results, name) = (host.Get<ExamResults>(), new SessionName(opened.Number, null));
        var untold = await results.FindAsync(ApiCaller.Anybody, opened.Number!.Value, default);
        Assert.Equal((null, null, null), (untold.CorrectAnswers, untold.Score, (await results.ReportAsync(untold.SessionId, default))!.Score));
        var submitted = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 7, [], default))));
        var other = await Assert.ThrowsAsync<CallRefusedException>(() => host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 8, [], default));

        Assert.All(submitted, one => Assert.Equal((7, 70m), (one.CorrectAnswers, one.Score)));
        Assert.Equal(CallRefusal.Conflict, other.Refusal);
        var told = await results.FindAsync(ApiCaller.Anybody, opened.Number.Value, default);
        var report = (await results.ReportAsync(told.SessionId, default))!;
        Assert.Equal((SessionStatus.Ended, 70m, 7, 70m, "fire alarm"), (told.Status, told.Score, report.CorrectAnswers, report.Score, report.EndReason));
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(told.SessionId, default)).Broken);
    }
}
