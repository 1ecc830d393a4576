using System.Globalization;

namespace Proctoring.Core.Localization;

/// <summary>A language of the product.</summary>
/// <param name="Code">The primary tag of BCP 47: the file name of its resources, and the value of <c>?lang=</c>.</param>
/// <param name="OwnName">Its name in the language itself, for the language menu.</param>
/// <param name="RightToLeft">Whether its pages are mirrored.</param>
public sealed record Language(string Code, string OwnName, bool RightToLeft = false)
{
    // Regions with the Gregorian calendar and Latin digits: the questions of an exam and the timer use those too.
    static readonly Dictionary<string, string> Regions = new(StringComparer.Ordinal)
    {
        ["en"] = "en-GB",
        ["hi"] = "hi-IN",
        ["es"] = "es-ES",
        ["fr"] = "fr-FR",
        ["de"] = "de-DE",
        ["ar"] = "ar-AE",
    };

    /// <summary>The language of the resources without a suffix, and the fallback for languages that the product does not have.</summary>
    public static Language English { get; } = new("en", "English");

    /// <summary>All languages, in the order of the menu.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        English,
        new("hi", "हिन्दी"),
        new("es", "Español"),
        new("fr", "Français"),
        new("de", "Deutsch"),
        new("ar", "العربية", RightToLeft: true),
    ];

    /// <summary>The language of the current request, circuit or job.</summary>
    public static Language Current => Find(CultureInfo.CurrentUICulture.Name) ?? English;

    /// <summary>The culture for texts.</summary>
    public CultureInfo TextCulture => CultureInfo.GetCultureInfo(Code);

    /// <summary>The culture for dates and numbers.</summary>
    public CultureInfo FormatCulture => CultureInfo.GetCultureInfo(Regions[Code]);

    /// <summary>The direction of its script, as an HTML attribute value.</summary>
    public string Direction => RightToLeft ? "rtl" : "ltr";

    /// <summary>Makes this the language of the code that follows, until the result is disposed. For code without await.</summary>
    public IDisposable Use()
    {
        var before = new Scope(CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (FormatCulture, TextCulture);
        return before;
    }

    /// <summary>Makes this the language of everything outside a request, whatever the machine's language is.</summary>
    public void UseByDefault()
    {
        (CultureInfo.DefaultThreadCurrentCulture, CultureInfo.DefaultThreadCurrentUICulture) = (FormatCulture, TextCulture);
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (FormatCulture, TextCulture);
    }

    /// <summary>Finds the language of a tag such as "de" or "de-AT"; null if the product does not have it.</summary>
    public static Language? Find(string? tag)
    {
        if (tag is null)
            return null;
        var end = tag.IndexOfAny(['-', '_']);
        var primary = end < 0 ? tag : tag[..end];
        return All.FirstOrDefault(language => language.Code.Equals(primary, StringComparison.OrdinalIgnoreCase));
    }

    sealed class Scope(CultureInfo format, CultureInfo text) : IDisposable
    {
        public void Dispose() => (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (format, text);
    }
}
