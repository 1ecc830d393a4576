using Microsoft.AspNetCore.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Proctoring.Core;

namespace Proctoring.Web.Localization;

/// <summary>Chooses the language of a request: the address, then the viewer's own choice, then the operator's for the frame, then the
/// browser's, then English. A CSV file follows only the address: our pages name their language in it, and a script gets the same file
/// whatever the cookies and headers are.</summary>
internal sealed class LanguageChoice : RequestCultureProvider
{
    /// <summary>The parameter of an address that names a language; the script that opens a circuit sends it too.</summary>
    public const string Parameter = "lang";

    /// <summary>The cookie with the viewer's choice.</summary>
    public const string Cookie = "language";

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext)
    {
        var language = Of(httpContext.Request);
        return Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(language.FormatCulture.Name, language.TextCulture.Name));
    }

    public static Language Of(HttpRequest request) =>
        Named(request) ?? (LanguageLinks.IsTable(request.Path) ? Language.English : OfViewer(request));

    static Language OfViewer(HttpRequest request) =>
        Language.Find(request.Cookies[Cookie]) ?? OfFrame(request) ?? OfBrowser(request) ?? Language.English;

    /// <summary>The language that the address names.</summary>
    public static Language? Named(HttpRequest request) => Language.Find(request.Query[Parameter].ToString());

    /// <summary>Stores a choice for a year.</summary>
    public static void Keep(HttpResponse response, Language language) =>
        response.Cookies.Append(
            Cookie,
            language.Code,
            new CookieOptions
            {
                Path = response.HttpContext.Request.PathBase + "/",
                MaxAge = TimeSpan.FromDays(365),
                SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Lax,
                HttpOnly = true,
                IsEssential = true,
            }
        );

    /// <summary>The operator's language for the frame; null for other pages, and without the setting.</summary>
    static Language? OfFrame(HttpRequest request) =>
        LanguageLinks.IsFrame(request.Path)
            ? Language.Find(request.HttpContext.RequestServices.GetRequiredService<IOptions<ProctoringOptions>>().Value.Branding.Language)
            : null;

    static Language? OfBrowser(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.Where(accepted => accepted.Quality is not 0)
            .OrderByDescending(accepted => accepted, StringWithQualityHeaderValueComparer.QualityComparer)
            .Select(accepted => Language.Find(accepted.Value.Value))
            .FirstOrDefault(language => language is not null);
}
