using Proctoring.Core.Storage;

namespace Proctoring.Web;

/// <summary>Answers 503 with Retry-After, outside the API, while the database or the disk is unavailable. The API gives this failure its
/// own shape.</summary>
internal sealed partial class StorageFailures(RequestDelegate next, ILogger<StorageFailures> log)
{
    /// <summary>When to try again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception cause) when (!context.Response.HasStarted && StorageFailure.IsUnavailable(cause))
        {
            LogUnavailable(cause, context.Request.Method, context.GetEndpoint()?.DisplayName);
            context.Response.Clear();
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = Seconds;
            await context.Response.WriteAsync(
                "The server can't read or store data at the moment. Try again in a few seconds.",
                context.RequestAborted
            );
        }
    }

    /// <summary>The value of the header Retry-After.</summary>
    public static string Seconds { get; } = RetryAfter.TotalSeconds.ToString("0", System.Globalization.CultureInfo.InvariantCulture);

    [LoggerMessage(LogLevel.Error, "The database or the disk is unavailable: {Method} {Endpoint} was answered with 503")]
    partial void LogUnavailable(Exception cause, string method, string? endpoint);
}
