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
    static readonly IStringLocalizer L = TextSet.Of<LayoutTexts>();

    public static async Task WriteAsync(HttpContext context)
    {
        var trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        var failure = context.Features.Get<IExceptionHandlerFeature>();
        LogFailed(Log(context), failure?.Error, context.Request.Method, failure?.Endpoint?.DisplayName, trace);
        context.Response.Headers.CacheControl = "no-store";
        // The failure ended the scope in which the request's language was set.
        if (context.Features.Get<IRequestCultureFeature>()?.RequestCulture is { } language)
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.Culture, language.UICulture);
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            await Results
                .Content(Page(trace), "text/html; charset=utf-8", statusCode: StatusCodes.Status500InternalServerError)
                .ExecuteAsync(context);
        else
            await Results
                .Text($"The server could not answer this request. trace_id {trace}\n", statusCode: StatusCodes.Status500InternalServerError)
                .ExecuteAsync(context);
    }

    /// <summary>Without a component, a script or a style sheet: whatever failed may fail again.</summary>
    static string Page(string trace)
    {
        var culture = CultureInfo.CurrentUICulture;
        var (title, home) = (Encoded(L["PageErrors_Title"]), Encoded(L["PageErrors_Home"]));
        return $"""
            <!DOCTYPE html>
            <html lang="{culture.TwoLetterISOLanguageName}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>
            <body>
            <h1>{title}</h1>
            <p>{Encoded(L["ErrorPage_Advice"])}</p>
            <p>{Encoded(L["ErrorPage_TraceId"])} <code dir="ltr">{trace}</code></p>
            <p><a href="/">{home}</a></p>
            </body>
            </html>
            """;
    }

    static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    static ILogger Log(HttpContext context) => context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPage));

    [LoggerMessage(LogLevel.Error, "A request failed: {Method} {Endpoint}, trace_id {TraceId}")]
    static partial void LogFailed(ILogger log, Exception? cause, string method, string? endpoint, string traceId);
}
