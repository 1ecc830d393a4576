using System.Diagnostics;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;
using static Proctoring.Web.Requests.PlainPage;

namespace Proctoring.Web.Requests;

/// <summary>Answers a request that failed unexpectedly: a plain page with a trace ID, and the cause in the log under the same ID.</summary>
internal static partial class ErrorPage
{
    static readonly IStringLocalizer L = TextSet.Of<LayoutTexts>();

    public static async Task WriteAsync(HttpContext context)
    {
        var trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        LogFailed(Log(context), failure?.Error, context.Request.Method, failure?.Endpoint?.DisplayName, trace);
        context.Response.Headers.CacheControl = "no-store";
        UseLanguage(context);
        if (IsExpected(context))
            await Results
                .Content(
                    Page(trace, context.Request.PathBase),
                    "text/html; charset=utf-8",
                    statusCode: StatusCodes.Status500InternalServerError
                )
                .ExecuteAsync(context);
        else
            await Results
                .Text($"The server could not answer this request. trace_id {trace}\n", statusCode: StatusCodes.Status500InternalServerError)
                .ExecuteAsync(context);
    }

    static string Page(string trace, PathString root) =>
        Of(
            L["PageErrors_Title"],
            Encoded(L["ErrorPage_Advice"]),
            $"""{Encoded(L["ErrorPage_TraceId"])} <code dir="ltr">{trace}</code>""",
            $"""<a href="{Encoded(root)}/">{Encoded(L["PageErrors_Home"])}</a>"""
        );

    static ILogger Log(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPage));

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Endpoint}, trace_id {TraceId}")]
    static partial void LogFailed(ILogger log, Exception? cause, string method, string? endpoint, string traceId);
}
