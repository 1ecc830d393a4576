using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>
/// Writes a report to read and print, in the reader's language: how to read it, the verdict, and each flag with its picture and
/// decisions. Times are in the reader's time zone and in UTC.
/// </summary>
internal sealed class PdfReportWriter(FontStore fonts, EvidenceReader evidence) : IReportWriter
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>The widths of the columns of an exam's table, in points.</summary>
    static readonly float[] Widths = [130, 110, 50, 45, 65, 99];

    /// <summary>The widths of the columns of the flags, in points.</summary>
    static readonly float[] FlagWidths = [22, 88, 132, 48, 46, 163];

    /// <summary>The width of the photo from the start, in points.</summary>
    const float PhotoWidth = 96;

    public string Format => "pdf";

    public string ContentType => "application/pdf";

    /// <exception cref="FontsMissingException">The fonts are not on this server.</exception>
    public async Task<byte[]> WriteAsync(ReportDocument document, CancellationToken cancellation)
    {
        var pictures = new PdfPictures(evidence, document.Report.SessionId);
        var student = document.StudentName is { Length: > 0 } name ? name : document.StudentId;
        return await SetAsync(
                sheet => ComposeAsync(sheet, document, pictures, cancellation),
                L["Pdf_DocumentTitle", $"{document.Report.ExamName}, {student}"],
                $"{document.Report.SessionId:D} · {BidiText.Isolate(student)} · {BidiText.Isolate(document.Report.ExamName)}",
                document.AsOf
            )
            .ConfigureAwait(false);
    }

    public Task<byte[]> WriteExamAsync(string examName, IReadOnlyList<ReportDocument> documents, CancellationToken cancellation) =>
        SetAsync(
            sheet => ComposeExam(sheet, examName, documents),
            L["Pdf_DocumentTitle", examName],
            "JobGenie Proctoring",
            documents.Count == 0 ? DateTime.UnixEpoch : documents.Max(document => document.AsOf)
        );

    async Task<byte[]> SetAsync(Func<PdfLayout, Task> composeAsync, string title, string foot, DateTime at)
    {
        using var faces = new PdfFonts(fonts.Files) { RightToLeft = Language.Current.RightToLeft };
        var sheet = new PdfLayout(faces);
        await composeAsync(sheet).ConfigureAwait(false);
        return sheet.Finish(title, foot, at);
    }

    static async Task ComposeAsync(PdfLayout sheet, ReportDocument document, PdfPictures pictures, CancellationToken cancellation)
    {
        var report = document.Report;
        sheet.Keep(80);
        sheet.Text(report.ExamName, PdfStyle.Title);
        sheet.Text(L["Pdf_AsOf", PdfFacts.Moment(document.AsOf)], PdfStyle.Small);
        sheet.Rule();
        if (await pictures.StartPhotoAsync(cancellation).ConfigureAwait(false) is { } photo)
        {
            sheet.Corner(photo, L["Pdf_StartPhoto"], PhotoWidth);
            sheet.Reserved = PhotoWidth + 12;
        }

        PdfFacts.Head(sheet, document);
        sheet.Reserved = 0;
        PdfFacts.Verdicts(sheet, document);
        Timeline(sheet, document);
        sheet.Space(8);
        sheet.Box(L["Pdf_HowToRead"], ReportText.HowToRead);
        FlagTable(sheet, document);
        Risk(sheet, report);
        Monitoring(sheet, report);
        await PdfEvidence.ComposeAsync(sheet, document, pictures, cancellation).ConfigureAwait(false);
        Answering(sheet, document);
    }

    /// <summary>The flags of a session over its time.</summary>
    static void Timeline(PdfLayout sheet, ReportDocument document)
    {
        var report = document.Report;
        if (!report.Proctored || report.FinishedAt <= report.StartedAt)
            return;
        double At(DateTime time) => Math.Clamp((time - report.StartedAt) / (report.FinishedAt - report.StartedAt), 0, 1);
        sheet.Space(8);
        sheet.Keep(70);
        sheet.Text(L["Pdf_Timeline"], PdfStyle.Strong with { Tag = "H2" });
        sheet.Timeline(
            [.. report.Violations.Select(violation => (violation.Severity, At(violation.BeganAt), At(violation.EndedAt)))],
            [.. report.Gaps.Select(gap => (At(gap.BeganAt), At(gap.EndedAt)))],
            PdfFacts.Clock(document, report.StartedAt),
            PdfFacts.Clock(document, report.FinishedAt)
        );
    }

    /// <summary>One line for each flag, with its decisions.</summary>
    static void FlagTable(PdfLayout sheet, ReportDocument document)
    {
        var report = document.Report;
        sheet.Space(8);
        sheet.Keep(60);
        sheet.Text(L["Pdf_Flags", Number(report.Violations.Count)], PdfStyle.Heading);
        if (report.Violations.Count == 0)
        {
            sheet.Text(NoFlags(report), PdfStyle.Body);
            return;
        }

        string[] heads =
        [
            L["Pdf_ColumnNumber"],
            L["Pdf_ColumnTime", document.Zone.Id],
            L["Pdf_ColumnFlag"],
            L["Pdf_ColumnSeverity"],
            L["Pdf_ColumnDuration"],
            L["Pdf_ColumnDecision"],
        ];
        sheet.Table(heads, FlagWidths, report.Violations.Index().Select(Row), PdfStyle.Body with { Size = 9 });

        string[] Row((int Index, ReportedViolation Item) row) =>
            [
                Number(row.Index + 1),
                DisplayText.TimeWithSeconds(document.Local(row.Item.BeganAt)),
                row.Item.ShownTitle,
                ReportText.Of(row.Item.Severity),
                row.Item.Duration > TimeSpan.Zero ? DisplayText.Duration(row.Item.Duration) : "–",
                ReportText.DecisionsOf(document, row.Item, isolate: true),
            ];
    }

    static Task ComposeExam(PdfLayout sheet, string examName, IReadOnlyList<ReportDocument> documents)
    {
        sheet.Keep(40);
        sheet.Text(examName, PdfStyle.Title);
        sheet.Text(L["Pdf_ExamLead", Number(documents.Count)], PdfStyle.Small);
        sheet.Space(12);
        sheet.Box(L["Pdf_HowToRead"], ReportText.HowToRead);
        sheet.Space(10);
        sheet.Table(Columns(), Widths, documents.Select(RowOf), PdfStyle.Body with { Size = 9.5f });
        return Task.CompletedTask;
    }

    static string[] RowOf(ReportDocument document)
    {
        var report = document.Report;
        return
        [
            document.StudentName ?? document.StudentId,
            DisplayText.ShortDayAndTime(report.FinishedAt),
            report.Score is { } score ? DisplayText.Score(score) : "–",
            report.Risk is { } risk ? DisplayText.Decimal(risk.Score) : "–",
            Number(report.Violations.Count),
            document.Verdict is { } verdict ? DecisionText.Of(verdict) : L["Pdf_ColumnNoVerdict"],
        ];
    }

    static void Risk(PdfLayout sheet, ReportContent report)
    {
        if (report.Risk is not { } risk)
            return;
        sheet.Space(10);
        sheet.Text(L["Pdf_Risk", DisplayText.Decimal(risk.Score)], PdfStyle.Heading);
        foreach (var line in risk.Lines)
            sheet.Text(
                L[
                    "Pdf_RiskLine",
                    RuleText.Title(line.Type, line.Title),
                    Number(line.Count),
                    Seconds(line.Seconds),
                    line.Weight.ToString("0.#", CultureInfo.CurrentCulture),
                    DisplayText.Decimal(line.Points)
                ],
                PdfStyle.Body
            );
    }

    static void Monitoring(PdfLayout sheet, ReportContent report)
    {
        if (report.Monitored.Count == 0)
            return;
        sheet.Space(10);
        sheet.Text(GapText.Monitored, PdfStyle.Heading);
        foreach (var sensor in report.Monitored)
            sheet.Row(GapText.Of(sensor.Sensor), GapText.Share(sensor));
        sheet.Space(4);
        sheet.Text(report.Gaps.Count == 0 ? GapText.None : GapText.Title(report.Gaps.Count), PdfStyle.Strong with { Tag = "H3" });
        foreach (var gap in report.Gaps)
            sheet.Text(GapText.Of(gap, time => $"{DisplayText.TimeWithSeconds(time)} UTC"), PdfStyle.Small);
    }

    static void Answering(PdfLayout sheet, ReportDocument document)
    {
        if (document.Answering is not { Timed: > 0 } answering)
            return;
        sheet.Space(10);
        sheet.Keep(60);
        sheet.Text(AnsweringText.Title, PdfStyle.Heading);
        sheet.Text(AnsweringText.Paragraph(answering), PdfStyle.Body with { Size = 9 });
        sheet.Text(AnsweringText.Note, PdfStyle.Small);
    }

    static string NoFlags(ReportContent report) =>
        report switch
        {
            { Proctored: false } => L["Pdf_NoFlagsNotProctored"],
            { FramesRead: 0 } => L["Pdf_NoFlagsNoFrames"],
            _ => L["Pdf_NoFlags"],
        };

    static string[] Columns() =>
        [L["Pdf_Student"], L["Pdf_ColumnFinished"], L["Pdf_ColumnScore"], L["Pdf_ColumnRisk"], L["Pdf_ColumnFlags"], L["Pdf_Verdict"]];

    static string Number(long number) => DisplayText.Number(number);

    static string Seconds(double seconds) =>
        seconds < 60
            ? L["Pdf_Seconds", seconds.ToString("0.#", CultureInfo.CurrentCulture)]
            : DisplayText.Duration(TimeSpan.FromSeconds(seconds));
}
