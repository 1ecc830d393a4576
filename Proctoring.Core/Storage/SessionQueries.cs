using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Authorises as part of the query: a row that the token does not open does not exist for the caller.</summary>
internal static class SessionQueries
{
    public static IQueryable<ProctoringSession> HeldBy(this IQueryable<ProctoringSession> sessions, SessionAccess access)
    {
        var hash = access.TokenHash;
        return sessions.Where(session => session.Id == access.SessionId && session.TokenHash == hash);
    }

    /// <summary>The sessions that staff can readmit: the candidate has not seen the result, and no person has judged the session. A session
    /// of another system is left out, because that system already has its result.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="database">The database.</param>
    /// <param name="now">The present time, UTC.</param>
    public static IQueryable<ProctoringSession> Readmittable(
        this IQueryable<ProctoringSession> sessions,
        ProctoringDb database,
        DateTime now
    )
    {
        var since = now - ProctoringSession.ReadmittedWithin;
        var (verdicts, decisions) = (database.SessionVerdicts.Standing(), database.FlagDecisions.Standing());
        return sessions.Where(session =>
            session.Proctored
            && session.ExamId != null
            && session.ApiKeyId == null
            && session.StartedAt != null
            && session.FinishedAt > since
            && session.Verdict == null
            && !verdicts.Any(verdict => verdict.SessionId == session.Id)
            && !database.AnswerGrades.Any(grade => grade.SessionId == session.Id)
            && !database.ReviewNotes.Any(note => note.SessionId == session.Id && note.WrittenAt >= session.FinishedAt)
            && !decisions.Any(decision => decision.SessionId == session.Id && decision.DecidedAt >= session.FinishedAt)
            // A newer attempt has begun.
            && !database.Sessions.Any(other =>
                other.ExamId == session.ExamId
                && other.StudentId == session.StudentId
                && other.CreatedAt > session.CreatedAt
                && other.StartedAt != null
            )
            && (
                // Its result is withheld for this time.
                session.Status == SessionStatus.Ended
                || (
                    session.Status == SessionStatus.TimedOut
                    && (
                        session.Exam!.ShownDetail == ResultDetail.Nothing
                        || (
                            session.Exam.ShownWhen == ResultTime.AfterClosing
                            && (session.Exam.ClosesAt == null || session.Exam.ClosesAt > now)
                        )
                    )
                )
            )
        );
    }

    /// <summary>Locks a session's row until the transaction ends. Every change must lock the row, load it and save it: two changes at once
    /// would otherwise record a state that the row never had.</summary>
    public static Task LockAsync(this ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        // Writes the present value: LastWatchedAt is not in the chain while a session is open, and does not change afterwards.
        database
            .Sessions.Where(session => session.Id == sessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation);

    /// <summary>Locks a session's row if its epoch is the writer's.</summary>
    /// <returns>False if it is not, or if there is no such session; then nothing may be written.</returns>
    public static async Task<bool> LockAsync(this ProctoringDb database, Guid sessionId, long epoch, CancellationToken cancellation) =>
        await database
            .Sessions.Where(session => session.Id == sessionId && session.Epoch == epoch)
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation)
            .ConfigureAwait(false) == 1;
}
