using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Observations;

namespace Proctoring.Web.Api;

/// <summary>An exam in the answer of exam-result.</summary>
/// <param name="Id">The same as exam_id.</param>
/// <param name="Name">The same as exam_name.</param>
/// <param name="ExamId">Its number.</param>
/// <param name="ExamName">Its name.</param>
/// <param name="ClerkId">The calling system's own id of the student.</param>
/// <param name="Status">Its status in the words of the earlier service.</param>
/// <param name="State">Its status.</param>
/// <param name="TotalQuestions">How many questions it has.</param>
/// <param name="CorrectAnswers">How many were answered correctly; null without a result.</param>
/// <param name="Score">Percent; null without a result.</param>
/// <param name="Timestamp">When it was opened, UTC.</param>
/// <param name="FinishedAt">When it ended, UTC; null before.</param>
/// <param name="Risk">How much there is to review, 0 to 100; null until it has ended.</param>
/// <param name="Review">The reviewers' outcome.</param>
/// <param name="RegradedAt">When the score was last computed again with corrected solutions, UTC; null if it never was.</param>
/// <param name="OriginalScore">The score before the first regrade, percent; null without one.</param>
internal sealed record ExamData(
    int Id,
    string Name,
    int ExamId,
    string ExamName,
    string ClerkId,
    ExamProgress Status,
    SessionStatus State,
    int TotalQuestions,
    int? CorrectAnswers,
    decimal? Score,
    DateTime Timestamp,
    DateTime? FinishedAt,
    double? Risk,
    ReviewData Review,
    DateTime? RegradedAt,
    decimal? OriginalScore
)
{
    public static ExamData Of(ExamResult exam) =>
        new(
            exam.Id,
            exam.Name,
            exam.Id,
            exam.Name,
            exam.StudentId,
            exam.Status switch
            {
                SessionStatus.Preparing or SessionStatus.Running => ExamProgress.Ongoing,
                SessionStatus.Ended or SessionStatus.Expired or SessionStatus.Cancelled => ExamProgress.Cancelled,
                _ => ExamProgress.Completed,
            },
            exam.Status,
            exam.TotalQuestions,
            exam.CorrectAnswers,
            exam.Score,
            exam.CreatedAt,
            exam.FinishedAt,
            exam.Risk,
            ReviewData.Of(exam.Review),
            exam.RegradedAt,
            exam.OriginalScore
        );
}

/// <summary>The status of an exam in the words of the earlier service.</summary>
internal enum ExamProgress
{
    Ongoing,

    /// <summary>Submitted, or its time was up.</summary>
    Completed,

    /// <summary>Ended by staff, or never submitted.</summary>
    Cancelled,
}

/// <summary>The reviewers' outcome of an exam. A flag is not proof: until a person has decided, there is no verdict.</summary>
/// <param name="Status">How far the review is.</param>
/// <param name="Verdict">The final verdict; null until there is one.</param>
/// <param name="DecidedAt">When it became final, UTC.</param>
/// <param name="Notes">The reviewers' reasons for it.</param>
internal sealed record ReviewData(ReviewStatus Status, Verdict? Verdict, DateTime? DecidedAt, IReadOnlyList<string> Notes)
{
    public static ReviewData Of(ExamReview review) => new(review.Status, review.Verdict, review.DecidedAt, review.Notes);
}

/// <summary>The answer of exam-result.</summary>
/// <param name="Exam">The exam.</param>
/// <param name="Violations">Its flags.</param>
/// <param name="Monitored">How much of it each sensor was monitored; empty until it has ended.</param>
/// <param name="SensorGaps">The spans in which a sensor delivered nothing usable; empty until it has ended.</param>
internal sealed record ExamResultData(
    ExamData Exam,
    IReadOnlyList<ViolationData> Violations,
    IReadOnlyList<MonitoredData> Monitored,
    IReadOnlyList<SensorGapData> SensorGaps
);

/// <summary>How much of an exam a sensor was monitored.</summary>
internal sealed record MonitoredData(Sensor Sensor, double MonitoredSeconds, double TotalSeconds, double Share)
{
    public static MonitoredData Of(SensorCoverage coverage) =>
        new(coverage.Sensor, coverage.MonitoredSeconds, coverage.TotalSeconds, coverage.RoundedDown(4));
}

/// <summary>A span in which a sensor delivered nothing usable.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="Cause">Why.</param>
/// <param name="Text">Why, in a few words.</param>
/// <param name="StartedAt">UTC.</param>
/// <param name="EndedAt">UTC.</param>
/// <param name="Seconds">How long.</param>
/// <param name="OfServer">Whether this server was the reason.</param>
internal sealed record SensorGapData(
    Sensor Sensor,
    GapCause Cause,
    string Text,
    DateTime StartedAt,
    DateTime EndedAt,
    double Seconds,
    bool OfServer
)
{
    public static SensorGapData Of(SensorGapSpan gap) =>
        new(gap.Sensor, gap.Cause, gap.Text, gap.BeganAt, gap.EndedAt, Math.Round(gap.Duration.TotalSeconds, 3), gap.OfServer);
}

/// <summary>A flag in the answers of the API.</summary>
internal sealed record ViolationData(
    Guid Id,
    [property: KnownValues(KnownValueSet.RuleIds)] string Type,
    Severity Severity,
    string Title,
    DateTime StartedAt,
    DateTime? EndedAt,
    DateTime Timestamp,
    IReadOnlyList<string> Objects,
    int TabSwitches,
    double Confidence,
    Decision? Decision,
    string? EvidenceUrl,
    string? SoundUrl,
    string? Detail,
    DateTime? EvidenceDeletedAt
)
{
    const string TabSwitch = "tab_switch";

    public static ViolationData Of(ListedViolation listed, ApiLinks links, HttpRequest request) =>
        Of(listed.Violation, listed.Decision, links, request) with
        {
            EvidenceDeletedAt = listed.EvidenceDeletedAt,
        };

    static ViolationData Of(ProctoringViolation violation, Decision? decision, ApiLinks links, HttpRequest request) =>
        new(
            violation.Id,
            violation.Type,
            violation.Severity,
            violation.Title,
            violation.BeganAt,
            violation.EndedAt,
            violation.BeganAt,
            violation.Objects?.Split(", ", StringSplitOptions.RemoveEmptyEntries) ?? [],
            violation.Type == TabSwitch ? violation.Times : 0,
            Math.Round(violation.PeakConfidence, 4),
            decision,
            violation.Evidence.Where(image => image.IsPicture).MaxBy(image => image.TakenAt) is { } image
                ? links.Evidence(request, violation.SessionId, image.Id)
                : null,
            violation.Evidence.Find(file => file.IsSound) is { } sound ? links.Evidence(request, violation.SessionId, sound.Id) : null,
            violation.Detail,
            null
        );
}
