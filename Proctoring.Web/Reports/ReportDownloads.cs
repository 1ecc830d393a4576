using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Files;
using Proctoring.Core.Reports.Fonts;
using Proctoring.Core.Reviews;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;
using Proctoring.Web.Requests;
using Proctoring.Web.Resources;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Reports;

/// <summary>Serves report files to staff who may see the session, and the public key to everyone. Each download is in the audit
/// log.</summary>
internal static class ReportDownloads
{
    public const string PublicKeyPath = "/check/public-key.pem";

    static readonly IStringLocalizer L = TextSet.Of<ReviewTexts>();

    /// <summary>Serves all formats with their signatures.</summary>
    public static string ArchiveOf(Guid sessionId) => $"review/sessions/{sessionId:D}/report.zip";

    /// <summary>Serves one format for display, with times in a time zone.</summary>
    public static string FileOf(Guid sessionId, string format, string zone) =>
        $"review/sessions/{sessionId:D}/report.{format}?zone={Uri.EscapeDataString(zone)}";

    /// <summary>Serves all formats of a whole exam with their signatures.</summary>
    public static string ArchiveOfExam(int examId) => string.Create(CultureInfo.InvariantCulture, $"review/exams/{examId}/report.zip");

    /// <summary>The same for an exam by its name, also for one of another system.</summary>
    public static string ArchiveOfExam(string name) => $"review/exams/report.zip?exam={Uri.EscapeDataString(name)}";

    public static void MapReportDownloads(this IEndpointRouteBuilder routes)
    {
        var staff = routes.MapGroup("/review").RequireAuthorization(StaffPolicies.Read);
        staff.MapDeferredGet("/sessions/{sessionId:guid}/report.zip", SessionArchiveAsync);
        staff.MapDeferredGet("/sessions/{sessionId:guid}/report.{format:regex(^(pdf|csv|json)$)}", SessionFileAsync);
        staff.MapDeferredGet("/exams/{examId:int}/report.zip", ExamArchiveAsync);
        staff.MapDeferredGet("/exams/report.zip", NamedExamArchiveAsync);
        routes.MapDeferredGet("/sessions/{sessionId:guid}/report.pdf", OwnReportAsync);
        routes.MapDeferredGet(PublicKeyPath, (ReportSigner signer) => Results.Text(signer.PublicKey, "application/x-pem-file"));
    }

    static Task<IResult> SessionArchiveAsync(Guid sessionId, ReportFiles files, HttpContext context) =>
        SendAsync(
            context,
            viewer => files.ArchiveAsync(viewer, sessionId, context.RequestAborted),
            (blind, viewer) => blind.HideAsync(viewer, sessionId, context.RequestAborted),
            "All formats of a session's report",
            L["ReportDownload_NoSession"],
            sessionId
        );

    static Task<IResult> SessionFileAsync(Guid sessionId, string format, string? zone, ReportFiles files, HttpContext context) =>
        SendAsync(
            context,
            async viewer => (await files.OfSessionAsync(viewer, sessionId, format, ZoneOf(zone), context.RequestAborted))?.File,
            (blind, viewer) => blind.HideAsync(viewer, sessionId, context.RequestAborted),
            $"A session's report as {format}",
            L["ReportDownload_NoSession"],
            sessionId
        );

    /// <summary>The reader's time zone; UTC if it is not known to this server.</summary>
    static TimeZoneInfo ZoneOf(string? id) => TimeZoneInfo.TryFindSystemTimeZoneById(id ?? "", out var zone) ? zone : TimeZoneInfo.Utc;

    static Task<IResult> ExamArchiveAsync(int examId, ReportFiles files, HttpContext context) =>
        SendAsync(
            context,
            viewer => files.ExamArchiveAsync(viewer, examId, context.RequestAborted),
            (blind, viewer) => blind.HideAsync(viewer, examId, context.RequestAborted),
            string.Create(CultureInfo.InvariantCulture, $"All formats of the report of the exam with the id {examId}"),
            L["ReportDownload_NoExam"],
            null
        );

