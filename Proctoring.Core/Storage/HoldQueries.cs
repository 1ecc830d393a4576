using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Legal holds as part of queries.</summary>
internal static class HoldQueries
{
    /// <summary>The holds that stand.</summary>
    public static IQueryable<LegalHold> Standing(this IQueryable<LegalHold> holds) => holds.Where(hold => hold.LiftedAt == null);

    /// <summary>Each standing hold with each session that it concerns: its own, those of its student, and those of its exam under any
    /// title that the exam has or had.</summary>
    public static IQueryable<HeldSession> HeldSessions(ProctoringDb database) =>
        from hold in database.LegalHolds.Standing()
        from session in database.Sessions
        where
            hold.SessionId == session.Id
            || hold.StudentId == session.StudentId
            || hold.ExamName == session.ExamName
            || (
                hold.ExamName != null
                && session.ExamId != null
                && (
                    session.Exam!.Title == hold.ExamName
                    || database.Sessions.Any(other => other.ExamId == session.ExamId && other.ExamName == hold.ExamName)
                )
            )
        select new HeldSession { HoldId = hold.Id, SessionId = session.Id };

    /// <summary>The sessions that no hold concerns.</summary>
    public static IQueryable<ProctoringSession> NotHeld(this IQueryable<ProctoringSession> sessions, ProctoringDb database)
    {
        var held = HeldSessions(database);
        return sessions.Where(session => !held.Any(row => row.SessionId == session.Id));
    }

    /// <summary>Locks the sessions that these holds concern, as <see cref="SessionQueries"/> locks one.</summary>
    public static Task LockHeldAsync(this ProctoringDb database, IReadOnlyCollection<Guid> holds, CancellationToken cancellation)
    {
        var held = HeldSessions(database).Where(row => holds.Contains(row.HoldId));
        return database
            .Sessions.Where(session => held.Any(row => row.SessionId == session.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(session => session.LastWatchedAt, session => session.LastWatchedAt), cancellation);
    }
}

/// <summary>A session that a hold concerns.</summary>
internal sealed class HeldSession
{
    public Guid HoldId { get; init; }

    public Guid SessionId { get; init; }
}
