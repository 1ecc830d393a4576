using Microsoft.AspNetCore.Localization;
using MudBlazor;

namespace Proctoring.Web.Localization;

/// <summary>Registers the languages: the culture of each request, the viewer's choice, and MudBlazor's own texts.</summary>
internal static class LanguageRegistration
{
    public static IServiceCollection AddLanguages(this IServiceCollection services)
    {
        services.AddLocalization();
        services.AddTransient<MudLocalizer, MudBlazorLocalizer>();
        return services.Configure<RequestLocalizationOptions>(options =>
        {
            options.SupportedCultures = [.. Language.All.Select(language => language.FormatCulture)];
            options.SupportedUICultures = [.. Language.All.Select(language => language.TextCulture)];
            options.DefaultRequestCulture = new RequestCulture(Language.English.FormatCulture, Language.English.TextCulture);
            options.RequestCultureProviders = [new LanguageChoice()];
            options.ApplyCurrentCultureToResponseHeaders = true;
        });
    }

    public static void UseLanguages(this WebApplication app)
    {
        app.UseRequestLocalization();
        app.Use(KeepNamed);
    }

    public static void MapLanguages(this WebApplication app) =>
        app.MapDeferredGet(LanguageLinks.Pattern, LanguageLinks.Choose).ExcludeFromDescription();

    /// <summary>Stores the language of a page's address for the pages after it. A frame keeps its address, and shares no cookie with
    /// us. The language of a CSV file says nothing about the pages.</summary>
    static Task KeepNamed(HttpContext context, RequestDelegate next)
    {
        if (
            HttpMethods.IsGet(context.Request.Method)
            && LanguageChoice.Named(context.Request) is { } language
            && context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase)
            && !LanguageLinks.IsFrame(context.Request.Path)
            && !LanguageLinks.IsTable(context.Request.Path)
        )
            LanguageChoice.Keep(context.Response, language);
        return next(context);
    }
}
