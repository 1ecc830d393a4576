using Proctoring.Core.Reviews;
using Proctoring.Web.StaffSignIn;

namespace Proctoring.Web.Evidence;

/// <summary>Serves the files that candidates uploaded to the staff who grade them, always as a download.</summary>
internal static class UploadEndpoint
{
    public static void MapUploads(this IEndpointRouteBuilder routes) =>
        routes.MapDeferredGet("/review/grading/{sessionId:guid}/files/{fileId:guid}", ReadAsync).ExcludeFromDescription();

    static async Task<IResult> ReadAsync(Guid sessionId, Guid fileId, HttpContext context, AnswerGrading grading)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        return
            await context.StaffViewerAsync(StaffPolicies.Review) is { } viewer
            && await grading.FileAsync(viewer, sessionId, fileId, context.RequestAborted) is { } file
            ? Results.File(file.Content, "application/octet-stream", file.Name)
            : Results.NotFound();
    }
}
