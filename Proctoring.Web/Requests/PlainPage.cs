using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Localization;

namespace Proctoring.Web.Requests;

/// <summary>A page without a component, a script or a style sheet, for a request whose normal page failed: whatever failed may fail
/// again.</summary>
internal static class PlainPage
{
    /// <summary>Whether the request asks for a page, not for data.</summary>
    public static bool IsExpected(HttpContext context) =>
        context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sets the request's language again after a failure ended the scope in which it was set.</summary>
    public static void UseLanguage(HttpContext context)
    {
        if (context.Features.Get<IRequestCultureFeature>()?.RequestCulture is { } language)
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (language.Culture, language.UICulture);
    }

    public static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>Builds the page.</summary>
    /// <param name="title">The title and heading, as text.</param>
    /// <param name="paragraphs">The paragraphs, as HTML.</param>
    public static string Of(string title, params IEnumerable<string> paragraphs)
    {
        var culture = CultureInfo.CurrentUICulture;
        return $"""
            <!DOCTYPE html>
            <html lang="{culture.TwoLetterISOLanguageName}" dir="{(culture.TextInfo.IsRightToLeft ? "rtl" : "ltr")}">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encoded(title)}</title></head>
            <body>
            <h1>{Encoded(title)}</h1>
            {string.Join("\n", paragraphs.Select(paragraph => $"<p>{paragraph}</p>"))}
            </body>
            </html>
            """;
    }
}
