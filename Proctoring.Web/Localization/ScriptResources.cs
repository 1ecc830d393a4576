using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Proctoring.Web.Resources;

namespace Proctoring.Web.Localization;

/// <summary>Supplies scripts with their texts as JSON: our pages in a script element, the SDK at an address.</summary>
internal static class ScriptResources
{
    /// <summary>The address of the SDK's texts, which other sites read like the SDK.</summary>
    public const string SdkPattern = "/sdk/texts/{code}.json";

    static readonly IStringLocalizer L = TextSet.Of<ScriptTexts>();
    static readonly ConcurrentDictionary<(string Code, string Part), string> Written = new();

    /// <summary>Returns the texts of a part (such as "Passkey") in the language of the page, by the rest of their keys. Safe inside a
    /// script element.</summary>
    public static string Json(string part) => Written.GetOrAdd((Language.Current.Code, part), Write);

    public static void MapScriptResources(this IEndpointRouteBuilder routes) =>
        routes
            .MapDeferredGet(
                SdkPattern,
                (string code, HttpContext context) =>
                {
                    if (Language.All.FirstOrDefault(language => language.Code == code) is not { } language)
                        return Results.NotFound();
                    CultureInfo.CurrentUICulture = language.TextCulture;
                    context.Response.Headers.CacheControl = "public, max-age=3600";
                    return Results.Content(Json("Sdk"), "application/json; charset=utf-8");
                }
            )
            .ExcludeFromDescription();

    /// <summary>The texts of a part in the language of the page, by the rest of their keys.</summary>
    public static IReadOnlyDictionary<string, string> Texts(string part) =>
        L.GetAllStrings()
            .Where(text => text.Name.StartsWith(part + "_", StringComparison.Ordinal))
            .ToDictionary(text => text.Name[(part.Length + 1)..], text => text.Value, StringComparer.Ordinal);

    // The serializer's default encoder escapes every letter that could end the element.
    static string Write((string Code, string Part) wanted) => JsonSerializer.Serialize(Texts(wanted.Part));
}
