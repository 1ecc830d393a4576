namespace Proctoring.Core.Localization;

/// <summary>Chooses the grammatical form for a whole number, by the cardinal rules of Unicode CLDR 46
/// (https://www.unicode.org/cldr/charts/46/supplemental/language_plural_rules.html).</summary>
internal static class PluralForm
{
    public const string Other = "other";

    /// <summary>The forms of each language. A number whose form has no text uses <see cref="Other"/>.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Needed { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["en"] = ["one", Other],
            ["de"] = ["one", Other],
            ["es"] = ["one", Other],
            ["fr"] = ["one", Other],
            ["hi"] = ["one", Other],
            ["ar"] = ["zero", "one", "two", "few", "many", Other],
        };

    /// <summary>The form's name: zero, one, two, few, many or other.</summary>
    public static string Of(string languageCode, long number)
    {
        var absolute = Math.Abs((decimal)number);
        return languageCode switch
        {
            "ar" => Arabic(absolute),
            "fr" => absolute < 2 ? "one" : Million(absolute),
            "es" => absolute == 1 ? "one" : Million(absolute),
            "hi" => absolute < 2 ? "one" : Other,
            _ => absolute == 1 ? "one" : Other,
        };
    }

    static string Arabic(decimal number) =>
        number switch
        {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ => (int)(number % 100) switch
            {
                >= 3 and <= 10 => "few",
                >= 11 => "many",
                _ => Other,
            },
        };

    // "un millón de preguntas": French and Spanish insert a word after whole millions.
    static string Million(decimal number) => number != 0 && number % 1_000_000 == 0 ? "many" : Other;
}
