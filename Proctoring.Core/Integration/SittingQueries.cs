using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Integration;

/// <summary>A student as callers name them: by the calling system's own id, or by our number.</summary>
/// <param name="ExternalId">The calling system's id; null where the number was given.</param>
/// <param name="Number">Our number; null where the id was given.</param>
internal sealed record StudentName(string? ExternalId, int? Number)
{
    public override string ToString() => ExternalId is null ? string.Create(CultureInfo.InvariantCulture, $"{Number}") : $"\"{ExternalId}\"";
}

/// <summary>A sitting as callers name it; with neither, the one that the caller's token opens.</summary>
/// <param name="ExamId">Its number.</param>
/// <param name="Student">Whose newest one under way it is.</param>
internal sealed record SittingName(int? ExamId, StudentName? Student);

/// <summary>Which sittings a caller may see, as part of the question: one that is not theirs is not there.</summary>
internal static class SittingQueries
{
    public static IQueryable<SessionNumber> SeenBy(this IQueryable<SessionNumber> sittings, ApiCaller caller)
    {
        if (caller.Access is { } access)
        {
            var hash = access.TokenHash;
            return sittings.Where(sitting => sitting.SessionId == access.SessionId && sitting.Session!.TokenHash == hash);
        }

        if (caller.KeyId is not { } key)
            return sittings.Where(sitting => sitting.Session!.ApiKeyId == null);
        return caller.Has(ApiScopes.AllExams) ? sittings : sittings.Where(sitting => sitting.Session!.ApiKeyId == key);
    }

    /// <summary>From the start call on until it is handed in, ended, or its right has run out.</summary>
    public static IQueryable<SessionNumber> UnderWay(this IQueryable<SessionNumber> sittings, DateTime now) => sittings.Where(sitting =>
        (sitting.Session!.Status == SessionStatus.Preparing || sitting.Session.Status == SessionStatus.Running) && sitting.Session.ExpiresAt > now);

    public static IQueryable<SessionNumber> Of(this IQueryable<SessionNumber> sittings, StudentName student) => student.ExternalId is { } id
        ? sittings.Where(sitting => sitting.Session!.Student!.ExternalId == id)
        : sittings.Where(sitting => sitting.Session!.StudentId == student.Number);

    /// <summary>The sittings that a name can mean to a caller; the newest first.</summary>
    /// <exception cref="CallRefusedException">Neither the call nor a token names one.</exception>
    public static IQueryable<SessionNumber> Named(this ProctoringDb database, ApiCaller caller, SittingName name)
    {
        var seen = database.SessionNumbers.AsNoTracking().SeenBy(caller);
        if (name.ExamId is { } number)
            seen = seen.Where(sitting => sitting.Number == number);
        else if (name.Student is { } student)
            seen = seen.Of(student);
        else if (caller.Access is null)
            throw CallRefusedException.Invalid("student_id or exam_id is required");
        return seen.OrderByDescending(sitting => sitting.Number);
    }

    /// <summary>The refusal of a name that means no exam under way.</summary>
    public static CallRefusedException NoneUnderWay(SittingName name) => CallRefusedException.NotFound(name switch
    {
        { ExamId: { } number } => string.Create(CultureInfo.InvariantCulture, $"There is no exam {number} under way"),
        { Student: { } student } => $"There is no exam under way of the student {student}; start-exam starts one",
        _ => "This exam is not under way any more",
    });
}
