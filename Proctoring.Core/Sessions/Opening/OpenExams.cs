using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>Finds the exams of which sessions can be opened.</summary>
internal static class OpenExams
{
    /// <summary>The exams that are published and within their times.</summary>
    /// <param name="exams">The exams.</param>
    /// <param name="now">UTC.</param>
    public static IQueryable<Exam> OpenAt(this IQueryable<Exam> exams, DateTime now) =>
        exams.Where(exam =>
            exam.Status == ExamStatus.Open
            && (exam.OpensAt == null || exam.OpensAt <= now)
            && (exam.ClosesAt == null || exam.ClosesAt > now)
        );

    /// <summary>The exams that admit a candidate. Another system decides itself whom it admits.</summary>
    /// <param name="exams">The exams.</param>
    /// <param name="database">The same database.</param>
    /// <param name="request">The request to open a session.</param>
    /// <param name="fromSystem">Whether another system opens it.</param>
    public static IQueryable<Exam> Admitting(this IQueryable<Exam> exams, ProctoringDb database, SessionRequest request, bool fromSystem)
    {
        var (code, invited, owner, student) = (request.AccessCode?.Trim(), request.Invited, Student.OwnPages, request.StudentId.Trim());
        // Invisible marks do not count. Earlier versions stored a code with its marks, so that text opens the exam too.
        var clean = code is null ? null : TextCharacters.Cleaned(code).Trim();
        var valid = database.ExamInvitations.Where(row =>
            row.Id == request.InvitationId && row.WithdrawnAt == null && row.Student!.OwnerId == owner && row.Student.ExternalId == student
        );
        return exams.Where(exam =>
            fromSystem
            || exam.Admission == ExamAdmission.Everyone
            || (exam.Admission == ExamAdmission.Code && code != null && (exam.AccessCode == code || exam.AccessCode == clean))
            || (exam.Admission == ExamAdmission.Invitation && (invited || valid.Any(row => row.ExamId == exam.Id)))
        );
    }

    /// <summary>The exams that are offered with proctoring, or without.</summary>
    public static IQueryable<Exam> OfferedAs(this IQueryable<Exam> exams, bool proctored) =>
        exams.Where(exam => exam.Proctoring != (proctored ? ProctoringOffer.Off : ProctoringOffer.Required));

    /// <summary>The exams of which a student has an attempt left. A session counts from its start on.</summary>
    /// <param name="exams">The exams.</param>
    /// <param name="database">The same database.</param>
    /// <param name="owner">The system that the student belongs to.</param>
    /// <param name="externalId">That system's id of the student.</param>
    public static IQueryable<Exam> WithAttemptsFor(this IQueryable<Exam> exams, ProctoringDb database, Guid owner, string externalId)
    {
        var sessions = database.Sessions.Where(session =>
            session.StartedAt != null && session.Student!.OwnerId == owner && session.Student.ExternalId == externalId
        );
        return exams.Where(exam => exam.Attempts == null || sessions.Count(session => session.ExamId == exam.Id) < exam.Attempts);
    }
}
