using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports.Files;

/// <summary>Writes a report for programs, always in English: snake case, times in UTC, shares 0–1, durations in seconds.</summary>
internal sealed class JsonReportWriter : IReportWriter
{
    static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        // The file stands alone and is never embedded in a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public string Format => "json";

    public string ContentType => "application/json";

    public Task<byte[]> WriteAsync(ReportDocument document, CancellationToken cancellation)
    {
        using var english = Language.English.Use();
        return Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(Shape(document), Options));
    }

    public Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> documents, CancellationToken cancellation)
    {
        using var english = Language.English.Use();
        var exam = new
        {
            Format = "proctoring-exam-report",
            Version = 1,
            ExamName = examName,
            Sessions = documents.Select(Shape),
        };
        return Task.FromResult(JsonSerializer.SerializeToUtf8Bytes(exam, Options));
    }

    static object Shape(ReportDocument document)
    {
        var report = document.Report;
        return new
        {
            Format = "proctoring-report",
            Version = 1,
            document.AsOf,
            report.SessionId,
            Student = new { Id = document.StudentId, Name = document.StudentName },
            report.ExamName,
            report.Proctored,
            report.Policy,
            report.Accommodations,
            report.StartedAt,
            report.FinishedAt,
            report.TimedOut,
            report.Expired,
            document.EndReason,
            report.TimeChanges,
            report.LateAnswers,
            report.LastLateAnswerAt,
            report.AnswersInPauses,
            IdentityCheckedByPerson = document.PersonCheck is { } check ? new { check.Confirmed } : null,
            PhotoApprovals = document.PhotoApprovals.Select(approval => new
            {
                ApprovedBy = approval.By,
                approval.RefusedFor,
                EnrolledAt = approval.At,
            }),
            HeadTurns = document.HeadTurns.Select(turn => new
            {
                turn.Turns,
                turn.AskedAt,
                turn.Result,
                turn.Reason,
            }),
            Result = new
            {
                report.TotalQuestions,
                report.CorrectAnswers,
                report.Score,
                report.Points,
                report.MaxPoints,
                report.Ungraded,
                report.Passed,
            },
            Watching = new { report.FramesRead, report.FramesRefused },
            Monitored = report.Monitored.Select(sensor => new
            {
                sensor.Sensor,
                sensor.MonitoredSeconds,
                sensor.TotalSeconds,
                Share = sensor.RoundedDown(4),
            }),
            SensorGaps = report.Gaps.Select(gap => new
            {
                gap.Sensor,
                gap.Cause,
                gap.Text,
                gap.BeganAt,
                gap.EndedAt,
                Seconds = Math.Round(gap.Duration.TotalSeconds, 3),
                gap.OfServer,
            }),
            Answering = document.Answering is { } answering ? Shape(answering) : null,
            report.Risk,
            HowToRead = ReportText.HowToRead,
            Violations = report.Violations.Select(violation => new
            {
                violation.Id,
                violation.Type,
                violation.Title,
                violation.Severity,
                violation.BeganAt,
                violation.EndedAt,
                Seconds = Math.Round(violation.Duration.TotalSeconds, 3),
                violation.Sentence,
                violation.Explanation,
                PeakConfidence = violation.Model is null ? (double?)null : violation.PeakConfidence,
                MeanConfidence = violation.Model is null ? (double?)null : violation.MeanConfidence,
                FramesSeen = violation.Model is null ? (int?)null : violation.FramesSeen,
                FramesLooked = violation.Model is null ? (int?)null : violation.FramesLooked,
                violation.Model,
                violation.Threshold,
                violation.Detail,
                violation.Evidence,
                violation.Boxes,
                violation.Sound,
                violation.SoundFrom,
                violation.Strip,
                violation.StripTimes,
                violation.DeletedAt,
                violation.DeletedBy,
                Reviewed = document.IsReviewed(violation.Id),
                NeedsDecision = FlagTypes.NeedsDecision(violation.Type),
                Decisions = document.Decisions[violation.Id],
                CandidateReply = document.Replies.GetValueOrDefault(violation.Id),
            }),
            Review = new
            {
                Flags = report.Violations.Count,
                document.Reviewed,
                document.NotReviewed,
            },
            document.Verdict,
            document.Verdicts,
            Chain = new { Links = document.ChainLinks, Hash = document.ChainHash },
        };
    }

    static object Shape(SessionAnswering answering) =>
        new
        {
            Text = AnsweringText.Paragraph(answering),
            AnsweringText.Note,
            GroupSessions = answering.GroupSize,
            FewestToCompare = AnsweringGroup.Fewest,
            SecondsPerWord = Shape(answering.SecondsPerWord),
            VariationPercent = Shape(answering.Variation),
            Changes = Shape(answering.Changes),
            LargestAdditionCharacters = Shape(answering.LargestAddition),
            RefusedPastes = Shape(answering.Pastes),
            answering.PastedCharacters,
            FocusLosses = Shape(answering.FocusLosses),
            FocusLostSeconds = Shape(answering.FocusSeconds),
            LookedAwaySeconds = Shape(answering.AwaySeconds),
            Questions = answering.Questions.Select(question => new
            {
                question.QuestionId,
                question.Number,
                question.Words,
                Seconds = Shape(question.Seconds),
                SecondsToFirstAnswer = Rounded(question.SecondsToFirst),
                SecondsPerWord = Rounded(question.SecondsPerWord),
                question.HasPause,
                question.Changes,
                LargestAdditionCharacters = question.LargestAddition,
                RefusedPastes = question.Pastes,
                question.PastedCharacters,
                question.FocusLosses,
                FocusLostSeconds = Rounded(question.FocusSeconds),
                LookedAwaySeconds = Rounded(question.AwaySeconds),
            }),
        };

    static object? Shape(Measure? measure) =>
        measure is null
            ? null
            : new
            {
                Value = Rounded(measure.Value),
                Group = measure.Group is { } group
                    ? new
                    {
                        group.Count,
                        LowerQuartile = Rounded(group.LowerQuartile),
                        Median = Rounded(group.Median),
                        UpperQuartile = Rounded(group.UpperQuartile),
                        group.Smaller,
                        group.Larger,
                    }
                    : null,
            };

    static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}
