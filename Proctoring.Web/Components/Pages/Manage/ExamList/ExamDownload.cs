using System.Globalization;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.ExamList;

/// <summary>Sends an exam as a file.</summary>
internal static class ExamDownload
{
    public static string AddressOf(int examId, ImportFormat format) =>
        string.Create(CultureInfo.InvariantCulture, $"manage/authoring/{examId}/export?format={FormatNames.IdOf(format)}");

    public static void MapExamDownloads(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                "/manage/authoring/{id:int}/export",
                async (int id, string? format, ExamStore exams, HttpContext context) =>
                {
                    if (await context.StaffViewerAsync(StaffPolicies.Manage) is not { } viewer)
                        return Results.StatusCode(StatusCodes.Status403Forbidden);
                    if (FormatNames.Find(format) is not { } wanted || !ExamExport.Formats.Contains(wanted))
                        return Results.BadRequest();
                    if (await exams.ExportAsync(viewer, id, FormatNames.NameOf(wanted), context.RequestAborted) is not { } exam)
                        return Results.NotFound();
                    var file = ExamExport.Write(exam.Content, wanted);
                    context.Response.Headers.CacheControl = "private, no-store";
                    return Results.File(file.Content, file.ContentType, file.Name);
                }
            )
            .RequireAuthorization(StaffPolicies.Manage);
}
