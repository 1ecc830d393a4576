using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Requests;

/// <summary>Answers a request that failed unexpectedly: a plain page with a trace ID, and the cause in the log under the same ID.</summary>
internal static partial class ErrorPage
{
    public static async Task WriteAsync(HttpContext context)
    {
        var trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        LogFailed(Log(context), failure?.Error, context.Request.Method, failure?.Endpoint?.DisplayName, trace);
        context.Response.Headers.CacheControl = "no-store";
        // The failure ended the scope in which the request's language was set.
        if (context.Features.Get<IRequestCultureFeature>()?.RequestCulture is { } language)
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.Culture, language.UICulture);
        var texts = context.RequestServices.GetRequiredService<IStringLocalizer<LayoutTexts>>();
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            await Results
                .Content(Page(texts, trace), "text/html; charset=utf-8", statusCode: StatusCodes.Status500InternalServerError)
                .ExecuteAsync(context);
        else
            await Results
                .Text($"The server could not answer this request. trace_id {trace}\n", statusCode: StatusCodes.Status500InternalServerError)
                .ExecuteAsync(context);
    }

    /// <summary>Without a component, a script or a style sheet: whatever failed may fail again.</summary>
    static string Page(IStringLocalizer texts, string trace)
    {
        var culture = CultureInfo.CurrentUICulture;
        string Text(string key) => HtmlEncoder.Default.Encode(texts[key]);
        return $"""
            <!DOCTYPE html>
            <html lang="{culture.TwoLetterISOLanguageName}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{Text(
                "PageErrors_Title"
            )}</title></head>
            <body>
            <h1>{Text("PageErrors_Title")}</h1>
            <p>{Text("ErrorPage_Advice")}</p>
            <p>{Text("ErrorPage_TraceId")} <code dir="ltr">{trace}</code></p>
            <p><a href="/">{Text("PageErrors_Home")}</a></p>
            </body>
            </html>
            """;
    }

    static ILogger Log(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPage));

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Endpoint}, trace_id {TraceId}")]
    static partial void LogFailed(ILogger log, Exception? cause, string method, string? endpoint, string traceId);
}
