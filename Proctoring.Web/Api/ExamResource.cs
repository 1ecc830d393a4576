using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>An exam as a resource.</summary>
/// <param name="Id">The same as exam_id.</param>
/// <param name="Name">The same as exam_name.</param>
/// <param name="ExamId">Its number.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="StudentId">The same as clerk_id. In the answer of start-exam, student_id is our number.</param>
/// <param name="ClerkId">The calling system's own id of the student.</param>
/// <param name="StudentNumber">Our number of the student.</param>
/// <param name="Status">Its status.</param>
/// <param name="Policy">Its policy.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="Risk">How much there is to review, 0 to 100; null until it has ended.</param>
/// <param name="CreatedAt">When it was opened, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC; null before.</param>
/// <param name="ExpiresAt">Until when its session token is valid, UTC.</param>
/// <param name="NotBefore">When the candidate can begin at the earliest, UTC.</param>
/// <param name="NotAfter">When the candidate can open it at the latest, UTC.</param>
/// <param name="FramesRead">The number of analysed frames.</param>
/// <param name="Review">The reviewers' outcome.</param>
/// <param name="ReportUrl">The report for people; null until it has ended.</param>
/// <param name="RegradedAt">When the score was last computed again with corrected solutions, UTC; null if it never was.</param>
/// <param name="OriginalScore">The score before the first regrade, percent; null without one.</param>
internal sealed record ExamResource(
    int Id,
    string Name,
    int ExamId,
    string ExamName,
    string StudentId,
    string ClerkId,
    int StudentNumber,
    SessionStatus Status,
    string Policy,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    double? Risk,
    DateTime CreatedAt,
    DateTime? FinishedAt,
    DateTime? ExpiresAt,
    DateTime? NotBefore,
    DateTime? NotAfter,
    long FramesRead,
    ReviewData Review,
    string? ReportUrl,
    DateTime? RegradedAt,
    decimal? OriginalScore
)
{
    public static ExamResource Of(ExamResult exam, ApiLinks links, HttpRequest request) =>
        new(
            exam.Id,
            exam.Name,
            exam.Id,
            exam.Name,
            exam.StudentId,
            exam.StudentId,
            exam.StudentNumber,
            exam.Status,
            exam.Policy,
            exam.TotalQuestions,
            exam.CorrectAnswers,
            exam.Score,
            exam.Risk,
            exam.CreatedAt,
            exam.FinishedAt,
            exam.ExpiresAt,
            exam.NotBefore,
            exam.NotAfter,
            exam.FramesRead,
            ReviewData.Of(exam.Review),
            exam.FinishedAt is null ? null : links.Report(request, exam.Id, exam.SessionId),
            exam.RegradedAt,
            exam.OriginalScore
        );
}
