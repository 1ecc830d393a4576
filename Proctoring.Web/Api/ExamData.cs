using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

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
