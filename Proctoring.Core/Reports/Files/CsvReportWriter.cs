using System.Globalization;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports.Files;

/// <summary>
/// Writes a report for spreadsheets: one row per flag and one per gap of a sensor. A session with neither has one row with an empty type.
/// </summary>
internal sealed class CsvReportWriter : IReportWriter
{
    static readonly string[] Columns =
    [
        "session_id",
        "student_id",
        "student_name",
        "exam_name",
        "started_at",
        "finished_at",
        "score_percent",
        "risk",
        "verdict",
        "type",
        "title",
        "severity",
        "began_at",
        "ended_at",
        "seconds",
        "peak_confidence",
        "mean_confidence",
        "frames_seen",
        "frames_looked",
        "model",
        "threshold",
        "sentence",
        "detail",
        "decisions",
        "candidate_reply",
        "record",
        "sensor",
        "cause",
        "of_server",
        "camera_monitored_percent",
        "microphone_monitored_percent",
        "page_monitored_percent",
        "server_monitored_percent",
        "photo_approved_by",
    ];

    public string Format => "csv";

    public string ContentType => "text/csv; charset=utf-8";

    public Task<byte[]> WriteAsync(ReportDocument document, CancellationToken cancellation) =>
        WriteExamAsync(document.Report.ExamName, [document], cancellation);

    public async Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> documents, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await CsvTable
            .WriteAsync(bytes, ReportText.Headings(Columns), documents.SelectMany(Rows).ToAsyncEnumerable(), cancellation)
            .ConfigureAwait(false);
        return bytes.ToArray();
    }

    static IEnumerable<object?[]> Rows(ReportDocument document)
    {
        var report = document.Report;
        object?[] session =
        [
            report.SessionId,
            document.StudentId,
            document.StudentName,
            report.ExamName,
            Time(report.StartedAt),
            Time(report.FinishedAt),
            report.Score,
            report.Risk?.Score,
            document.Verdict is { } verdict ? DecisionText.Of(verdict) : null,
        ];
        object?[] last =
        [
            Monitored(report, Sensor.Camera),
            Monitored(report, Sensor.Microphone),
            Monitored(report, Sensor.Page),
            Monitored(report, Sensor.Server),
            string.Join("; ", document.PhotoApprovals.Select(approval => approval.Sentence(Time(approval.At), isolate: false))),
        ];
        if (report.Violations.Count == 0 && report.Gaps.Count == 0)
            yield return [.. session, .. new object?[Columns.Length - session.Length - last.Length], .. last];
        foreach (var violation in report.Violations)
        {
            yield return
            [
                .. session,
                violation.Type,
                violation.ShownTitle,
                ReportText.Of(violation.Severity),
                Time(violation.BeganAt),
                Time(violation.EndedAt),
                Math.Round(violation.Duration.TotalSeconds, 3),
                Seen(violation, Share(violation.PeakConfidence)),
                Seen(violation, Share(violation.MeanConfidence)),
                Seen(violation, violation.FramesSeen),
                Seen(violation, violation.FramesLooked),
                violation.Model is { } model ? DetailText.OfModel(model) : null,
                Share(violation.Threshold),
                violation.ShownSentence,
                DetailText.Of(violation.Detail),
                ReportText.DecisionsOf(document, violation, isolate: false),
                document.Replies.GetValueOrDefault(violation.Id),
                "flag",
                null,
                null,
                null,
                .. last,
            ];
        }

        foreach (var gap in report.Gaps)
            yield return [.. session, .. GapCells(gap), .. last];
    }

    /// <summary>The cells of a gap between those of its session and the shares: the columns of flags stay empty.</summary>
    static object?[] GapCells(SensorGapSpan gap)
    {
        var cells = new object?[Array.IndexOf(Columns, "camera_monitored_percent") - Array.IndexOf(Columns, "type")];
        void Set(string column, object? value) => cells[Array.IndexOf(Columns, column) - Array.IndexOf(Columns, "type")] = value;
        Set("began_at", Time(gap.BeganAt));
        Set("ended_at", Time(gap.EndedAt));
        Set("seconds", Math.Round(gap.Duration.TotalSeconds, 3));
        Set("detail", DetailText.Of(gap.Text));
        Set("record", "gap");
        Set("sensor", gap.Sensor.ToString());
        Set("cause", gap.Cause.ToString());
        Set("of_server", ReportText.YesOrNo(gap.OfServer));
        return cells;
    }

    /// <summary>The monitored share in per cent; null if the session does not use the sensor.</summary>
    static double? Monitored(ReportContent report, Sensor sensor) =>
        report.Monitored.FirstOrDefault(known => known.Sensor == sensor) is { } coverage
            ? Math.Round(coverage.RoundedDown(3) * 100, 1)
            : null;

    /// <summary>Rounded: more digits than a model has are noise.</summary>
    static double? Share(double? share) => share is { } value ? Math.Round(value, 4) : null;

    /// <summary>No model measured what the browser or another system reported.</summary>
    static object? Seen(ReportedViolation violation, object? value) => violation.Model is null ? null : value;

    static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
