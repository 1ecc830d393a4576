using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>A student as callers name them: by the calling system's own id, or by the number that this product gave.</summary>
/// <param name="ExternalId">The calling system's id; null if the number was given.</param>
/// <param name="Number">The product's number; null if the id was given.</param>
internal sealed record StudentName(string? ExternalId, int? Number)
{
    public override string ToString() => ExternalId is null ? string.Create(CultureInfo.InvariantCulture, $"{Number}") : $"\"{ExternalId}\"";
}

/// <summary>A session as callers name it; with neither, the one that the caller's token opens.</summary>
/// <param name="ExamId">Its number.</param>
/// <param name="Student">Whose newest one under way it is.</param>
internal sealed record SessionName(int? ExamId, StudentName? Student);

/// <summary>Which sessions a caller may see, as part of the question: one that is not theirs is not there.</summary>
internal static class ApiSessionQueries
{
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
        return sessions.Where(session => session.Session!.ApiKeyId == key
            || (session.Session.ApiKeyId != null && session.Session.Student!.OwnerId == owner));
    }

    /// <summary>From the start call on until it is handed in, ended, or its right has run out.</summary>
    public static IQueryable<SessionNumber> UnderWay(this IQueryable<SessionNumber> sessions, DateTime now) => sessions.Where(session =>
        (session.Session!.Status == SessionStatus.Preparing || session.Session.Status == SessionStatus.Running) && session.Session.ExpiresAt > now);

    public static IQueryable<SessionNumber> Of(this IQueryable<SessionNumber> sessions, StudentName student) => student.ExternalId is { } id
        ? sessions.Where(session => session.Session!.Student!.ExternalId == id)
        : sessions.Where(session => session.Session!.Student!.Number == student.Number);

    /// <summary>The sessions that a name can mean to a caller; the newest first.</summary>
    /// <exception cref="CallRefusedException">Neither the call nor a token names one.</exception>
    public static IQueryable<SessionNumber> Named(this ProctoringDb database, ApiCaller caller, SessionName name)
    {
        var seen = database.SessionNumbers.AsNoTracking().SeenBy(caller);
        if (name.ExamId is { } number)
            seen = seen.Where(session => session.Number == number);
        else if (name.Student is { } student)
            seen = seen.Of(student).Where(session => caller.Access != null || session.Session!.Student!.OwnerId == caller.OwnerId);
        else if (caller.Access is null)
            throw CallRefusedException.Invalid("student_id or exam_id is required");
        return seen.OrderByDescending(session => session.Number);
    }

    /// <summary>The refusal of a name that means no exam under way.</summary>
    public static CallRefusedException NoneUnderWay(SessionName name) => CallRefusedException.NotFound(name switch
    {
        { ExamId: { } number } => string.Create(CultureInfo.InvariantCulture, $"There is no exam {number} under way"),
        { Student: { } student } => $"There is no exam under way of the student {student}; start-exam starts one",
        _ => "This exam is not under way any more",
    });
}
