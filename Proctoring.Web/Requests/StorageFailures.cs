using System.Globalization;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Storage;
using Proctoring.Core.Vision;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Requests;

/// <summary>Answers 503 with Retry-After, outside the API, while the database or the disk is unavailable. The API gives this failure its
/// own shape.</summary>
internal sealed partial class StorageFailures(RequestDelegate next, TimeProvider time, ILogger<StorageFailures> log)
{
    /// <summary>When to try again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    static readonly IStringLocalizer L = TextSet.Of<LayoutTexts>();

    readonly FailureLog lines = new(time);

    /// <summary>The value of the header Retry-After.</summary>
    public static string Seconds { get; } = RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception cause) when (!context.Response.HasStarted && StorageFailure.IsUnavailable(cause))
        {
            if (lines.Failed("") is > 0 and var count)
                LogUnavailable(cause, count, context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            context.Response.Headers.RetryAfter = Seconds;
            context.Response.Headers.CacheControl = "no-store";
            await Answer(context).ExecuteAsync(context);
        }
    }

    static IResult Answer(HttpContext context)
    {
        if (!PlainPage.IsExpected(context))
            return Results.Text(
                "The server can't read or store data at the moment. Try again in a few seconds.\n",
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        PlainPage.UseLanguage(context);
        // A form that failed is not sent again by itself: the browser would ask, or the page would be empty.
        if (HttpMethods.IsGet(context.Request.Method))
            context.Response.Headers["Refresh"] = Seconds;
        return Results.Content(
            PlainPage.Of(L["StorageFailure_Title"], PlainPage.Encoded(L["StorageFailure_Advice"])),
            "text/html; charset=utf-8",
            statusCode: StatusCodes.Status503ServiceUnavailable
        );
    }

    [LoggerMessage(
        LogLevel.Error,
        "The database or the disk is unavailable: {Count} requests since the last line were answered with 503, the newest is {Method} "
            + "{Endpoint}"
    )]
    partial void LogUnavailable(Exception cause, int count, string method, string? endpoint);
}
