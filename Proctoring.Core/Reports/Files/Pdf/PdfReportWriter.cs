using System.Globalization;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>A report to read and to print: what it is, how to read it, each flag with its picture, and what people made of it. Times are in UTC.</summary>
internal sealed class PdfReportWriter(FontStore fonts, EvidenceReader evidence) : IReportWriter
{
    /// <summary>The table of an exam, with the widths in points.</summary>
    static readonly (string Name, float Width)[] Columns = [("Student", 130), ("Finished (UTC)", 110), ("Score", 50), ("Risk", 45), ("Flags", 65), ("Verdict", 99)];

    public string Format => "pdf";

    public string ContentType => "application/pdf";

    /// <exception cref="FontsMissingException">They are not restored.</exception>
    public Task<byte[]> WriteAsync(ReportDocument dossier, CancellationToken cancellation) => SetAsync(
        sheet => ComposeAsync(sheet, dossier, cancellation),
        $"Proctoring report: {dossier.Report.ExamName}", $"JobGenie Proctoring · {dossier.Report.SessionId:D}", dossier.AsOf);

    public Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> dossiers, CancellationToken cancellation) => SetAsync(
        sheet => ComposeExam(sheet, examName, dossiers),
        $"Proctoring report: {examName}", "JobGenie Proctoring", dossiers.Count == 0 ? DateTime.UnixEpoch : dossiers.Max(dossier => dossier.AsOf));

    /// <summary>Sets a document twice: once to learn which letters it needs, and once with only these.</summary>
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

    async Task ComposeAsync(PdfLayout sheet, ReportDocument dossier, CancellationToken cancellation)
    {
        var report = dossier.Report;
        Head(sheet, dossier);
        sheet.Space(12);
        sheet.Box("How to read this report", ReportText.HowToRead);
        Verdicts(sheet, dossier);
        Risk(sheet, report);
        sheet.Space(10);
        sheet.Text($"What was noticed ({report.Violations.Count.ToString(CultureInfo.InvariantCulture)})", PdfStyle.Heading);
        if (report.Violations.Count == 0)
            sheet.Text(report.Proctored ? "Nothing was flagged." : "This session was not proctored: nothing was watched.", PdfStyle.Body);
        foreach (var violation in report.Violations)
            await FlagAsync(sheet, dossier, violation, cancellation).ConfigureAwait(false);
    }

    static Task ComposeExam(PdfLayout sheet, string examName, IReadOnlyList<ReportDocument> dossiers)
    {
        sheet.Keep(40);
        sheet.Text(examName, PdfStyle.Title);
        sheet.Text($"Proctoring report of an exam: {Number(dossiers.Count)} finished session(s)", PdfStyle.Small);
        sheet.Space(12);
        sheet.Box("How to read this report", ReportText.HowToRead);
        sheet.Space(10);
        sheet.Cells([.. Columns.Select(column => (column.Name, column.Width))], PdfStyle.Strong);
        sheet.Rule();
        foreach (var dossier in dossiers)
        {
            var report = dossier.Report;
            string[] cells =
            [
                dossier.StudentName ?? dossier.StudentId, Time(report.FinishedAt, "yyyy-MM-dd HH:mm"), report.Score is { } score ? $"{score.ToString("0.##", CultureInfo.InvariantCulture)} %" : "–",
                report.Risk?.Score.ToString("0.0", CultureInfo.InvariantCulture) ?? "–", Number(report.Violations.Count), dossier.Verdict?.ToString() ?? "No verdict yet",
            ];
            sheet.Cells([.. cells.Zip(Columns, (cell, column) => (cell, column.Width))], PdfStyle.Body with { Size = 9.5f });
        }

        return Task.CompletedTask;
    }

    static void Head(PdfLayout sheet, ReportDocument dossier)
    {
        var report = dossier.Report;
        sheet.Keep(80);
        sheet.Text(report.ExamName, PdfStyle.Title);
        sheet.Text($"Proctoring report, as of {Time(dossier.AsOf, "d MMMM yyyy, HH:mm:ss")} UTC", PdfStyle.Small);
        sheet.Rule();
        sheet.Row("Student", dossier.StudentName is { Length: > 0 } name ? $"{name} ({dossier.StudentId})" : dossier.StudentId);
        sheet.Row("Session", report.SessionId.ToString("D"));
        sheet.Row("From", $"{Time(report.StartedAt, "d MMMM yyyy, HH:mm:ss")} UTC");
        sheet.Row("To", $"{Time(report.FinishedAt, "d MMMM yyyy, HH:mm:ss")} UTC ({Duration(report.FinishedAt - report.StartedAt)}{(report.TimedOut ? ", the time was up" : "")})");
        if (dossier.EndReason is { } why)
            sheet.Row("Ended early", why);
        sheet.Row("Result", report is { CorrectAnswers: { } correct, Score: { } score }
            ? $"{Number(correct)} of {Number(report.TotalQuestions)} right, {score.ToString("0.##", CultureInfo.InvariantCulture)} %"
            : "Not told yet by the system that has the questions");
        sheet.Row("Watched", report.Proctored
            ? $"{Number(report.FramesRead)} frames read, {Number(report.FramesRefused)} not; policy {report.Policy ?? "standard"}"
            : "Not proctored: nothing was watched");
        foreach (var accommodation in report.Accommodations)
            sheet.Row("Accommodation", $"{accommodation.Rule}: {accommodation.Setting} is {accommodation.Value}");
        if (dossier.ChainHash is { } hash)
            sheet.Row("Records", $"{Number(dossier.ChainLinks)} links, the last one {hash}");
    }

    static void Verdicts(PdfLayout sheet, ReportDocument dossier)
    {
        sheet.Space(10);
        sheet.Text("Verdict", PdfStyle.Heading);
        sheet.Text(dossier.Verdict is { } verdict ? $"{verdict}." : "There is no final verdict yet.", PdfStyle.Body);
        foreach (var given in dossier.Verdicts)
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
                $"{line.Title}: {Number(line.Count)} ×, {Duration(TimeSpan.FromSeconds(line.Seconds))} in all, weight {line.Weight.ToString("0.#", CultureInfo.InvariantCulture)}: "
                + $"{line.Points.ToString("0.0", CultureInfo.InvariantCulture)} points",
                PdfStyle.Body);
    }

    async Task FlagAsync(PdfLayout sheet, ReportDocument dossier, ReportedViolation violation, CancellationToken cancellation)
    {
        // Heading, sentence and picture stay together.
        sheet.Keep(violation.Evidence.Count > 0 ? 350 : 100);
        sheet.Rule();
        sheet.Flag(violation.Severity, violation.Title);
        sheet.Text($"{Time(violation.BeganAt, "HH:mm:ss")} to {Time(violation.EndedAt, "HH:mm:ss")} UTC", PdfStyle.Small);
        sheet.Text(violation.Sentence ?? violation.Title, PdfStyle.Body);
        sheet.Text(violation.Explanation, PdfStyle.Small);
        var threshold = violation.Threshold is { } value ? $", threshold {value.ToString("0.##", CultureInfo.InvariantCulture)}" : "";
        sheet.Text(
            violation.Model is { } model
                ? $"{Share(violation.PeakConfidence)} sure at best, {Share(violation.MeanConfidence)} on average; seen in {Number(violation.FramesSeen)} of {Number(violation.FramesLooked)} looks; by {model}{threshold}"
                : "Reported by the browser",
            PdfStyle.Small);
        for (var index = 0; index < violation.Evidence.Count; index++)
        {
            var boxes = violation.Boxes.ElementAtOrDefault(index) ?? [];
            if (await PictureAsync(dossier.Report.SessionId, violation.Evidence[index], cancellation).ConfigureAwait(false) is { } picture)
                sheet.Picture(picture, boxes, boxes.Count == 0 ? "The frame that shows it best" : "The frame that shows it best, with what was marked");
            else
                sheet.Text("There was a picture; it can't be read any more.", PdfStyle.Small);
        }

        if (violation.SoundFrom is { } from)
            sheet.Text($"A few seconds of sound around it are kept, from {Time(from, "HH:mm:ss")} UTC on; they are heard on the page of the session.", PdfStyle.Small);
        foreach (var given in dossier.Decisions[violation.Id])
            sheet.Text($"{given.Decision} by {given.Reviewer}{(given.Reason is { Length: > 0 } reason ? $": {reason}" : "")}", PdfStyle.Strong);
        if (dossier.Replies.TryGetValue(violation.Id, out var reply))
            sheet.Text($"The candidate says: {reply}", PdfStyle.Body);
    }

    async Task<byte[]?> PictureAsync(Guid sessionId, Guid imageId, CancellationToken cancellation) =>
        await evidence.ReadAsync(sessionId, imageId, cancellation).ConfigureAwait(false) is (var content, "image/jpeg" or "image/png" or "image/webp")
            ? content
            : null;

    static string Time(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Share(double share) => $"{(share * 100).ToString("0", CultureInfo.InvariantCulture)} %";

    static string Duration(TimeSpan time) => time.TotalSeconds < 60
        ? $"{time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s"
        : $"{((int)time.TotalMinutes).ToString(CultureInfo.InvariantCulture)} min {time.Seconds.ToString(CultureInfo.InvariantCulture)} s";
}
