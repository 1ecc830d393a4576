using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Reports;
using Proctoring.Core.Reviews;
using Proctoring.Core.Sessions;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Staff;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Sessions end when their time or their right is up, also many at once and although one of them fails.</summary>
public sealed class OverdueSessionsTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task An_exam_of_a_host_that_was_never_opened_expires_with_a_report_also_after_a_restart(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var never = await host.OpenHostedAsync();
        var watched = await host.OpenHostedAsync(student: "user_2def");
        await using (var db = host.OpenDatabase())
            await db
                .Sessions.Where(row => row.Id == watched.Access.SessionId)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.FramesRead, 100).SetProperty(row => row.LastWatchedAt, host.Now.AddMinutes(30)),
                    Cancellation
                );
        var expires = never.ExpiresAt!.Value;

        host.Clock.Advance(expires - host.Now - TimeSpan.FromSeconds(1));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(SessionStatus.Preparing, (await SessionAsync(host, never.Access)).Status);
        await host.CrashAndRestartAsync(away: TimeSpan.FromHours(3));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        foreach (var opened in new[] { never, watched })
        {
            var session = await SessionAsync(host, opened.Access);
            Assert.Equal((SessionStatus.Expired, expires, null), (session.Status, session.FinishedAt, session.Score));
            Assert.True(session.RiskScore > 0);
            Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(session.Id, default)).Broken);
            var report = await host.Get<ReportReader>().FindAsync(opened.Access, default);
            Assert.Equal((true, false, false, null), (report!.Expired, report.TimedOut, report.EndedByOthers, report.Score));
            Assert.Equal("not_watched", Assert.Single(report.Violations).Type);
        }

        // The host knows the result of its own questions, and reports it late.
        var name = new SessionName(never.Number, null);
        Assert.Equal(
            SessionStatus.Expired,
            (await host.Get<ExamResults>().FindAsync(ApiCaller.Anybody, never.Number!.Value, default)).Status
        );
        Assert.Equal(40m, (await host.Get<ExamSubmission>().SubmitAsync(ApiCaller.Anybody, name, 4, [], default)).Score);
        Assert.Equal(40m, (await host.Get<ReportReader>().FindAsync(never.Access, default))!.Score);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_result_that_comes_right_after_the_right_expired_is_taken(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await host.OpenHostedAsync();
        host.Clock.Advance(opened.ExpiresAt!.Value - host.Now + TimeSpan.FromMilliseconds(500));

        // The deadlines have not been checked yet.
        var submitted = await host.Get<ExamSubmission>()
            .SubmitAsync(ApiCaller.Anybody, new SessionName(opened.Number, null), 7, [], default);

        Assert.Equal(70m, submitted.Score);
        Assert.Equal(SessionStatus.Expired, (await SessionAsync(host, opened.Access)).Status);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_of_our_pages_that_never_began_expires_without_solutions_and_waits_for_no_reviewer(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        var created = host.Now;

        host.Clock.Advance(TimeSpan.FromHours(4));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        var session = await SessionAsync(host, access);
        Assert.Equal((SessionStatus.Expired, created.AddHours(4)), (session.Status, session.FinishedAt));
        Assert.True((await host.Get<SessionOpener>().FindAsync(access, default))!.Finished);
        Assert.Equal(SessionStatus.Expired, (await host.Get<SessionOpener>().StartAsync(access, default))!.Status);
        var report = await host.Get<ReportReader>().FindAsync(access, default);
        Assert.Empty(report!.Answers);
        Assert.Empty(report.Violations);
        await using var db = host.OpenDatabase();
        var reviewer = await db.HireAsync("Rea", StaffRoles.Reviewer);
        Assert.Empty((await host.Get<ReviewQueue>().ReadAsync(reviewer, QueueScope.All, new SessionFilter(), 0, default)).Rows);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_starts_at_the_last_moment_does_not_expire_and_its_right_outlasts_its_deadline(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var opened = await host.OpenHostedAsync(minutes: 200);
        var expires = opened.ExpiresAt!.Value;
        host.Clock.Advance(expires - host.Now - TimeSpan.FromSeconds(1));
        await host.BeginHostedAsync(opened);
        var ends = (await SessionAsync(host, opened.Access)).EndsAt!.Value;
        Assert.Equal(host.Now.AddMinutes(200), ends);

        host.Clock.Advance(TimeSpan.FromSeconds(10));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        Assert.Equal(SessionStatus.Running, (await SessionAsync(host, opened.Access)).Status);
        Assert.Equal(ends.AddHours(1), (await SessionAsync(host, opened.Access)).ExpiresAt);
        Assert.Equal(
            ends.AddHours(1),
            (await host.Get<ExamResults>().FindAsync(ApiCaller.Anybody, opened.Number!.Value, default)).ExpiresAt
        );

        // More time extends the right with it.
        await using (var db = host.OpenDatabase())
        {
            // The server that monitors the session writes to it at the same time.
            await using var transaction = await db.Database.BeginTransactionAsync(Cancellation);
            await db.LockAsync(opened.Access.SessionId, Cancellation);
            (await db.Sessions.SingleAsync(Cancellation)).EndAt(ends.AddHours(3));
            await db.SaveChangesAsync(Cancellation);
            await transaction.CommitAsync(Cancellation);
        }

        host.Clock.Advance(ends.AddHours(2.9) - host.Now);
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(SessionStatus.Running, (await SessionAsync(host, opened.Access)).Status);
        Assert.NotNull(await host.Get<CallerLookup>().ByTokenAsync(opened.Access.Bearer, default));
        Assert.Equal(ends.AddHours(4), (await SessionAsync(host, opened.Access)).ExpiresAt);
        Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(opened.Access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task The_right_to_a_long_exam_of_ours_covers_its_time(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        await using (var db = host.OpenDatabase())
        {
            // A database may not know the small letter of É.
            foreach (var (slug, title) in new[] { ("long", "Long exam"), ("economie", "Économie générale") })
                db.Add(
                    new Exam
                    {
                        Slug = slug,
                        Title = title,
                        Description = "",
                        Minutes = 400,
                    }
                );
            await db.SaveChangesAsync(Cancellation);
        }

        var opened = await host.OpenHostedAsync(exam: "long");

        Assert.Equal(host.Now.AddMinutes(460), opened.ExpiresAt);
        Assert.Equal(host.Now.AddMinutes(460), (await host.OpenHostedAsync(exam: "Économie générale")).ExpiresAt);
        Assert.Equal(host.Now.AddHours(4), (await host.OpenHostedAsync()).ExpiresAt);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_session_that_cannot_be_read_stops_no_other_and_is_tried_ever_more_rarely(DatabaseKind kind)
    {
        var log = new CapturedLog();
        await using var host = await CoreHost.CreateAsync(kind, log.AddTo);
        var poison = await host.StartSessionAsync();
        await host.Get<LiveSessions>().StopAllAsync(default);
        await using (var db = host.OpenDatabase())
            await db.Sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.Accommodations, "{ not JSON"), Cancellation);
        await host.CrashAndRestartAsync(away: TimeSpan.FromSeconds(1));
        Assert.Null(host.Get<LiveSessions>().Find(poison.SessionId));
        Assert.Equal(1, host.Get<FailedSessions>().Count);

        // A healthy one starts beside it, and both are overdue.
        var healthy = await host.StartSessionAsync();
        host.Clock.Advance(TimeSpan.FromMinutes(21));
        for (var look = 0; look < 600; look++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(2));
            await host.Get<UnmonitoredSessions>().OpenAllAsync(default);
            await host.Get<SessionCloser>().CloseOverdueAsync(default);
            if (look == 0)
                Assert.Equal(SessionStatus.TimedOut, (await SessionAsync(host, healthy)).Status);
        }

        // Twenty minutes: after 2, 4, 8 … 512 s, and then every ten minutes; for the opening and for the end.
        var tries = log.Lines.Count(line =>
            line.Contains("failed", StringComparison.Ordinal) && line.Contains("time(s)", StringComparison.Ordinal)
        );
        Assert.InRange(tries, 10, 26);
        Assert.Equal(1, host.Get<FailedSessions>().Count);

        await using (var db = host.OpenDatabase())
            await db
                .Sessions.Where(row => row.Id == poison.SessionId)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Accommodations, (string?)null), Cancellation);
        host.Clock.Advance(TimeSpan.FromMinutes(10));
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        await host.Get<UnmonitoredSessions>().OpenAllAsync(default);
        Assert.Equal(SessionStatus.TimedOut, (await SessionAsync(host, poison)).Status);
        Assert.Equal(0, host.Get<FailedSessions>().Count);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_class_larger_than_one_reading_ends_in_the_order_of_its_deadlines(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        List<SessionAccess> sessions = [];
        for (var student = 0; student < OverdueSessions.AtOnce + 3; student++)
        {
            sessions.Add(await host.StartSessionAsync(proctored: false));
            host.Clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        host.Clock.Advance(TimeSpan.FromMinutes(21));
        await using var db = host.OpenDatabase();
        var overdue = host.Get<OverdueSessions>();
        var first = await overdue.ReadAsync(db, host.Now, [], Cancellation);
        var next = await overdue.ReadAsync(db, host.Now, first.ConvertAll(session => session.Id), Cancellation);
        Assert.Equal(sessions.ConvertAll(access => access.SessionId), [.. first.Concat(next).Select(session => session.Id)]);
        Assert.Equal(OverdueSessions.AtOnce, first.Count);

        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        Assert.Equal(sessions.Count, await db.Sessions.CountAsync(row => row.Status == SessionStatus.TimedOut, Cancellation));
    }

    [Fact]
    public async Task On_PostgreSQL_a_session_that_another_server_is_ending_is_left_to_it()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Postgres);
        var ending = await host.StartSessionAsync(proctored: false);
        var other = await host.StartSessionAsync(proctored: false);
        host.Clock.Advance(TimeSpan.FromMinutes(21));
        await using var theirs = host.OpenDatabase();
        await using var transaction = await theirs.Database.BeginTransactionAsync(Cancellation);
        await theirs.LockAsync(ending.SessionId, Cancellation);

        // It neither waits for that transaction nor ends the session a second time.
        await host.Get<SessionCloser>().CloseOverdueAsync(default);

        Assert.Equal(SessionStatus.Running, (await SessionAsync(host, ending)).Status);
        Assert.Equal(SessionStatus.TimedOut, (await SessionAsync(host, other)).Status);
        await transaction.RollbackAsync(Cancellation);
        await host.Get<SessionCloser>().CloseOverdueAsync(default);
        Assert.Equal(SessionStatus.TimedOut, (await SessionAsync(host, ending)).Status);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_later_deadline_in_the_database_reaches_the_session_in_memory(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.StartSessionAsync();
        var ends = host.Live(access).EndsAt;
        await using (var db = host.OpenDatabase())
        {
            (await db.Sessions.SingleAsync(Cancellation)).EndAt(ends.AddMinutes(10));
            await db.SaveChangesAsync(Cancellation);
        }

        await host.ShowAsync(access, Scene.OneFace, 6);
        await host.StoredAsync(access);

        Assert.Equal(ends.AddMinutes(10), host.Live(access).EndsAt);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_class_ends_together(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        List<SessionAccess> sessions = [];
        for (var student = 0; student < 6; student++)
            sessions.Add(await host.StartSessionAsync(proctored: false));
        host.Clock.Advance(TimeSpan.FromMinutes(21));

        // The list of sessions is read first; then all of them wait for the database at the same time.
        var list = host.Databases.HoldNext();
        var closing = host.Get<SessionCloser>().CloseOverdueAsync(default);
        var hang = host.Databases.Hang = new TaskCompletionSource();
        list.SetResult();
        await host.Databases.HangingAsync(sessions.Count);
        host.Databases.Hang = null;
        hang.SetResult();
        await closing;

        foreach (var access in sessions)
            Assert.Equal(SessionStatus.TimedOut, (await SessionAsync(host, access)).Status);
        await using var db = host.OpenDatabase();
        Assert.Equal(sessions.Count, await db.Reports.CountAsync(Cancellation));
        foreach (var access in sessions)
            Assert.Null((await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default)).Broken);
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_stop_that_takes_too_long_names_what_was_not_finished(DatabaseKind kind)
    {
        var log = new CapturedLog();
        await using var host = await CoreHost.CreateAsync(kind, log.AddTo);
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        await host.AnalyzedAsync(access);
        var hang = host.Databases.Hang = new TaskCompletionSource();
        using var patience = new CancellationTokenSource();

        var stopping = host.Get<LiveSessions>().StopAllAsync(patience.Token);
        await host.Databases.HangingAsync(1);
        await patience.CancelAsync();
        await stopping;

        Assert.Contains(log.Lines, line => line.Contains($"{access.SessionId} was not stored completely", StringComparison.Ordinal));
        // The write continues: nothing is lost if the database answers after all.
        host.Databases.Hang = null;
        hang.SetResult();
        await host.Get<LiveSessions>().StopAllAsync(default);
        using (await host.Get<LiveSessions>().StopAsync(access.SessionId))
        {
            await using var db = host.OpenDatabase();
            Assert.Equal("multiple_faces_detected", (await db.Violations.SingleAsync(Cancellation)).Type);
        }
    }

    static async Task<ProctoringSession> SessionAsync(CoreHost host, SessionAccess access)
    {
        await using var db = host.OpenDatabase();
        return await db.Sessions.AsNoTracking().SingleAsync(row => row.Id == access.SessionId, Cancellation);
    }
}
