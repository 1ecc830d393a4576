using Microsoft.Extensions.Localization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reports;

/// <summary>The decision of a person to accept the enrolled photo of a session's student although the server refused it.</summary>
/// <param name="By">The person, as the calling system named them; null in the candidate's own report.</param>
/// <param name="RefusedFor">Why the server refused the photo, such as "masked".</param>
/// <param name="At">When the face was enrolled, UTC.</param>
public sealed record ReportedPhotoApproval(string? By, string RefusedFor, DateTime At)
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The decision as a sentence in the reader's language.</summary>
    /// <param name="at">The time as the reader sees it.</param>
    /// <param name="isolate">Whether names keep their own direction.</param>
    public string Sentence(string at, bool isolate = true)
    {
        string Inserted(string text) => isolate ? BidiText.Isolate(text) : text;
        var why = L[$"PhotoRefusal_{RefusedFor}"] is { ResourceNotFound: false } known ? known.Value : RefusedFor;
        return By is { } person
            ? L["PhotoApproval_By", Inserted(person), Inserted(at), why]
            : L["PhotoApproval_Person", Inserted(at), why];
    }
}

/// <summary>Finds the photos that a person accepted and that sessions were compared with.</summary>
internal static class PhotoApprovalQueries
{
    /// <summary>The approved enrolments that were in force at some time from a session's consent to its end.</summary>
    public static IQueryable<SessionPhotoApproval> PhotoApprovalsOf(this ProctoringDb database, IQueryable<ProctoringSession> sessions) =>
        from session in sessions
        join enrolment in database.FaceEnrolments on session.StudentId equals enrolment.StudentId
        where
            session.Proctored
            && !session.Practice
            && !database.Consents.Any(row => row.SessionId == session.Id && !row.FaceComparison)
            && enrolment.ApprovedBy != null
            && (session.FinishedAt == null || enrolment.EnrolledAt <= session.FinishedAt)
            && (enrolment.EndedAt == null || enrolment.EndedAt > (session.ConsentedAt ?? session.CreatedAt))
        orderby enrolment.EnrolledAt
        select new SessionPhotoApproval(
            session.Id,
            new ReportedPhotoApproval(enrolment.ApprovedBy, enrolment.RefusedFor ?? "", enrolment.EnrolledAt)
        );
}

/// <summary>An approval and the session that it concerns.</summary>
internal sealed record SessionPhotoApproval(Guid SessionId, ReportedPhotoApproval Approval);