    static Task<IResult> NamedExamArchiveAsync(string? exam, Guid? system, ReportFiles files, HttpContext context)
    {
        if (string.IsNullOrEmpty(exam) || !TextCharacters.IsStorable(exam))
            return Task.FromResult(Missing(context, L["ReportDownload_NoExam"]));
        var named = new NamedExam(exam, system);
        return SendAsync(
            context,
            viewer => files.ExamArchiveAsync(viewer, named, context.RequestAborted),
            (blind, viewer) => blind.HideAsync(viewer, named, context.RequestAborted),
            $"All formats of the report of the exam {exam}",
            L["ReportDownload_NoExam"],
            null
        );
    }

    /// <summary>Serves candidates their own report. A wrong link, an expired one and a missing report get the same answer.</summary>
    static async Task<IResult> OwnReportAsync(Guid sessionId, string? key, OwnReportLinks links, ReportFiles files, HttpContext context)
    {
        if (key is null || links.Open(sessionId, key) is not { } tokenHash)
            return Missing(context, L["ReportDownload_NoOwn"]);
        try
        {
            if (await files.OwnAsync(sessionId, tokenHash, "pdf", context.RequestAborted) is not { } file)
                return Missing(context, L["ReportDownload_NoOwn"]);
            context.Response.Headers.CacheControl = "private, no-store";
            return Results.File(file.Content, file.ContentType, file.Name);
        }
        catch (FontsMissingException)
        {
            return Results.Text(L["ReportDownload_NoFonts"], statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    static async Task<IResult> SendAsync(
        HttpContext context,
        Func<StaffViewer, Task<ReportFile?>> makeAsync,
        Func<BlindReviews, StaffViewer, Task<bool>> hidesAsync,
        string subject,
        string missing,
        Guid? sessionId
    )
    {
        if (await context.StaffViewerAsync(StaffPolicies.Read) is not { } viewer)
            return Results.Forbid();
        if (await hidesAsync(context.RequestServices.GetRequiredService<BlindReviews>(), viewer))
            return Results.Text(L["ReportDownload_Blind"], statusCode: StatusCodes.Status403Forbidden);
        ReportFile? file;
        try
        {
            file = await makeAsync(viewer);
        }
        catch (FontsMissingException)
        {
            // The reason is shown, because only an operator can correct it.
            return Results.Text(L["ReportDownload_NoFonts"], statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (SeveralSystemsException cause)
        {
            return Results.Text(L["ReportDownload_SeveralSystems", cause.Parts], statusCode: StatusCodes.Status409Conflict);
        }
        catch (ReportTooLongException cause)
        {
            return Results.Text(
                L["ReportDownload_TooLong", DisplayText.Number(cause.Count), DisplayText.Number(ReportDocumentReader.MaximumSessions)],
                statusCode: StatusCodes.Status413PayloadTooLarge
            );
        }

        // A forbidden report and a missing one get the same answer.
        if (file is null)
            return Missing(context, missing);
        await NoteAsync(context, viewer, subject, sessionId);
        context.Response.Headers.CacheControl = "private, no-store";
        if (file.ContentType == "application/pdf")
            context.Response.Headers[HeaderNames.ContentDisposition] = new StringValues($"inline; filename=\"{file.Name}\"");
        return Results.File(file.Content, file.ContentType, file.ContentType == "application/pdf" ? null : file.Name);
    }

    /// <summary>Explains why there is no file, as a page for a link that was followed.</summary>
    static IResult Missing(HttpContext context, string reason) =>
        PlainPage.IsExpected(context)
            ? Results.Content(
                PlainPage.Of(L["ReportDownload_Title"], PlainPage.Encoded(reason)),
                "text/html; charset=utf-8",
                statusCode: StatusCodes.Status404NotFound
            )
            : Results.Text(reason, statusCode: StatusCodes.Status404NotFound);

    static async Task NoteAsync(HttpContext context, StaffViewer viewer, string subject, Guid? sessionId)
    {
        await using var database = await context
            .RequestServices.GetRequiredService<IDbContextFactory<ProctoringDb>>()
            .CreateDbContextAsync(context.RequestAborted);
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        database.Audit(viewer, "report_downloaded", subject, now, sessionId);
        await database.SaveChangesAsync(context.RequestAborted);
    }
}
