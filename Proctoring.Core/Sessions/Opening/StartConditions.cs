using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>What must be true of an exam when a session that was opened earlier starts.</summary>
internal static class StartConditions
{
    /// <summary>Locks the student of a session whose exam limits the attempts: two sessions that start at once must not both count as the
    /// last attempt.</summary>
    public static async Task LockAttemptsAsync(ProctoringDb database, SessionAccess access, CancellationToken cancellation)
    {
        var students = database
            .Sessions.HeldBy(access)
            .Where(session => session.Exam != null && session.Exam.Attempts != null)
            .Select(session => session.StudentId);
        await database
            .Students.Where(student => students.Contains(student.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(student => student.Name, student => student.Name), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Whether an exam of this server is still open: after its closing time the solutions may be public. The checks may take a
    /// while, and the wait for a person who checks the identity is not the candidate's.</summary>
    public static async Task<bool> IsOpenAsync(
        ProctoringDb database,
        ProctoringSession session,
        DateTime now,
        CancellationToken cancellation
    )
    {
        if (session.ExamId is not { } examId)
            return true;
        var latest = now - ProctoringSession.ChecksAfterClosing;
        return await database
            .Exams.AnyAsync(
                exam =>
                    exam.Id == examId
                    && exam.Status == ExamStatus.Open
                    && (
                        exam.ClosesAt == null
                        || exam.ClosesAt > latest
                        || database.ManualIdentityChecks.Any(check => check.SessionId == session.Id && check.DecidedAt > latest)
                    ),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Whether the exam admits invited students only, and all invitations of this one were withdrawn.</summary>
    public static async Task<bool> IsWithdrawnAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        if (session.ExamId is not { } examId)
            return false;
        var own = database.ExamInvitations.Where(row => row.ExamId == examId && row.StudentId == session.StudentId);
        return await database
            .Exams.AnyAsync(
                exam =>
                    exam.Id == examId
                    && exam.Admission == ExamAdmission.Invitation
                    && own.Any()
                    && !own.Any(row => row.WithdrawnAt == null),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Whether the student has not used all attempts in other sessions. Without a start, a session counts as none.</summary>
    public static async Task<bool> HasAttemptAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation) =>
        session.ExamId is not { } examId
        || await database
            .Exams.Where(exam => exam.Id == examId)
            .AllAsync(
                exam =>
                    exam.Attempts == null
                    || database.Sessions.Count(other =>
                        other.ExamId == examId && other.StudentId == session.StudentId && other.StartedAt != null
                    ) < exam.Attempts,
                cancellation
            )
            .ConfigureAwait(false);
}
