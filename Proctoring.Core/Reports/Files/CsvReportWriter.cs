using System.Globalization;

namespace Proctoring.Core.Reports.Files;

/// <summary>A report for spreadsheets: one row a violation; a session without any has one row with an empty type.</summary>
internal sealed class CsvReportWriter : IReportWriter
{
    static readonly string[] Columns =
    [
        "session_id", "student_id", "student_name", "exam_name", "started_at", "finished_at", "score_percent", "risk", "verdict", "type", "title", "severity",
        "began_at", "ended_at", "seconds", "peak_confidence", "mean_confidence", "frames_seen", "frames_looked", "model", "threshold", "sentence", "detail",
        "decisions", "candidate_reply",
    ];

    public string Format => "csv";

    public string ContentType => "text/csv; charset=utf-8";

    public Task<byte[]> WriteAsync(ReportDocument dossier, CancellationToken cancellation) => WriteExamAsync(dossier.Report.ExamName, [dossier], cancellation);

    public async Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> dossiers, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await CsvTable.WriteAsync(bytes, Columns, dossiers.SelectMany(Rows).ToAsyncEnumerable(), cancellation).ConfigureAwait(false);
        return bytes.ToArray();
    }

    static IEnumerable<object?[]> Rows(ReportDocument dossier)
    {
        var report = dossier.Report;
        object?[] session =
        [
            report.SessionId, dossier.StudentId, dossier.StudentName, report.ExamName, Time(report.StartedAt), Time(report.FinishedAt), report.Score,
            report.Risk?.Score, dossier.Verdict?.ToString(),
        ];
        if (report.Violations.Count == 0)
            yield return [.. session, .. new object?[Columns.Length - session.Length]];
        foreach (var violation in report.Violations)
        {
            var decisions = dossier.Decisions[violation.Id].Select(given => $"{given.Decision} by {given.Reviewer}{(given.Reason is null ? "" : $": {given.Reason}")}");
            yield return
            [
                .. session, violation.Type, violation.Title, violation.Severity.ToString(), Time(violation.BeganAt), Time(violation.EndedAt),
                Math.Round(violation.Duration.TotalSeconds, 3), Seen(violation, violation.PeakConfidence), Seen(violation, violation.MeanConfidence), Seen(violation, violation.FramesSeen), Seen(violation, violation.FramesLooked),
                violation.Model, violation.Threshold, violation.Sentence, violation.Detail, string.Join("; ", decisions), dossier.Replies.GetValueOrDefault(violation.Id),
            ];
        }
    }

    // What the browser or another system reported was measured by nobody.
    static object? Seen(ReportedViolation violation, object value) => violation.Model is null ? null : value;

    static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
