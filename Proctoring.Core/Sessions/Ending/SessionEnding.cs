using System.Text.Json;
using Microsoft.EntityFrameworkCore;
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
internal sealed class SessionEnding(
    IDbContextFactory<ProctoringDb> databases,
    LiveSessions live,
    SessionEpochs epochs,
    SessionFeed feed,
    ReportReader reports,
    OverdueSessions overdue,
    AnsweringNote answering,
    RuleCatalog rules,
    TimeProvider time
)
{
    /// <summary>Ends a session completely: a page that closes during the call must not leave it running unmonitored.</summary>
    /// <exception cref="SessionTakenException">Another server monitors the session.</exception>
    /// <exception cref="RecordNotStoredException">Its record could not be stored yet.</exception>
    public async Task CloseAsync(Guid sessionId, SessionEnd end)
    {
        // First, so that everything is stored before the report is.
        using var stopped = await live.StopAsync(sessionId).ConfigureAwait(false);
        await WriteEndAsync(sessionId, stopped.Epoch, end, CancellationToken.None).ConfigureAwait(false);
    }

    async Task WriteEndAsync(Guid sessionId, long? epoch, SessionEnd end, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcDateTime;
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
        // This server has lost the session to another one, which still monitors it and ends it.
        if (epoch is null && session.Proctored && !epochs.MayTake(sessionId, session.LastWatchedAt))
            throw new SessionTakenException(sessionId, session.Epoch);
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
        if (
            session is { ExamId: not null, Status: not (SessionStatus.Expired or SessionStatus.Cancelled) }
            && (session.StartedAt is not null || correctAnswers is null)
        )
            await SessionScoring.ScoreAsync(database, session, cancellation).ConfigureAwait(false);
        // A missing result is not a score of zero: the host may still report its number.
        else if (correctAnswers is { } counted)
            Count(session, counted);
        if (session.Status != SessionStatus.Cancelled && GapNote.Of(session, rules) is { } note)
            ViolationRecorder.Add(database, session.Id, note);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        // After the save, so that the times are read with the end of the session.
        if (await answering.OfAsync(database, session, cancellation).ConfigureAwait(false) is { } faster)
        {
            ViolationRecorder.Add(database, session.Id, faster);
            await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Stores the number of correct answers and the score.</summary>
    public static void Count(ProctoringSession session, int correctAnswers)
    {
        var correct = Math.Clamp(correctAnswers, 0, session.TotalQuestions);
        session.CorrectAnswers = correct;
        session.Score =
            session.TotalQuestions == 0 ? 0 : Math.Round(100m * correct / session.TotalQuestions, 2, MidpointRounding.AwayFromZero);
    }
}
