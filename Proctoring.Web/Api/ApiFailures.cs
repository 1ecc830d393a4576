using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Proctoring.Core.Exams;
using Proctoring.Core.Integration;
using Proctoring.Core.Storage;
using Proctoring.Web.Requests;

namespace Proctoring.Web.Api;

/// <summary>Writes every failure under /api in one shape. No exception's text leaves the server.</summary>
internal sealed partial class ApiFailures(ILogger<ApiFailures> log) : IMiddleware
{
    /// <summary>The header with the id under which the log has a request.</summary>
    public const string RequestId = "X-Request-Id";

    const int LongestShownPath = 100;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers[RequestId] = TraceOf(context);
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                await WriteAsync(context, context.Response.StatusCode, DisplayText(context));
        }
        catch (Exception cause) when (!context.Response.HasStarted)
        {
            await ExplainAsync(context, cause);
        }
    }

    /// <summary>The id under which the log has a request.</summary>
    public static string TraceOf(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    async Task ExplainAsync(HttpContext context, Exception cause)
    {
        switch (cause)
        {
            case CallRefusedException refused:
                if (refused.RetryAfter is { } after)
                    context.Response.Headers.RetryAfter = Seconds(after);
                await WriteAsync(
                    context,
                    StatusOf(refused.Refusal),
                    refused.Message,
                    more: json =>
                    {
                        WriteFields(json, refused.Fields);
                        WriteMistakes(json, refused.Mistakes);
                    },
                    code: refused.Code
                );
                break;
            case ValidationException mistake:
                await WriteAsync(
                    context,
                    StatusCodes.Status400BadRequest,
                    mistake.Message,
                    more: json => WriteFields(json, CallRefusedException.FieldsOf(mistake))
                );
                break;
            case TooOftenException often:
                var seconds = Seconds(often.RetryAfter);
                context.Response.Headers.RetryAfter = seconds;
                await WriteAsync(context, StatusCodes.Status429TooManyRequests, $"{often.Message}; try again in {seconds} s");
                break;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                await WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "The body is too large");
                break;
            case BadHttpRequestException bad:
                await WriteAsync(context, bad.StatusCode, "The request could not be read");
                break;
            case OperationCanceledException when context.RequestAborted.IsCancellationRequested:
                // The caller has left.
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                break;
            case var unavailable when StorageFailure.IsUnavailable(unavailable):
                LogUnavailable(cause, context.Request.Method, context.GetEndpoint()?.DisplayName);
                context.Response.Headers.RetryAfter = StorageFailures.Seconds;
                await WriteAsync(
                    context,
                    StatusCodes.Status503ServiceUnavailable,
                    "The server can't read or store data at the moment, and this call was not confirmed; try again in "
                        + $"{StorageFailures.Seconds} s"
                );
                break;
            default:
                var trace = TraceOf(context);
                LogBroken(cause, context.Request.Method, context.GetEndpoint()?.DisplayName, trace);
                await WriteAsync(
                    context,
                    StatusCodes.Status500InternalServerError,
                    "Something broke on the server; its log has more under the trace_id",
                    trace
                );
                break;
        }
    }

    /// <summary>Each field with what is wrong with it, as problem details of ASP.NET Core do.</summary>
    static void WriteFields(Utf8JsonWriter json, IReadOnlyList<FieldMistake> fields)
    {
        if (ErrorsOf(fields) is not { } errors)
            return;
        json.WritePropertyName("errors");
        JsonSerializer.Serialize(json, errors, ApiJson.Options);
    }

    /// <summary>What is wrong with each field; null if no field is named.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>>? ErrorsOf(IReadOnlyList<FieldMistake> fields) =>
        fields.Count == 0
            ? null
            : fields
                .GroupBy(mistake => mistake.Field)
                .ToDictionary(field => field.Key, IReadOnlyList<string> (field) => [.. field.Select(mistake => mistake.Message)]);

    static void WriteMistakes(Utf8JsonWriter json, IReadOnlyList<FileMistake> mistakes)
    {
        if (mistakes.Count == 0)
            return;
        json.WritePropertyName("mistakes");
        JsonSerializer.Serialize(json, mistakes, ApiJson.Options);
    }

    /// <summary>Writes a failure.</summary>
    public static async Task WriteAsync(
        HttpContext context,
        int status,
        string error,
        string? trace = null,
        Action<Utf8JsonWriter>? more = null,
        string? code = null
    )
    {
        var (response, problem) = (context.Response, ApiPaths.IsResource(context));
        (response.StatusCode, response.ContentType, response.ContentLength) = (
            status,
            problem ? "application/problem+json" : "application/json; charset=utf-8",
            null
        );
        await using var writer = new Utf8JsonWriter(response.BodyWriter);
        writer.WriteStartObject();
        if (problem)
        {
            writer.WriteString("type", "about:blank");
            writer.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            writer.WriteNumber("status", status);
            writer.WriteString("detail", error);
        }
        else
        {
            writer.WriteBoolean("success", false);
            writer.WriteString("error", error);
            writer.WriteNumber("status", status);
        }

        writer.WriteString("code", code ?? ErrorCodes.Of(status));
        if (trace is not null)
            writer.WriteString("trace_id", trace);
        more?.Invoke(writer);
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    static string Seconds(TimeSpan time) => ((int)Math.Ceiling(Math.Max(1, time.TotalSeconds))).ToString(CultureInfo.InvariantCulture);

    static string DisplayText(HttpContext context)
    {
        var path = context.Request.Path.ToString();
        return context.Response.StatusCode switch
        {
            StatusCodes.Status404NotFound => $"There is no path {TextCharacters.Shortened(path, LongestShownPath)}",
            StatusCodes.Status405MethodNotAllowed => $"{context.Request.Method} is not allowed here; {context.Response.Headers.Allow} is",
            var status => ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase : "The request was refused",
        };
    }

    public static int StatusOf(CallRefusal refusal) =>
        refusal switch
        {
            CallRefusal.NotProved => StatusCodes.Status401Unauthorized,
            CallRefusal.NotAllowed => StatusCodes.Status403Forbidden,
            CallRefusal.NotFound => StatusCodes.Status404NotFound,
            CallRefusal.Conflict => StatusCodes.Status409Conflict,
            CallRefusal.TooOften => StatusCodes.Status429TooManyRequests,
            CallRefusal.Unavailable => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status400BadRequest,
        };

    [LoggerMessage(LogLevel.Error, "The database or the disk is unavailable: {Method} {Endpoint} was answered with 503")]
    partial void LogUnavailable(Exception cause, string method, string? endpoint);

    [LoggerMessage(LogLevel.Error, "A call of the API failed: {Method} {Endpoint}, trace_id {TraceId}")]
    partial void LogBroken(Exception cause, string method, string? endpoint, string traceId);
}
