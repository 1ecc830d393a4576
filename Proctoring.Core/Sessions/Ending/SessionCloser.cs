using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Ends a session, once: stops monitoring, computes the score, ends open flags, stores the report.</summary>
internal sealed partial class SessionCloser(
    IDbContextFactory<ProctoringDb> databases,
    LiveSessions live,
    SessionEpochs epochs,
    SessionFeed feed,
    ReportReader reports,
    OverdueSessions overdue,
    FailedSessions failures,
    RuleCatalog rules,
    TimeProvider time,
    ILogger<SessionCloser> log
)
{
    /// <summary>The number of sessions that end at the same time. A class shares its deadline, and an end mostly waits for the
    /// disk.</summary>
    const int AtOnce = 8;

    DateTime Now => time.GetUtcNow().UtcDateTime;

    /// <summary>Ends the session at its candidate's request. If it ended before, returns the stored report.</summary>
    /// <param name="access">The right to the session.</param>
    /// <param name="correctAnswers">The number of correct answers, if the questions are in another system; otherwise ignored.</param>
    /// <param name="cancellation">Stops waiting; the session is then either running or ended, nothing between.</param>
    /// <returns>The report; null if there is no running or ended session with this id and token.</returns>
    public async Task<ReportContent?> SubmitAsync(SessionAccess access, int? correctAnswers, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var endsAt = await database
            .Sessions.HeldBy(access)
            .Where(session => session.Status != SessionStatus.Preparing)
            .Select(session => session.EndsAt)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (endsAt is null)
            return null;
        var status = time.GetUtcNow().UtcDateTime < endsAt ? SessionStatus.Submitted : SessionStatus.TimedOut;
        await CloseAsync(access.SessionId, new SessionEnd(status, correctAnswers)).ConfigureAwait(false);
        return await reports.FindAsync(access, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a running session at the request of staff. The actor and the reason go into the audit log with the end
    /// itself.</summary>
    /// <returns>False if it was not running any longer.</returns>
    public async Task<bool> EndAsync(Guid sessionId, string reason, StaffViewer by)
    {
        await CloseAsync(sessionId, new SessionEnd(SessionStatus.Ended, By: new StaffEnd(reason, by))).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        return await database
            .Sessions.AnyAsync(session => session.Id == sessionId && session.Status == SessionStatus.Ended && session.EndReason == reason)
            .ConfigureAwait(false);
    }

    /// <summary>Ends a session at the request of the system that opened it, even if it never ran here. If it ended before, nothing
    /// changes.</summary>
    /// <param name="sessionId">The session, to which the caller has proved the right.</param>
    /// <param name="correctAnswers">The number of correct answers; null if the host has not reported it yet.</param>
    public Task SubmitForHostAsync(Guid sessionId, int? correctAnswers) =>
        CloseAsync(sessionId, new SessionEnd(SessionStatus.Submitted, correctAnswers, EvenPreparing: true));

    /// <summary>Cancels a session that has not started, at the request of the system that opened it. If it has started or ended, nothing
    /// changes.</summary>
    public Task CancelAsync(Guid sessionId, string reason) =>
        CloseAsync(sessionId, new SessionEnd(SessionStatus.Cancelled, HostReason: reason));

    /// <summary>Records the result of an ended session whose questions are in another system and whose result was not reported before:
    /// once, in the report too.</summary>
    public async Task AddResultAsync(Guid sessionId, int correctAnswers)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // Locks the session: of two results at once, one is the first.
        await database.LockAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        var session = await database.Sessions.SingleAsync(row => row.Id == sessionId).ConfigureAwait(false);
        // The answers to our own questions are counted here, once they were shown.
        if (session is not { CorrectAnswers: null, FinishedAt: not null } || session is { ExamId: not null, StartedAt: not null })
            return;
        Count(session, correctAnswers);
        var report = await database.Reports.SingleAsync(row => row.SessionId == sessionId).ConfigureAwait(false);
        var content = ReportReader.Parse(report.Content)! with { CorrectAnswers = session.CorrectAnswers, Score = session.Score };
        database.Entry(report).Property(row => row.Content).CurrentValue = JsonSerializer.Serialize(content, ReportReader.Json);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Ends all sessions whose time is up, several at once. One that fails does not stop the others and is tried again
    /// later.</summary>
    public async Task CloseOverdueAsync(CancellationToken cancellation)
    {
        List<(Guid Id, SessionStatus End)> due;
        do
        {
            due = await ReadOverdueAsync(cancellation).ConfigureAwait(false);
            await CloseAsync(due, cancellation).ConfigureAwait(false);
        } while (due.Count >= OverdueSessions.AtOnce);
    }

    async Task<List<(Guid Id, SessionStatus End)>> ReadOverdueAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var failed = failures.Of(SessionStep.End);
        if (failed.Count > 0)
            failures.Keep(SessionStep.End, await overdue.StillAsync(database, Now, failed, cancellation).ConfigureAwait(false));
        // A session that fails must not take the place of one that can end.
        List<Guid> waiting = [.. failed.Where(id => !failures.MayTry(id, SessionStep.End))];
        var found = await overdue.ReadAsync(database, Now, waiting, cancellation).ConfigureAwait(false);
        // This server's own sessions end also while their journals write, which locks their rows.
        var own = live.PastDeadline().Except(waiting).Except(found.ConvertAll(session => session.Id)).ToList();
        if (own.Count > 0)
            found.AddRange(
                from id in await overdue.StillAsync(database, Now, own, cancellation).ConfigureAwait(false)
                select (id, SessionStatus.TimedOut)
            );
        return found;
    }

    async Task CloseAsync(List<(Guid Id, SessionStatus End)> due, CancellationToken cancellation)
    {
        var begun = 0;
        try
        {
            await Parallel
                .ForEachAsync(
                    due,
                    new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                    async (session, _) =>
                    {
                        Interlocked.Increment(ref begun);
                        await TryCloseAsync(session.Id, session.End).ConfigureAwait(false);
                    }
                )
                .ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (begun < due.Count)
        {
            LogLeftForNextStart(due.Count - begun);
            throw;
        }
    }

    /// <summary>Ends a session if its time is up.</summary>
    public async Task CloseIfOverdueAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        if (await overdue.FindAsync(database, Now, sessionId, cancellation).ConfigureAwait(false) is { } end)
            await CloseAsync(sessionId, new SessionEnd(end)).ConfigureAwait(false);
    }

    async Task TryCloseAsync(Guid sessionId, SessionStatus end)
    {
        try
        {
            await CloseAsync(sessionId, new SessionEnd(end)).ConfigureAwait(false);
            failures.Succeeded(sessionId, SessionStep.End);
        }
        catch (Exception cause)
        {
            failures.Failed(sessionId, SessionStep.End, cause);
        }
    }

    /// <summary>Ends a session completely: a page that closes during the call must not leave it running unmonitored.</summary>
    async Task CloseAsync(Guid sessionId, SessionEnd end)
    {
        // First, so that everything is stored before the report is.
        using var stopped = await live.StopAsync(sessionId).ConfigureAwait(false);
        await WriteEndAsync(sessionId, stopped.Epoch, end, CancellationToken.None).ConfigureAwait(false);
    }

    async Task WriteEndAsync(Guid sessionId, long? epoch, SessionEnd end, CancellationToken cancellation)
    {
        var now = Now;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        // Of two simultaneous calls (the candidate and the timer), the first finds the session open and continues.
        await epochs.LockAsync(database, sessionId, epoch, cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.SingleOrDefaultAsync(
                row => row.Id == sessionId && (row.Status == SessionStatus.Running || row.Status == SessionStatus.Preparing),
                cancellation
            )
            .ConfigureAwait(false);
        if (session is null || !end.Fits(session.Status))
            return;
        // A session that a restarted server finds overdue ended at its deadline.
        var latest = overdue.LatestEnd(session);
        // It started, or got more time, after it was found overdue.
        if (end.Status is SessionStatus.Expired or SessionStatus.TimedOut && latest > now)
            return;
        // Loaded, changed and saved, so that the chain records it.
        session.FinishedAt = latest < now ? latest : now;
        // A server that still believes that it monitors the session writes nothing more.
        session.Epoch += epoch is null && session.Proctored ? 1 : 0;
        session.Status = end.Status;
        session.EndReason = end.By?.Reason ?? end.HostReason ?? session.EndReason;
        // Nothing that the server monitors counts after the end.
        if (session.LastWatchedAt > session.FinishedAt)
            session.LastWatchedAt = session.FinishedAt;

        // A flag that is still open was last confirmed when the server last saw the candidate.
        var lastSeen = session.LastWatchedAt ?? session.FinishedAt.Value;
        await ViolationRecorder.EndOpenAsync(database, sessionId, lastSeen, cancellation).ConfigureAwait(false);
        await ScoreAsync(database, session, end.CorrectAnswers, cancellation).ConfigureAwait(false);
        var content = await reports.ReadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        // A cancelled exam had nothing to monitor, so there is nothing to review.
        if (content.Risk is { } risk && end.Status != SessionStatus.Cancelled)
            session.RiskScore = risk.Score;
        if (end.By is { } by)
            database.Audit(by.Viewer, "session_ended", "the running session", now, sessionId, by.Reason);
        database.Add(
            new ProctoringReport
            {
                SessionId = sessionId,
                CreatedAt = now,
                Content = JsonSerializer.Serialize(content, ReportReader.Json),
            }
        );
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
        feed.Announce(sessionId, new FinishedNews(end.Status));
    }

    async Task ScoreAsync(ProctoringDb database, ProctoringSession session, int? correctAnswers, CancellationToken cancellation)
    {
        // We score our own questions; the host's number counts if they were never shown here.
        var correct =
            session is { ExamId: { } examId, Status: not (SessionStatus.Expired or SessionStatus.Cancelled) }
            && (session.StartedAt is not null || correctAnswers is null)
                ? await CountRightAsync(database, session.Id, examId, cancellation).ConfigureAwait(false)
                : correctAnswers;
        // A missing result is not a score of zero: the host may still report its number.
        if (correct is { } counted)
            Count(session, counted);
        if (session.Status != SessionStatus.Cancelled && GapNote.Of(session, rules) is { } note)
            ViolationRecorder.Add(database, session.Id, note);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Counts the correct answers, and stores with each the correct choice at that time: the exam may change later.</summary>
    static async Task<int> CountRightAsync(ProctoringDb database, Guid sessionId, int examId, CancellationToken cancellation)
    {
        var right = await database
            .Questions.Where(question => question.ExamId == examId)
            .ToDictionaryAsync(question => question.Id, question => question.RightChoice, cancellation)
            .ConfigureAwait(false);
        var answers = await database.Answers.Where(answer => answer.SessionId == sessionId).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var answer in answers)
            answer.RightChoice = right.TryGetValue(answer.QuestionId, out var choice) ? choice : null;
        return answers.Count(answer => answer.Choice == answer.RightChoice);
    }

    static void Count(ProctoringSession session, int correctAnswers)
    {
        var correct = Math.Clamp(correctAnswers, 0, session.TotalQuestions);
        session.CorrectAnswers = correct;
        session.Score =
            session.TotalQuestions == 0 ? 0 : Math.Round(100m * correct / session.TotalQuestions, 2, MidpointRounding.AwayFromZero);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} sessions are overdue and were not ended before the server stopped; the next start ends them")]
    partial void LogLeftForNextStart(int count);

    /// <summary>The way in which a session ends.</summary>
    /// <param name="Status">Its stage afterwards.</param>
    /// <param name="CorrectAnswers">The result that the host reports; null for none.</param>
    /// <param name="EvenPreparing">Whether it may end before it started here.</param>
    /// <param name="By">The member of staff who ends it; null for none.</param>
    /// <param name="HostReason">Why the host cancels it; null for none.</param>
    sealed record SessionEnd(
        SessionStatus Status,
        int? CorrectAnswers = null,
        bool EvenPreparing = false,
        StaffEnd? By = null,
        string? HostReason = null
    )
    {
        /// <summary>Returns whether a session of this stage can end in this way.</summary>
        public bool Fits(SessionStatus status) =>
            Status is SessionStatus.Expired or SessionStatus.Cancelled
                ? status == SessionStatus.Preparing
                : status == SessionStatus.Running || (EvenPreparing && status == SessionStatus.Preparing);
    }

    /// <summary>The member of staff who ends a session, and the reason.</summary>
    sealed record StaffEnd(string Reason, StaffViewer Viewer);
}
