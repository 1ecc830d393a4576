using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Ends sessions at the request of candidates, staff and other systems, and those whose time is up. The server that runs the
/// session ends it.</summary>
internal sealed partial class SessionCloser(
    IDbContextFactory<ProctoringDb> databases,
    IRunningSessions running,
    LiveSessions live,
    ReportReader reports,
    OverdueSessions overdue,
    FailedSessions failures,
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
    public Task<ReportContent?> SubmitAsync(SessionAccess access, int? correctAnswers, CancellationToken cancellation) =>
        EndAsync(
            access,
            endsAt => new SessionEnd(Now < endsAt ? SessionStatus.Submitted : SessionStatus.TimedOut, correctAnswers),
            cancellation
        );

    /// <summary>Ends the session because its page saw the deadline pass. A session whose deadline was moved continues.</summary>
    /// <returns>The report; null if the session continues, or if there is none with this id and token.</returns>
    public Task<ReportContent?> TimeOutAsync(SessionAccess access, CancellationToken cancellation) =>
        EndAsync(access, _ => new SessionEnd(SessionStatus.TimedOut), cancellation);

    async Task<ReportContent?> EndAsync(SessionAccess access, Func<DateTime, SessionEnd> end, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var endsAt = await database
            .Sessions.HeldBy(access)
            .Where(session => session.Status != SessionStatus.Preparing)
            .Select(session => session.EndsAt)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (endsAt is not { } deadline)
            return null;
        await running.CloseAsync(access.SessionId, end(deadline)).ConfigureAwait(false);
        return await reports.FindAsync(access, cancellation).ConfigureAwait(false);
    }

    /// <summary>Ends a running session at the request of staff. The actor and the reason go into the audit log with the end
    /// itself.</summary>
    /// <returns>False if it was not running any longer.</returns>
    public async Task<bool> EndAsync(Guid sessionId, string reason, StaffViewer by)
    {
        await running.CloseAsync(sessionId, new SessionEnd(SessionStatus.Ended, By: new StaffEnd(reason, by))).ConfigureAwait(false);
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
        running.CloseAsync(sessionId, new SessionEnd(SessionStatus.Submitted, correctAnswers, EvenPreparing: true));

    /// <summary>Cancels a session that has not started, at the request of the system that opened it. If it has started or ended, nothing
    /// changes.</summary>
    public Task CancelAsync(Guid sessionId, string reason) =>
        running.CloseAsync(sessionId, new SessionEnd(SessionStatus.Cancelled, HostReason: reason));

    /// <summary>Records the result of an ended session whose questions are in another system and whose result was not reported before:
    /// once, in the report too.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="correctAnswers">The number of correct answers.</param>
    /// <param name="late">Events that the host reports with the result. Those that the session already has are left out.</param>
    public async Task AddResultAsync(Guid sessionId, int correctAnswers, IReadOnlyList<ProctoringViolation> late)
    {
        await using var database = await databases.CreateDbContextAsync().ConfigureAwait(false);
        await using var transaction = await database.Database.BeginTransactionAsync().ConfigureAwait(false);
        // Locks the session: of two results at once, one is the first.
        await database.LockAsync(sessionId, CancellationToken.None).ConfigureAwait(false);
        var session = await database.Sessions.SingleAsync(row => row.Id == sessionId).ConfigureAwait(false);
        // The answers to our own questions are counted here, once they were shown.
        if (session is not { CorrectAnswers: null, FinishedAt: not null } || session is { ExamId: not null, StartedAt: not null })
            return;
        SessionEnding.Count(session, correctAnswers);
        var report = await database.Reports.SingleAsync(row => row.SessionId == sessionId).ConfigureAwait(false);
        var content = ReportReader.Parse(report.Content)! with { CorrectAnswers = session.CorrectAnswers, Score = session.Score };
        if (await AddLateAsync(database, sessionId, late).ConfigureAwait(false))
        {
            var again = await reports.ReadAsync(database, sessionId, CancellationToken.None).ConfigureAwait(false);
            content = content with { Violations = again.Violations, Risk = again.Risk };
            session.RiskScore = again.Risk?.Score ?? session.RiskScore;
        }

        database.Entry(report).Property(row => row.Content).CurrentValue = JsonSerializer.Serialize(content, ReportReader.Json);
        await database.SaveChangesAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Stores the events that the session does not have; false if there are none.</summary>
    static async Task<bool> AddLateAsync(ProctoringDb database, Guid sessionId, IReadOnlyList<ProctoringViolation> late)
    {
        var ids = late.Select(row => row.ClientEventId).ToList();
        var known = await database
            .Violations.Where(row => row.SessionId == sessionId && ids.Contains(row.ClientEventId))
            .Select(row => row.ClientEventId)
            .ToListAsync()
            .ConfigureAwait(false);
        var missing = late.Where(row => !known.Contains(row.ClientEventId)).ToList();
        database.AddRange(missing);
        await database.SaveChangesAsync().ConfigureAwait(false);
        return missing.Count > 0;
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
            await running.CloseAsync(sessionId, new SessionEnd(end)).ConfigureAwait(false);
    }

    async Task TryCloseAsync(Guid sessionId, SessionStatus end)
    {
        try
        {
            await running.CloseAsync(sessionId, new SessionEnd(end)).ConfigureAwait(false);
            failures.Succeeded(sessionId, SessionStep.End);
        }
        catch (Exception cause)
        {
            failures.Failed(sessionId, SessionStep.End, cause);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} sessions are overdue and were not ended before the server stopped; the next start ends them")]
    partial void LogLeftForNextStart(int count);
}
