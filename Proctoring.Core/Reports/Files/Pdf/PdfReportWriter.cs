using System.Globalization;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// Writes a report to read and print: how to read it, the verdict, and each flag with its picture and decisions. Times are in UTC.
/// </summary>
internal sealed class PdfReportWriter(FontStore fonts, EvidenceReader evidence) : IReportWriter
{
    /// <summary>The columns of an exam's table, with their widths in points.</summary>
    static readonly (string Name, float Width)[] Columns =
    [
        ("Student", 130),
        ("Finished (UTC)", 110),
        ("Score", 50),
        ("Risk", 45),
        ("Flags", 65),
        ("Verdict", 99),
    ];

    public string Format => "pdf";

    public string ContentType => "application/pdf";

    /// <exception cref="FontsMissingException">The fonts are not on this server.</exception>
    public Task<byte[]> WriteAsync(ReportDocument document, CancellationToken cancellation) =>
        SetAsync(
            sheet => ComposeAsync(sheet, document, cancellation),
            $"Proctoring report: {document.Report.ExamName}",
            $"JobGenie Proctoring · {document.Report.SessionId:D}",
            document.AsOf
        );

    public Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> documents, CancellationToken cancellation) =>
        SetAsync(
            sheet => ComposeExam(sheet, examName, documents),
            $"Proctoring report: {examName}",
            "JobGenie Proctoring",
            documents.Count == 0 ? DateTime.UnixEpoch : documents.Max(document => document.AsOf)
        );

    /// <summary>Lays a document out twice: once to learn which letters it needs, and once with a font of only these.</summary>
    async Task<byte[]> SetAsync(Func<PdfLayout, Task> composeAsync, string title, string foot, DateTime at)
    {
        using var faces = new PdfFonts(fonts.Files);
        using (var trial = new PdfLayout(faces))
        {
            await composeAsync(trial).ConfigureAwait(false);
            trial.Finish(title, foot, at);
        }

        faces.CutToDrawn();
        using var sheet = new PdfLayout(faces);
        await composeAsync(sheet).ConfigureAwait(false);
        return sheet.Finish(title, foot, at);
    }

    async Task ComposeAsync(PdfLayout sheet, ReportDocument document, CancellationToken cancellation)
    {
        var report = document.Report;
        Head(sheet, document);
        sheet.Space(12);
        sheet.Box("How to read this report", ReportText.HowToRead);
        Verdicts(sheet, document);
        Risk(sheet, report);
        Monitoring(sheet, report);
        sheet.Space(10);
        sheet.Text($"Flags ({Number(report.Violations.Count)})", PdfStyle.Heading);
        if (report.Violations.Count == 0)
            sheet.Text(NoFlags(report), PdfStyle.Body);
        foreach (var violation in report.Violations)
            await FlagAsync(sheet, document, violation, cancellation).ConfigureAwait(false);
    }

    static Task ComposeExam(PdfLayout sheet, string examName, IReadOnlyList<ReportDocument> documents)
    {
        sheet.Keep(40);
        sheet.Text(examName, PdfStyle.Title);
        sheet.Text($"Proctoring report of an exam: {Number(documents.Count)} ended sessions", PdfStyle.Small);
        sheet.Space(12);
        sheet.Box("How to read this report", ReportText.HowToRead);
        sheet.Space(10);
        sheet.Cells([.. Columns.Select(column => (column.Name, column.Width))], PdfStyle.Strong);
        sheet.Rule();
        foreach (var document in documents)
        {
            var report = document.Report;
            string[] cells =
            [
                document.StudentName ?? document.StudentId,
                Time(report.FinishedAt, "yyyy-MM-dd HH:mm"),
                report.Score is { } score ? $"{score.ToString("0.##", CultureInfo.InvariantCulture)} %" : "–",
                report.Risk?.Score.ToString("0.0", CultureInfo.InvariantCulture) ?? "–",
                Number(report.Violations.Count),
                document.Verdict?.ToString() ?? "No verdict yet",
            ];
            sheet.Cells([.. cells.Zip(Columns, (cell, column) => (cell, column.Width))], PdfStyle.Body with { Size = 9.5f });
        }

        return Task.CompletedTask;
    }

    static void Head(PdfLayout sheet, ReportDocument document)
    {
        var report = document.Report;
        sheet.Keep(80);
        sheet.Text(report.ExamName, PdfStyle.Title);
        sheet.Text($"Proctoring report, as of {Time(document.AsOf, "d MMMM yyyy, HH:mm:ss")} UTC", PdfStyle.Small);
        sheet.Rule();
        sheet.Row("Student", document.StudentName is { Length: > 0 } name ? $"{name} ({document.StudentId})" : document.StudentId);
        sheet.Row("Session", report.SessionId.ToString("D"));
        sheet.Row("Started", $"{Time(report.StartedAt, "d MMMM yyyy, HH:mm:ss")} UTC");
        var why = report switch
        {
            { TimedOut: true } => ", time ran out",
            { Expired: true } => ", not submitted before its link expired",
            _ => "",
        };
        var took = $"{Duration(report.FinishedAt - report.StartedAt)}{why}";
        sheet.Row("Ended", $"{Time(report.FinishedAt, "d MMMM yyyy, HH:mm:ss")} UTC ({took})");
        if (document.EndReason is { } reason)
            sheet.Row("Ended early", reason);
        sheet.Row(
            "Result",
            report is { CorrectAnswers: { } correct, Score: { } score }
                ? $"{Number(correct)} of {Number(report.TotalQuestions)} right, {score.ToString("0.##", CultureInfo.InvariantCulture)} %"
                : "Not reported yet by the system that has the questions"
        );
        sheet.Row(
            "Analysis",
            report.Proctored
                ? $"{Number(report.FramesRead)} frames analysed, {Number(report.FramesRefused)} rejected; policy "
                    + $"{report.Policy ?? "standard"}"
                : "Not proctored: nothing was analysed"
        );
        foreach (var accommodation in report.Accommodations)
            sheet.Row("Accommodation", $"{accommodation.Rule}: {accommodation.Setting} is {accommodation.Value}");
        if (document.ChainHash is { } hash)
            sheet.Row("Records", $"{Number(document.ChainLinks)} links, the last one {hash}");
    }

    static void Verdicts(PdfLayout sheet, ReportDocument document)
    {
        sheet.Space(10);
        sheet.Text("Verdict", PdfStyle.Heading);
        sheet.Text(document.Verdict is { } verdict ? $"{verdict}." : "There is no final verdict yet.", PdfStyle.Body);
        if (document.Report.Violations.Count is var flags and > 0)
            sheet.Text(
                $"{Number(document.Reviewed)} of {Number(flags)} flags reviewed, {Number(flags - document.Reviewed)} not reviewed.",
                PdfStyle.Body
            );
        foreach (var given in document.Verdicts)
            sheet.Text($"{given.Reviewer}, {Time(given.At, "d MMMM yyyy, HH:mm")} UTC: {given.Verdict}. {given.Reason}", PdfStyle.Body);
    }

    static void Risk(PdfLayout sheet, ReportContent report)
    {
        if (report.Risk is not { } risk)
            return;
        sheet.Space(10);
        sheet.Text($"Risk score {risk.Score.ToString("0.0", CultureInfo.InvariantCulture)} of 100", PdfStyle.Heading);
        foreach (var line in risk.Lines)
            sheet.Text(
                $"{line.Title}: {Number(line.Count)} ×, {Duration(TimeSpan.FromSeconds(line.Seconds))} in total, "
                    + $"weight {line.Weight.ToString("0.#", CultureInfo.InvariantCulture)}: "
                    + $"{line.Points.ToString("0.0", CultureInfo.InvariantCulture)} points",
                PdfStyle.Body
            );
    }

    static void Monitoring(PdfLayout sheet, ReportContent report)
    {
        if (report.Monitored.Count == 0)
            return;
        sheet.Space(10);
        sheet.Text("Monitored time", PdfStyle.Heading);
        foreach (var sensor in report.Monitored)
            sheet.Row(
                sensor.Sensor.ToString(),
                $"{Share(Math.Floor(sensor.Share * 100) / 100)} of {Duration(TimeSpan.FromSeconds(sensor.TotalSeconds))}"
            );
        sheet.Space(4);
        sheet.Text(report.Gaps.Count == 0 ? "There is no gap on record." : $"Gaps ({Number(report.Gaps.Count)})", PdfStyle.Strong);
        foreach (var gap in report.Gaps)
            sheet.Text(
                $"{Time(gap.BeganAt, "HH:mm:ss")} to {Time(gap.EndedAt, "HH:mm:ss")} UTC ({Duration(gap.Duration)}), "
                    + $"{gap.Sensor}: {gap.Text}{(gap.OfServer ? ". This server was the reason." : ".")}",
                PdfStyle.Small
            );
    }

    async Task FlagAsync(PdfLayout sheet, ReportDocument document, ReportedViolation violation, CancellationToken cancellation)
    {
        // Keep heading, sentence and picture on one page.
        sheet.Keep(violation.Evidence.Count > 0 ? 350 : 100);
        sheet.Rule();
        sheet.Flag(violation.Severity, violation.Title);
        sheet.Text($"{Time(violation.BeganAt, "HH:mm:ss")} to {Time(violation.EndedAt, "HH:mm:ss")} UTC", PdfStyle.Small);
        sheet.Text(violation.Sentence ?? violation.Title, PdfStyle.Body);
        sheet.Text(violation.Explanation, PdfStyle.Small);
        var threshold = violation.Threshold is { } value ? $", threshold {value.ToString("0.##", CultureInfo.InvariantCulture)}" : "";
        sheet.Text(
            violation.Model is { } model
                ? $"Confidence {Share(violation.PeakConfidence)} at most, {Share(violation.MeanConfidence)} on average; "
                    + $"in {Number(violation.FramesSeen)} of {Number(violation.FramesLooked)} frames; model {model}{threshold}"
                : "Reported by the browser or by the calling system",
            PdfStyle.Small
        );
        for (var index = 0; index < violation.Evidence.Count; index++)
        {
            var boxes = violation.Boxes.ElementAtOrDefault(index) ?? [];
            if (await PictureAsync(document.Report.SessionId, violation.Evidence[index], cancellation).ConfigureAwait(false) is { } picture)
                sheet.Picture(
                    picture,
                    boxes,
                    boxes.Count == 0 ? "The frame that shows it best" : "The frame that shows it best, with the marked areas"
                );
            else
                sheet.Text("The stored picture can no longer be read.", PdfStyle.Small);
        }

        if (violation.SoundFrom is { } from)
            sheet.Text(
                $"A few seconds of audio are stored, from {Time(from, "HH:mm:ss")} UTC. Play them on the session's page.",
                PdfStyle.Small
            );
        foreach (var given in document.Decisions[violation.Id])
            sheet.Text(
                $"{given.Decision} by {given.Reviewer}{(given.Reason is { Length: > 0 } reason ? $": {reason}" : "")}",
                PdfStyle.Strong
            );
        if (!document.IsReviewed(violation.Id))
            sheet.Text($"{ReportText.NotReviewed}.", PdfStyle.Strong);
        if (document.Replies.TryGetValue(violation.Id, out var reply))
            sheet.Text($"Candidate's answer: {reply}", PdfStyle.Body);
    }

    async Task<byte[]?> PictureAsync(Guid sessionId, Guid imageId, CancellationToken cancellation) =>
        await evidence.ReadAsync(sessionId, imageId, cancellation).ConfigureAwait(false)
            is (var content, "image/jpeg" or "image/png" or "image/webp")
            ? content
            : null;

    static string NoFlags(ReportContent report) =>
        report switch
        {
            { Proctored: false } => "This session was not proctored. Nothing was analysed.",
            { FramesRead: 0 } => "No frame was analysed. The lack of flags says nothing about the candidate.",
            _ => "Nothing was flagged.",
        };

    static string Time(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Share(double share) => $"{(share * 100).ToString("0", CultureInfo.InvariantCulture)} %";

    static string Duration(TimeSpan time) =>
        time.TotalSeconds < 60
            ? $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s"
            : $"{((int)time.TotalMinutes).ToString(CultureInfo.InvariantCulture)} min "
                + $"{time.Seconds.ToString(CultureInfo.InvariantCulture)} s";
}
