using Microsoft.AspNetCore.Http.Metadata;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Takes the files that a candidate uploads as answers, and serves the pictures of the exam to its sessions.</summary>
internal static class SessionFileEndpoint
{
    public static void MapSessionFiles(this IEndpointRouteBuilder routes)
    {
        routes
            .MapDeferredPost("/sessions/{sessionId:guid}/files", StoreAsync)
            .WithMetadata(new UploadLimit())
            .DisableAntiforgery()
            .ExcludeFromDescription();
        routes.MapDeferredPost("/sessions/{sessionId:guid}/files/begun", BeginAsync).DisableAntiforgery().ExcludeFromDescription();
        routes.MapDeferredGet("/sessions/{sessionId:guid}/files/{sha256:length(64)}", ReadAsync).ExcludeFromDescription();
    }

    static async Task<IResult> BeginAsync(
        Guid sessionId,
        int question,
        string sha256,
        HttpContext context,
        SessionFiles files,
        UploadProofs proofs
    )
    {
        if (SessionBearer.Of(context, sessionId) is not { } access)
            return Results.Unauthorized();
        var isHash = sha256.Length == 64 && sha256.All(char.IsAsciiHexDigitLower);
        if (!isHash || await files.BeginAsync(access, context.RequestAborted) is not { } now)
            return Results.Json(new { error = SessionFiles.NotRunning }, statusCode: StatusCodes.Status400BadRequest);
        return Results.Json(new { begun = proofs.Of(sessionId, question, sha256, now) });
    }

    static async Task<IResult> StoreAsync(
        Guid sessionId,
        int question,
        string name,
        HttpContext context,
        SessionFiles files,
        UploadProofs proofs
    )
    {
        if (SessionBearer.Of(context, sessionId) is not { } access)
            return Results.Unauthorized();
        // Before the body is read: only a candidate of a running session can make the server buffer megabytes.
        if (await files.BeginAsync(access, context.RequestAborted) is not { } begunAt)
            return Results.Json(new { error = SessionFiles.NotRunning }, statusCode: StatusCodes.Status400BadRequest);
        using var content = new MemoryStream();
        await context.Request.Body.CopyToAsync(content, context.RequestAborted);
        var bytes = content.ToArray();
        if (context.Request.Headers[UploadProofs.Header].ToString() is { Length: > 0 } proof)
            begunAt = proofs.Open(sessionId, question, ExamFile.HashOf(bytes), proof) ?? begunAt;
        var (stored, refusal) = await files.KeepAsync(access, question, name, bytes, begunAt, context.RequestAborted);
        return stored is null
            ? Results.Json(new { error = refusal }, statusCode: StatusCodes.Status400BadRequest)
            : Results.Text(ResponseJson.Write(stored)!.ToJsonString(), "application/json");
    }

    static async Task<IResult> ReadAsync(Guid sessionId, string sha256, HttpContext context, SessionFiles files)
    {
        if (SessionBearer.Of(context, sessionId) is not { } access)
            return Results.Unauthorized();
        context.Response.Headers.CacheControl = "private, no-store";
        return await files.PictureAsync(access, sha256, context.RequestAborted) is { } picture
            ? Results.Bytes(picture.Content, picture.ContentType)
            : Results.NotFound();
    }

    sealed class UploadLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => SessionFiles.LargestFile;
    }
}
