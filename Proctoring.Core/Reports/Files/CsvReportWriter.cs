using System.Globalization;

namespace Proctoring.Core.Reports.Files;

/// <summary>A report for spreadsheets: one row a violation; a sitting without any has one row with an empty type.</summary>
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

    public Task<byte[]> WriteAsync(Dossier dossier, CancellationToken cancellation) => WriteExamAsync(dossier.Report.ExamName, [dossier], cancellation);

    public async Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<Dossier> dossiers, CancellationToken cancellation)
    {
        using var bytes = new MemoryStream();
        await CsvTable.WriteAsync(bytes, Columns, dossiers.SelectMany(Rows).ToAsyncEnumerable(), cancellation).ConfigureAwait(false);
        return bytes.ToArray();
    }

    static IEnumerable<object?[]> Rows(Dossier dossier)
    {
        var report = dossier.Report;
        object?[] sitting =
        [
            report.SessionId, dossier.StudentId, dossier.StudentName, report.ExamName, Time(report.StartedAt), Time(report.FinishedAt), report.Score,
            report.Risk?.Score, dossier.Verdict?.ToString(),
        ];
        if (report.Violations.Count == 0)
            yield return [.. sitting, .. new object?[Columns.Length - sitting.Length]];
        foreach (var violation in report.Violations)
        {
            var decisions = dossier.Decisions[violation.Id].Select(given => $"{given.Decision} by {given.Reviewer}{(given.Reason is null ? "" : $": {given.Reason}")}");
            yield return
            [
                .. sitting, violation.Type, violation.Title, violation.Severity.ToString(), Time(violation.BeganAt), Time(violation.EndedAt),
                Math.Round(violation.Duration.TotalSeconds, 3), violation.PeakConfidence, violation.MeanConfidence, violation.FramesSeen, violation.FramesLooked,
                violation.Model, violation.Threshold, violation.Sentence, violation.Detail, string.Join("; ", decisions), dossier.Replies.GetValueOrDefault(violation.Id),
            ];
        }
    }

    static string Time(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
