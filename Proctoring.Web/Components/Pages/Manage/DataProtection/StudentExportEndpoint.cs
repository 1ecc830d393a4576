using Proctoring.Core.Privacy;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Components.Pages.Manage.DataProtection;

/// <summary>Sends administrators the data of one student as a ZIP archive while it is written.</summary>
internal static class StudentExportEndpoint
{
    public const string Path = "/manage/data/export.zip";

    public static void MapStudentExport(this IEndpointRouteBuilder routes) =>
        routes.MapDeferredGet(Path, SendAsync).RequireAuthorization(StaffPolicies.Manage);

    static async Task SendAsync(string? student, Guid? system, StudentExport export, HttpContext context)
    {
        if (await context.StaffViewerAsync(StaffPolicies.Manage) is not { } viewer)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var id = student?.Trim() ?? "";
        var students = await export.FindAsync(viewer, id, system, context.RequestAborted);
        if (students is not [var found])
        {
            // The page explains it. Several systems may use one id for different people, whose data must not be mixed.
            var query = students.Count == 0 ? "missing=true" : $"shared={Uri.EscapeDataString(id)}";
            context.Response.Redirect($"{context.Request.PathBase}/manage/data?{query}");
            return;
        }

        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = "attachment; filename=\"student-data.zip\"";
        context.Response.Headers.CacheControl = "private, no-store";
        // ZipArchive ends its entries without await, which only the stream of the writer allows.
        var body = context.Response.BodyWriter.AsStream(leaveOpen: true);
        await export.WriteAsync(viewer, found.Id, body, context.RequestAborted);
    }
}
