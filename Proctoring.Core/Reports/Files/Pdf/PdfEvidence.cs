using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports.Files.Pdf;

/// <summary>The pages of a report that show each flag: its sentence, pictures, source and decisions.</summary>
internal static class PdfEvidence
{
    static readonly IStringLocalizer L = TextSet.Of<ReportTexts>();

    /// <summary>Adds all flags; nothing without flags.</summary>
    public static async Task ComposeAsync(PdfLayout sheet, ReportDocument document, PdfPictures pictures, CancellationToken cancellation)
    {
        var report = document.Report;
        if (report.Violations.Count == 0)
            return;
        sheet.Space(10);
        var hasScreens = await pictures.HasScreensAsync(cancellation).ConfigureAwait(false);
        sheet.Keep((hasScreens ? 54 : 40) + SmallestHeight(report.Violations[0], hasScreens));
        sheet.Text(L["Pdf_Evidence"], PdfStyle.Heading);
        if (hasScreens)
        {
            var (after, before) = ((long)FlagScreen.After.TotalSeconds, (long)FlagScreen.Before.TotalSeconds);
            sheet.Text(L["Pdf_Screen", DisplayText.Number(after), DisplayText.Number(before)], PdfStyle.Small);
        }

        foreach (var (index, violation) in report.Violations.Index())
            await FlagAsync(sheet, document, violation, index + 1, pictures, cancellation).ConfigureAwait(false);
        Types(sheet, report);
    }

    /// <summary>The space that keeps heading, sentence and pictures on one page, in points.</summary>
    static float SmallestHeight(ReportedViolation violation, bool hasScreen) =>
        violation.Strip is not null ? 104
        : violation.Evidence.Count > 0 || hasScreen ? 140
        : 60;

    static async Task FlagAsync(
        PdfLayout sheet,
        ReportDocument document,
        ReportedViolation violation,
        int number,
        PdfPictures pictures,
        CancellationToken cancellation
    )
    {
        var screen = await pictures.ScreenAsync(violation.BeganAt, cancellation).ConfigureAwait(false);
        var room = await pictures.RoomAsync(violation.BeganAt, cancellation).ConfigureAwait(false);
        sheet.Keep(SmallestHeight(violation, screen is not null || room is not null));
        sheet.Space(2);
        sheet.Flag(violation.Severity, $"{DisplayText.Number(number)}. {violation.ShownTitle}");
        sheet.Text($"{Span(document, violation)} · {Source(violation)}", PdfStyle.Small);
        sheet.Text(violation.ShownSentence ?? violation.ShownTitle, PdfStyle.Body with { Size = 9.5f });
        await PicturesAsync(sheet, violation, number, screen, room?.Image, pictures, cancellation).ConfigureAwait(false);
        if (room is { Image: null })
            sheet.Text(L["Pdf_PictureUnreadable"], PdfStyle.Small);
        else if (room is not null)
            sheet.Text(L["Pdf_Room", DisplayText.TimeWithSeconds(room.TakenAt)], PdfStyle.Small);
        if (violation.SoundFrom is { } from)
            sheet.Text(L["Pdf_Sound", DisplayText.TimeWithSeconds(from)], PdfStyle.Small);
        if (violation is { DeletedAt: { } deleted, DeletedBy: { } cause })
            sheet.Text(L[$"Pdf_Deleted{cause}", DisplayText.Day(document.Local(deleted))], PdfStyle.Small);
        sheet.Text(ReportText.DecisionsOf(document, violation, isolate: true), PdfStyle.Strong with { Size = 9.5f });
        if (document.Replies.TryGetValue(violation.Id, out var reply))
            sheet.Text(L["Pdf_Reply", BidiText.Isolate(reply)], PdfStyle.Body);
    }

    /// <summary>The best picture with its boxes, and beside it pictures of the strip, the room and the screen.</summary>
    static async Task PicturesAsync(
        PdfLayout sheet,
        ReportedViolation violation,
        int number,
        PdfScreen? screen,
        PdfPicture? room,
        PdfPictures pictures,
        CancellationToken cancellation
    )
    {
        List<PdfFigure> row = [];
        var unreadable = screen is { Image: null };
        for (var index = 0; index < violation.Evidence.Count; index++)
        {
            if (await pictures.PictureAsync(violation.Evidence[index], cancellation).ConfigureAwait(false) is { } picture)
                row.Add(new PdfFigure(picture, Camera(row.Count), violation.Boxes.ElementAtOrDefault(index) ?? []));
            else
                unreadable = true;
        }

        if (violation.Strip is { } strip)
        {
            var shown = await pictures.StripAsync(strip, violation.StripTimes.Count, cancellation).ConfigureAwait(false);
            unreadable |= shown.Count == 0;
            var before = row.Count;
            row.AddRange(shown.Skip(before).Select((picture, index) => new PdfFigure(picture, Camera(before + index), [])));
        }

        if (room is not null)
            row.Add(new PdfFigure(room, L["Pdf_RoomAlternative", DisplayText.Number(number)], []));
        // As high as the others: with the screen, 25 flags fit the same six pages.
        var last = screen?.Image is { } image ? new PdfFigure(image, L["Pdf_ScreenAlternative", DisplayText.Number(number)], []) : null;
        sheet.Pictures(row, violation.Strip is null ? 72 : 36, last);
        if (unreadable)
            sheet.Text(L["Pdf_PictureUnreadable"], PdfStyle.Small);

        string Camera(int before) =>
            L["Pdf_PictureAlternative", DisplayText.Number(before + 1), DisplayText.Number(number), violation.ShownTitle];
    }

    static string Span(ReportDocument document, ReportedViolation violation)
    {
        string utc = L["Pdf_Span", DisplayText.TimeWithSeconds(violation.BeganAt), DisplayText.TimeWithSeconds(violation.EndedAt)];
        return document.Zone.Equals(TimeZoneInfo.Utc)
            ? utc
            : L[
                "Pdf_SpanLocal",
                DisplayText.TimeWithSeconds(document.Local(violation.BeganAt)),
                DisplayText.TimeWithSeconds(document.Local(violation.EndedAt)),
                document.Zone.Id,
                utc
            ];
    }

    /// <summary>The explanation of each type of flag that occurs, once.</summary>
    static void Types(PdfLayout sheet, ReportContent report)
    {
        sheet.Space(10);
        sheet.Keep(60);
        sheet.Text(L["Pdf_Types"], PdfStyle.Heading);
        foreach (var violation in report.Violations.DistinctBy(violation => violation.Type))
            sheet.Text(L["Pdf_Type", violation.ShownTitle, violation.ShownExplanation], PdfStyle.Small);
    }

    /// <summary>Where a flag comes from, with the numbers of the model that saw it.</summary>
    static string Source(ReportedViolation violation)
    {
        if (violation.Model is not { } model)
            return L["Pdf_Reported"];
        List<object> values =
        [
            DisplayText.Percent(violation.PeakConfidence),
            DisplayText.Percent(violation.MeanConfidence),
            DisplayText.Number(violation.FramesSeen),
            DisplayText.Number(violation.FramesLooked),
            BidiText.Isolate(DetailText.OfModel(model)),
        ];
        if (violation.Threshold is not { } threshold)
            return L["Pdf_Confidence", [.. values]];
        return L["Pdf_ConfidenceThreshold", [.. values, threshold.ToString("0.##", CultureInfo.CurrentCulture)]];
    }
}
