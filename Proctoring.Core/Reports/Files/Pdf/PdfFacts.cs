using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>The facts at the start of a report: who took the exam, when and how, its result, and the verdicts.</summary>
internal static class PdfFacts
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    public static void Head(PdfLayout sheet, ReportDocument document)
    {
        var report = document.Report;
        sheet.Row(L["Pdf_Student"], document.StudentName is { Length: > 0 } name ? Named(name, document.StudentId) : document.StudentId);
        sheet.Row(L["Pdf_Session"], report.SessionId.ToString("D"));
        sheet.Row(L["Pdf_Started"], Clock(document, report.StartedAt, day: true));
        sheet.Row(
            L["Pdf_Ended"],
            L[
                report.TimedOut ? "Pdf_EndedTimeOut"
                : report.Expired ? "Pdf_EndedExpired"
                : "Pdf_EndedAfter",
                Clock(document, report.FinishedAt, day: true),
                BidiText.Isolate(DisplayText.Duration(report.FinishedAt - report.StartedAt))
            ]
        );
        if (document.EndReason is { } why)
            sheet.Row(L["Pdf_EndedEarly"], why);
        sheet.Row(
            L["Pdf_Result"],
            report is { CorrectAnswers: { } correct, Score: { } score }
                ? L["Pdf_Right", Number(correct), Number(report.TotalQuestions), score.ToString("0.##", CultureInfo.CurrentCulture)]
                : L["Pdf_ResultMissing"]
        );
        if (report.Correction is { } correction)
            sheet.Row(
                L["Pdf_Correction"],
                L[
                    "Pdf_Corrected",
                    BidiText.Isolate(Clock(document, correction.At, day: true)),
                    correction.ScoreBefore is { } before ? DisplayText.Score(before) : "–"
                ]
            );
        sheet.Row(
            L["Pdf_Analysis"],
            report.Proctored
                ? L["Pdf_Frames", Number(report.FramesRead), Number(report.FramesRefused), report.Policy ?? "standard"]
                : L["Pdf_NotProctored"]
        );
        Times(sheet, report);
        Identity(sheet, document);
        foreach (var accommodation in report.Accommodations)
            sheet.Row(L["Pdf_Accommodation"], L["Pdf_AccommodationValue", accommodation.Rule, accommodation.Setting, accommodation.Value]);
        if (document.ChainHash is { } hash)
            sheet.Row(L["Pdf_Records"], L["Pdf_Links", Number(document.ChainLinks), hash]);
    }

    /// <summary>What happened to the time of the session.</summary>
    static void Times(PdfLayout sheet, ReportContent report)
    {
        foreach (var change in report.TimeChanges.Where(change => change.AddsTime))
            sheet.Row(
                L["Pdf_TimeChange"],
                L[
                    change.Reason is null ? "Pdf_TimeLost" : "Pdf_TimeStaff",
                    BidiText.Isolate(DisplayText.Duration(change.Added)),
                    BidiText.Isolate(Moment(change.At)),
                    BidiText.Isolate(change.Reason ?? "")
                ]
            );
        foreach (var pause in ReportedPause.Of(report.TimeChanges))
            sheet.Row(
                L["Pdf_Pause"],
                L[
                    pause.OwnBreak ? "Pdf_PauseBreak" : "Pdf_PauseStaff",
                    BidiText.Isolate(DisplayText.Duration(pause.Lasted)),
                    BidiText.Isolate(Moment(pause.BeganAt)),
                    BidiText.Isolate(pause.Reason ?? "")
                ]
            );
        if (report.LastLateAnswerAt is { } late)
            sheet.Row(L["Pdf_LateAnswers"], L["Pdf_LateAnswersValue", Number(report.LateAnswers), BidiText.Isolate(Moment(late))]);
        if (report.AnswersInPauses > 0)
            sheet.Row(L["Pdf_AnswersInPauses"], L["Pdf_AnswersInPausesValue", Number(report.AnswersInPauses)]);
    }

    /// <summary>The check by a person and the requests to turn the head.</summary>
    static void Identity(PdfLayout sheet, ReportDocument document)
    {
        if (document.PersonCheck is { } identity)
            sheet.Row(
                L["Pdf_Identity"],
                L[
                    identity.Confirmed switch
                    {
                        null => "Pdf_IdentityOpen",
                        true => "Pdf_IdentityConfirmed",
                        false => "Pdf_IdentityNotConfirmed",
                    }
                ]
            );
        foreach (var approval in document.PhotoApprovals)
            sheet.Row(L["Pdf_Identity"], approval.Sentence(Moment(approval.At)));
        foreach (var turn in document.HeadTurns)
            sheet.Row(
                turn.AskedAt > document.Report.StartedAt ? L["Pdf_HeadTurnAt", BidiText.Isolate(Moment(turn.AskedAt))] : L["Pdf_HeadTurn"],
                turn.Text
            );
    }

    public static void Verdicts(PdfLayout sheet, ReportDocument document)
    {
        sheet.Space(10);
        sheet.Text(L["Pdf_Verdict"], PdfStyle.Heading);
        sheet.Text(document.Verdict is { } verdict ? L["Pdf_VerdictIs", DecisionText.Of(verdict)] : L["Pdf_NoVerdict"], PdfStyle.Body);
        if (document.Report.Violations.Count is var flags and > 0)
            sheet.Text(L["Pdf_Reviewed", Number(document.Reviewed), Number(flags), Number(document.NotReviewed)], PdfStyle.Body);
        foreach (var given in document.Verdicts)
            sheet.Text(
                L[
                    "Pdf_GivenVerdict",
                    BidiText.Isolate(given.Reviewer),
                    DisplayText.DayAndTime(given.At),
                    DecisionText.Of(given.Verdict),
                    BidiText.Isolate(DecisionText.Reason(given.Reason))
                ],
                PdfStyle.Body
            );
    }

    /// <summary>A time in the reader's zone and in UTC.</summary>
    public static string Clock(ReportDocument document, DateTime utc, bool day = false)
    {
        string Shown(DateTime time) => day ? Moment(time) : DisplayText.TimeWithSeconds(time);
        return document.Zone.Equals(TimeZoneInfo.Utc)
            ? L["Pdf_Utc", Shown(utc)]
            : L["Pdf_LocalUtc", Shown(document.Local(utc)), document.Zone.Id, DisplayText.TimeWithSeconds(utc)];
    }

    public static string Moment(DateTime time) => $"{DisplayText.Day(time)}, {DisplayText.TimeWithSeconds(time)}";

    /// <summary>A name and an id, each in its own direction.</summary>
    static string Named(string name, string id) => $"{BidiText.Isolate(name)} ({BidiText.Isolate(id)})";

    static string Number(long number) => DisplayText.Number(number);
}
