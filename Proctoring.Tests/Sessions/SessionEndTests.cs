using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Nothing is recorded after the end of a session, on each database.</summary>
public sealed class SessionEndTests
{
    static readonly TimeSpan ExamTime = TimeSpan.FromMinutes(20);

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Nothing_that_comes_after_the_deadline_is_taken_or_recorded(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var question = (await host.Get<SessionOpener>().QuestionsAsync(access, default))[0];
        host.Clock.Advance(ExamTime - TimeSpan.FromSeconds(20));
        await host.ShowAsync(access, Scene.TwoFaces, 20);
        var ends = host.Now;
        Assert.Equal(ends, host.Live(access).EndsAt);
        await host.AnalyzedAsync(access);
        var read = host.Live(access).FramesRead;

        // The monitor ends it only after the grace for answers that were on their way.
        for (var second = 0; second < 4; second++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            var live = host.Live(access);
            Assert.Equal(Refusal.NotRunning, live.TakeFrame("test", ScriptedFrameReader.Frame(Scene.NoFace)));
            Assert.Equal(Refusal.NotRunning, live.TakeSound("test", ScriptedVoice.Piece(Heard.Speech)));
            Assert.Equal(
                Refusal.NotRunning,
                live.TakeSignal("test", new PageSignal("test", 1000 + second, null, new BrowserAct(BrowserActs.Paste)))
            );
            var answer = await host.Get<AnswerStore>().KeepAsync(access, question.Id, 1, default);
            Assert.Equal(second < 3 ? AnswerOutcome.Stored : AnswerOutcome.Closed, answer);
        }

        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        await AssertEndedAsync(host, access, ends);
        await using var db = host.OpenDatabase();
        Assert.Equal(read, (await db.Sessions.SingleAsync(Cancellation)).FramesRead);
        var flag = await db.Violations.SingleAsync(row => row.Type == "multiple_faces_detected", Cancellation);
        Assert.Equal(ends, flag.EndedAt);
        Assert.DoesNotContain(await db.Violations.ToListAsync(Cancellation), row => row.Type == "paste_attempt");
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_server_that_comes_back_hours_later_records_nothing_after_the_deadline(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var ends = (await host.Get<SessionOpener>().FindAsync(access, default))!.EndsAt!.Value;
        await host.ShowAsync(access, Scene.NoFace, 12);
        await host.StoredAsync(access);

        await host.CrashAndRestartAsync(away: TimeSpan.FromHours(5));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        await AssertEndedAsync(host, access, ends);
        var report = await host.Get<ReportReader>().FindAsync(access, default);
        var gap = Assert.Single(report!.Violations, violation => violation.Type == "monitoring_degraded");
        Assert.Equal(ends, gap.EndedAt);
        Assert.InRange(gap.Duration, ExamTime - TimeSpan.FromSeconds(20), ExamTime);
        Assert.All(report.Gaps, span => Assert.True(span.BeganAt + span.Duration <= ends));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task What_reaches_the_record_after_the_end_is_dropped_with_a_log_line(DatabaseKind kind)
    {
        var log = new CapturedLog();
        await using var host = await CoreHost.CreateAsync(kind, log.AddTo);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 5);
        var journal = host.Get<SessionJournals>().Find(access.SessionId)!;
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        var finished = (await SessionAsync(host, access)).FinishedAt!.Value;
        var files = await FilesAsync(host, access);

        // A flag with its picture, a stretch of observations and a signal of the page, too late.
        var span = ViolationNote.Of(new CameraLostRule(), Guid.CreateVersion7(), finished.AddSeconds(1), finished.AddSeconds(2), "late");
        var flag = new FlagRecord(span, finished.AddSeconds(2))
        {
            Picture = EvidenceFile.Create(ScriptedFrameReader.Frame(Scene.NoFace), "image/jpeg", finished.AddSeconds(1)),
        };
        var entry = new JournalEntry
        {
            Flags = [flag],
            Watched = new WatchMark(finished.AddSeconds(2), 1000, 1000),
            Pages = [new PageMark("late", 7)],
        };
        journal.Write(entry);
        await host.Get<ViolationRecorder>().WriteAsync(access.SessionId, [entry], null);

        await AssertEndedAsync(host, access, finished);
        await using var db = host.OpenDatabase();
        Assert.Empty(await db.Violations.ToListAsync(Cancellation));
        Assert.DoesNotContain(await db.CandidatePages.ToListAsync(Cancellation), page => page.PageId == "late");
        Assert.Equal(10, (await db.Sessions.SingleAsync(Cancellation)).FramesRead);
        Assert.Equal(files, await FilesAsync(host, access));
        Assert.Contains(log.Lines, line => line.Contains("came after its journal was closed", StringComparison.Ordinal));
        Assert.Contains(log.Lines, line => line.Contains("came after its end and were dropped", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_flag_that_outlasts_the_deadline_ends_with_it_and_one_that_begins_later_is_dropped(DatabaseKind kind)
    {
        var log = new CapturedLog();
        await using var host = await CoreHost.CreateAsync(kind, log.AddTo);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        var recorder = host.Get<ViolationRecorder>();

        ViolationSpan Span(int began, int ended) =>
            ViolationNote.Of(new CameraLostRule(), Guid.CreateVersion7(), ends.AddSeconds(began), ends.AddSeconds(ended), "late");
        await recorder.RecordAsync(access.SessionId, Span(-5, 5));
        await recorder.RecordAsync(
            access.SessionId,
            Span(1, 5),
            EvidenceFile.Create(ScriptedFrameReader.Frame(Scene.NoFace), "image/jpeg", ends.AddSeconds(1))
        );

        await using var db = host.OpenDatabase();
        var flag = Assert.Single(await db.Violations.ToListAsync(Cancellation));
        Assert.Equal((ends.AddSeconds(-5), ends), (flag.BeganAt, flag.EndedAt));
        Assert.Empty(await FilesAsync(host, access));
        Assert.Contains(log.Lines, line => line.Contains("began after its deadline and were dropped", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_event_that_is_reported_after_the_deadline_counts_until_the_end_and_not_after_it(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await host.OpenHostedAsync();
        await host.BeginHostedAsync(opened);
        var ends = (await SessionAsync(host, opened.Access)).EndsAt!.Value;
        host.Clock.Advance(ends - host.Now + TimeSpan.FromSeconds(2));
        var (events, name) = (host.Get<ReportedEvents>(), new SessionName(opened.Number, null));

        await events.RecordAsync(ApiCaller.Anybody, name, new ReportedEvent { Type = "context_menu" }, default);
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        var refused = await Assert.ThrowsAsync<CallRefusedException>(() =>
            events.RecordAsync(ApiCaller.Anybody, name, new ReportedEvent { Type = "context_menu" }, default)
        );

        Assert.Equal(CallRefusal.NotFound, refused.Refusal);
        await AssertEndedAsync(host, opened.Access, ends);
    }

    /// <summary>Compares every time on record with the end, and verifies the chain.</summary>
    static async Task AssertEndedAsync(CoreHost host, SessionAccess access, DateTime end)
    {
        var session = await SessionAsync(host, access);
        Assert.Equal(end, session.FinishedAt);
        Assert.True(session.LastWatchedAt <= end);
        await using var db = host.OpenDatabase();
        Assert.All(
            await db.Violations.Where(row => row.SessionId == access.SessionId).ToListAsync(Cancellation),
            flag => Assert.True(flag.BeganAt <= end && flag.EndedAt <= end, $"{flag.Type} ends at {flag.EndedAt:O}")
        );
        Assert.All(
            await db.EvidenceImages.Where(row => row.Violation!.SessionId == access.SessionId).ToListAsync(Cancellation),
            file => Assert.True(file.TakenAt <= end)
        );
        Assert.All(
            await db.ObservationChunks.Where(row => row.SessionId == access.SessionId).ToListAsync(Cancellation),
            chunk => Assert.True(chunk.ToAt <= end, $"observations until {chunk.ToAt:O}")
        );
        Assert.All(
            await db.Answers.Where(row => row.SessionId == access.SessionId).ToListAsync(Cancellation),
            answer => Assert.True(answer.AnsweredAt <= end)
        );
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    static async Task<ProctoringSession> SessionAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return await db.Sessions.AsNoTracking().SingleAsync(row => row.Id == access.SessionId, Cancellation);
    }

    static async Task<List<string>> FilesAsync(CoreHost host, SessionAccess access) =>
        [
            .. (await host.Get<IEvidenceStore>().KeysAsync(access.SessionId.ToString("N"), default))
                .Where(key => !key.Contains("/chain", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
