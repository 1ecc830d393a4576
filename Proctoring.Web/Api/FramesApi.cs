using System.ComponentModel.DataAnnotations;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;

namespace Proctoring.Web.Api;

/// <summary>Analyses one frame.</summary>
internal static class FramesApi
{
    static readonly ApiRight Right = new(ApiScopes.Exams, Candidates: true, Openly: true);

    public static void Map(ApiRoutes routes) =>
        routes.Post(
            "proctoring/analyze-frame",
            "frames",
            Right,
            new("Read one camera frame", typeof(AnalyzeFrameBody), typeof(FrameData), 200, 400, 404, 503)
            {
                Codes = [ErrorCodes.NoExamUnderWay, ErrorCodes.ExamFull],
            },
            AnalyzeAsync
        );

    static async Task<ApiAnswer> AnalyzeAsync(HttpContext context, FrameAnalysis analysis, ApiLimits limits)
    {
        var body = await context.ReadBodyAsync<AnalyzeFrameBody>(ApiBody.Frame);
        var frame = await analysis.ReadAsync(
            context.Caller(),
            new FrameOwner(body.ExamId is not null, body.ExamId?.Number, body.UserId?.Name),
            body.FrameData!.Bytes,
            limits.PictureAsync,
            context.RequestAborted
        );
        return ApiAnswer.Ok("Frame read", FrameData.Of(frame));
    }
}

/// <summary>The request of analyze-frame.</summary>
internal sealed record AnalyzeFrameBody
{
    [Required]
    public PictureData? FrameData { get; init; }

    /// <summary>The exam. A number that is none of the caller's exams is not refused: the frame is then judged by itself.</summary>
    public ExamNumberField? ExamId { get; init; }

    /// <summary>The student whose exam under way is meant if there is no exam_id; the same as student_id elsewhere.</summary>
    public StudentField? UserId { get; init; }
}

/// <summary>The answer of analyze-frame. Confidences are in percent, as JobGenie reads them; those of violations are from 0 to 1.</summary>
internal sealed record FrameData(
    IReadOnlyList<FrameViolationData> Violations,
    bool NoFaceDetected,
    bool MultipleFacesDetected,
    bool FaceBlocked,
    bool EyesClosed,
    double? HeadPoseAngle,
    IReadOnlyList<string> SuspiciousObjects,
    double NoFaceConfidence,
    double MultipleFacesConfidence,
    double ObjectConfidence,
    double FaceBlockedConfidence,
    int ViolationCount,
    bool ExamKnown,
    DateTime Timestamp
)
{
    const string ObjectDetected = "object_detected";
    const string FaceIsBlocked = "face_blocked";
    const string NoFace = "face_not_detected";
    const string MultipleFaces = "multiple_faces_detected";

    public static FrameData Of(AnalyzedFrame frame)
    {
        var (seen, angle) = (frame.Seen, AngleOf(frame));
        var things = frame.Findings.Where(found => found.Kind.Id == ObjectDetected).SelectMany(found => found.Finding.Boxes).ToHashSet();
        return new FrameData(
            [
                .. frame.Findings.Select(found => new FrameViolationData(
                    found.Kind.Id,
                    found.Finding.Detail is { Length: > 0 } detail ? $"{found.Kind.Title} ({detail})" : found.Kind.Title,
                    found.Severity,
                    Math.Round(found.Finding.Confidence, 4),
                    Math.Round(found.Finding.Confidence * 100, 1),
                    angle
                )),
            ],
            // Of a covered lens no faces are known; that none was detected is true.
            seen.People is not > 0,
            seen.People > 1,
            frame.Findings.Any(found => found.Kind.Id == FaceIsBlocked),
            seen.Head?.EyesClosed == true,
            angle,
            [.. (seen.Objects ?? []).Where(thing => things.Contains(thing.Where)).Select(thing => thing.Class).Distinct()],
            PercentOf(frame, NoFace),
            PercentOf(frame, MultipleFaces),
            PercentOf(frame, ObjectDetected),
            PercentOf(frame, FaceIsBlocked),
            frame.Findings.Count,
            frame.ExamKnown,
            seen.At
        );
    }

    /// <summary>The confidence of a finding in percent; 0 without it.</summary>
    static double PercentOf(AnalyzedFrame frame, string rule) =>
        frame.Findings.FirstOrDefault(found => found.Kind.Id == rule) is { } found ? Math.Round(found.Finding.Confidence * 100, 1) : 0;

    /// <summary>The yaw of the head in degrees, positive towards the picture's right; null if it is unknown.</summary>
    static double? AngleOf(AnalyzedFrame frame) => frame.Seen.Head?.Pose is { } pose ? Math.Round(pose.Yaw, 1) : null;
}

/// <summary>A rule whose condition holds in the frame.</summary>
/// <param name="Type">The rule.</param>
/// <param name="Message">The finding in words.</param>
/// <param name="Severity">The severity.</param>
/// <param name="Confidence">From 0 to 1.</param>
/// <param name="ConfidencePercent">The same from 0 to 100, as the earlier service gave it.</param>
/// <param name="HeadPoseAngle">The yaw of the head in degrees.</param>
internal sealed record FrameViolationData(
    [property: KnownValues(KnownValueSet.RuleIds)] string Type,
    string Message,
    Severity Severity,
    double Confidence,
    double ConfidencePercent,
    double? HeadPoseAngle
);
