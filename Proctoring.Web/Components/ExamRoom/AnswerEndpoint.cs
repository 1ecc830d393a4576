using System.Text.Json;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Components.ExamRoom;

/// <summary>Takes a candidate's answers by plain requests, so that they need no circuit. The right to the session is a bearer token, so no
/// other site can send one.</summary>
internal static class AnswerEndpoint
{
    /// <summary>A text of <see cref="QuestionResponse.LongestText"/> characters, each of up to six bytes.</summary>
    const int LongestBody = 640_000;

    public static string AddressOf(Guid sessionId) => $"sessions/{sessionId:D}/answers";

    public static void MapAnswers(this IEndpointRouteBuilder routes)
    {
        routes
            .MapDeferredPost("/sessions/{sessionId:guid}/answers", StoreAsync)
            .WithMetadata(new AnswerBodyLimit())
            .DisableAntiforgery()
            .ExcludeFromDescription();
        routes.MapDeferredGet("/sessions/{sessionId:guid}/answers", ReadAsync).ExcludeFromDescription();
        routes.MapSessionFiles();
    }

    static async Task<IResult> StoreAsync(Guid sessionId, SentAnswer sent, HttpContext context, AnswerStore store)
    {
        if (SessionBearer.Of(context, sessionId) is not { } access)
            return Results.Unauthorized();
        var at = DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(sent.At, 0, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
        var outcome = await store.KeepAsync(access, sent.Question, sent.Value, at.UtcDateTime, context.RequestAborted);
        return Results.Json(
            new
            {
                outcome = outcome switch
                {
                    AnswerOutcome.Stored => "stored",
                    AnswerOutcome.Older => "older",
                    AnswerOutcome.Closed => "closed",
                    _ => "unknown",
                },
            }
        );
    }

    static async Task<IResult> ReadAsync(Guid sessionId, HttpContext context, AnswerStore store)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        if (SessionBearer.Of(context, sessionId) is not { } access)
            return Results.Unauthorized();
        // The answers first: the time is then not before that of any of them.
        var answers = await store.ReadAsync(access, context.RequestAborted);
        var at = await store.PageTimeAsync(access, context.RequestAborted);
        return Results.Json(new { answers, at = at.ToUnixTimeMilliseconds() });
    }

    sealed class AnswerBodyLimit : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => LongestBody;
    }

    /// <summary>The body of a request.</summary>
    /// <param name="Question">The question's id.</param>
    /// <param name="Choice">The response in the form of <see cref="ResponseJson"/>; null clears it.</param>
    /// <param name="At">The time of the choice by the server's clock, as the page knows it, in milliseconds since 1970.</param>
    internal sealed record SentAnswer(int Question, JsonElement? Choice, long At)
    {
        public JsonElement Value => Choice ?? JsonSerializer.SerializeToElement<object?>(null);
    }
}
