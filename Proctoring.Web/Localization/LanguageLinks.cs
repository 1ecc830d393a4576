using Microsoft.AspNetCore.WebUtilities;

namespace Proctoring.Web.Localization;

/// <summary>The addresses of the language menu: each stores the choice and leads back to the same page.</summary>
internal static class LanguageLinks
{
    public const string Pattern = "/language/{code}";

    /// <summary>Returns the address that shows a page in another language.</summary>
    /// <param name="language">The language to change to.</param>
    /// <param name="page">Path and query of the page.</param>
    public static string To(Language language, string page) => $"/language/{language.Code}?page={Uri.EscapeDataString(page)}";

    /// <summary>Returns whether a page is in a frame of another site, where the server does not receive our cookies.</summary>
    public static bool IsFrame(PathString path) => path.StartsWithSegments("/embed", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether an address is that of a CSV file.</summary>
    public static bool IsTable(PathString path) => path.Value?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) is true;

    public static IResult Choose(string code, string? page, HttpContext context)
    {
        if (Language.Find(code) is not { } language || context.Request.RouteValues["code"] is not string { Length: 2 })
            return Results.NotFound();
        LanguageChoice.Keep(context.Response, language);
        return Results.LocalRedirect(Back(page, language, context.Request.PathBase));
    }

    /// <summary>Returns the page's address without the language; a frame's address names the new language.</summary>
    static string Back(string? page, Language language, PathString root)
    {
        if (string.IsNullOrEmpty(page) || page[0] != '/' || page.Length > 1 && page[1] is '/' or '\\' || page.Any(char.IsControl))
            return "~/";
        var query = page.IndexOf('?', StringComparison.Ordinal);
        var path = query < 0 ? page : page[..query];
        var values = QueryHelpers.ParseQuery(query < 0 ? "" : page[query..]);
        values.Remove(LanguageChoice.Parameter);
        if (IsFrame(new PathString(path).StartsWithSegments(root, out var below) ? below : path))
            values[LanguageChoice.Parameter] = language.Code;
        return QueryHelpers.AddQueryString(path, values);
    }
}
