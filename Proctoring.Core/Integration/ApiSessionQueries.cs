using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>The caller's name for a student: the calling system's own id, or our number.</summary>
/// <param name="ExternalId">The calling system's id; null if the caller gave the number.</param>
/// <param name="Number">Our number; null if the caller gave the id.</param>
internal sealed record StudentName(string? ExternalId, int? Number)
{
    public override string ToString() =>
        ExternalId is null ? string.Create(CultureInfo.InvariantCulture, $"{Number}") : $"\"{ExternalId}\"";
}

/// <summary>The caller's name for a session. Without a field, the session of the caller's token.</summary>
/// <param name="ExamId">The number of the session.</param>
/// <param name="Student">The student of that session; without a number, the student whose newest session under way is meant.</param>
internal sealed record SessionName(int? ExamId, StudentName? Student);

/// <summary>Filters sessions by the caller's rights. A session that the caller may not see does not exist for the caller.</summary>
internal static class ApiSessionQueries
{
    /// <summary>How long a session token remains valid after the session's end, for retries and to read the result.</summary>
    public static readonly TimeSpan GraceAfterEnd = TimeSpan.FromMinutes(30);

    public static IQueryable<SessionNumber> SeenBy(this IQueryable<SessionNumber> sessions, ApiCaller caller)
    {
        if (caller.Access is { } access)
        {
            var hash = access.TokenHash;
            return sessions.Where(session => session.SessionId == access.SessionId && session.Session!.TokenHash == hash);
        }

        if (caller.KeyId is not { } key)
            return sessions.Where(session => session.Session!.ApiKeyId == null);
        if (caller.Has(ApiScopes.AllExams))
            return sessions;
        // Also the exams that an earlier key of the same system started.
        var owner = caller.OwnerId;
        return sessions.Where(session =>
            session.Session!.ApiKeyId == key || (session.Session.ApiKeyId != null && session.Session.Student!.OwnerId == owner)
        );
    }

    /// <summary>The sessions under way: a started one until it ends, however long that takes; one that has not started here from the time
    /// at which it opens until its right expires.</summary>
    public static IQueryable<SessionNumber> UnderWay(this IQueryable<SessionNumber> sessions, DateTime now) =>
        sessions.Where(session =>
            session.Session!.Status == SessionStatus.Running
            || (
                session.Session.Status == SessionStatus.Preparing
                && session.Session.ExpiresAt > now
                && (session.Session.NotBefore == null || session.Session.NotBefore <= now)
            )
        );

    /// <summary>The sessions whose token is valid: those under way, and those that ended recently.</summary>
    public static IQueryable<ProctoringSession> WithValidToken(this IQueryable<ProctoringSession> sessions, DateTime now)
    {
        var ended = now - GraceAfterEnd;
        return sessions.Where(session =>
            session.ExpiresAt != null && (session.ExpiresAt > now || session.Status == SessionStatus.Running || session.FinishedAt > ended)
        );
    }

    public static IQueryable<SessionNumber> Of(this IQueryable<SessionNumber> sessions, StudentName student) =>
        student.ExternalId is { } id
            ? sessions.Where(session => session.Session!.Student!.ExternalId == id)
            : sessions.Where(session => session.Session!.Student!.Number == student.Number);

    /// <summary>The sessions that a name can mean to a caller, newest first. A number and a student from a key mean the number of that
    /// student's exam; a token always means its own exam.</summary>
    /// <exception cref="CallRefusedException">Neither the call nor a token names a session.</exception>
    public static IQueryable<SessionNumber> Named(this ProctoringDb database, ApiCaller caller, SessionName name)
    {
        var seen = database.SessionNumbers.AsNoTracking().SeenBy(caller);
        if (name.ExamId is { } number)
        {
            seen = seen.Where(session => session.Number == number);
            // A key's exam number can come from a candidate's page, which may name the exam of another student.
            if (name.Student is { } owner && caller.Access is null)
                seen = seen.Of(owner);
        }
        else if (name.Student is { } student)
            seen = seen.Of(student).Where(session => caller.Access != null || session.Session!.Student!.OwnerId == caller.OwnerId);
        else if (caller.Access is null)
            throw new CallRefusedException(CallRefusal.Invalid, "student_id or exam_id is required")
            {
                Fields = [new("student_id", "is required without exam_id"), new("exam_id", "is required without student_id")],
            };
        return seen.OrderByDescending(session => session.Number);
    }

    /// <summary>The error for a name that matches no session under way.</summary>
    public static CallRefusedException NoneUnderWay(SessionName name) =>
        CallRefusedException.NotFound(
            name switch
            {
                { ExamId: { } number, Student: { } student } => string.Create(
                    CultureInfo.InvariantCulture,
                    $"There is no exam {number} of the student {student} under way"
                ),
                { ExamId: { } number } => string.Create(CultureInfo.InvariantCulture, $"There is no exam {number} under way"),
                { Student: { } student } => $"There is no exam under way of the student {student}; start-exam starts one",
                _ => "This exam is no longer under way",
            },
            ErrorCodes.NoExamUnderWay
        );
}
