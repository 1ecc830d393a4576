using Proctoring.Core.Exams;

namespace Proctoring.Web.Api;

/// <summary>An exam in the answer of exam-result.</summary>
internal sealed record ExamData(
    int Id,
    string Name,
    SessionStatus Status,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    DateTime Timestamp,
    double? Risk
);

/// <summary>The answer of exam-result.</summary>
internal sealed record ExamResultData(ExamData Exam, IReadOnlyList<ViolationData> Violations);

/// <summary>A flag in the answers of the API.</summary>
internal sealed record ViolationData(
    Guid Id,
    string Type,
    Severity Severity,
    string Title,
    DateTime StartedAt,
    DateTime? EndedAt,
    DateTime Timestamp,
    string? Objects,
    int TabSwitches,
    double Confidence,
    string? EvidenceUrl,
    string? SoundUrl,
    string? Detail
)
{
    const string TabSwitch = "tab_switch";

    public static ViolationData Of(ProctoringViolation violation, ApiLinks links, HttpRequest request) =>
        new(
            violation.Id,
            violation.Type,
            violation.Severity,
            violation.Title,
            violation.BeganAt,
            violation.EndedAt,
            violation.BeganAt,
            violation.Objects,
            violation.Type == TabSwitch ? violation.Times : 0,
            Math.Round(violation.PeakConfidence, 4),
            violation.Evidence.Where(image => !image.IsSound).MaxBy(image => image.TakenAt) is { } image
                ? links.Evidence(request, violation.SessionId, image.Id)
                : null,
            violation.Evidence.Find(file => file.IsSound) is { } sound ? links.Evidence(request, violation.SessionId, sound.Id) : null,
            violation.Detail
        );
}
