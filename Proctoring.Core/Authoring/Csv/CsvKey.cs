using System.Globalization;
using System.Text.RegularExpressions;

namespace Proctoring.Core.Authoring.Csv;

/// <summary>Finds the choices that a key names: by letters, by numbers or by their text.</summary>
internal static partial class CsvKey
{
    static readonly char[] Separators = [',', ';', '|', '/', ' ', '，', '、', '،', '+', '&'];

    /// <summary>The first letters of lists in Arabic (without and with hamza), Hebrew, and Hindi (in two ways).</summary>
    static readonly string[] Alphabets = ["ابجدهو", "أبجدهو", "אבגדהו", "कखगघङच", "अबसद"];

    /// <summary>Returns the places of the correct ones among the choices that are not empty, from 0; none if the key names none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="choices">The cells with choices, of which some may be empty.</param>
    /// <param name="layout">Says how the keys of the table name choices. If it names them by marks, a key that is both the letter or
    /// number of a choice and the text of another means the former.</param>
    public static IReadOnlyList<int> Places(string key, IReadOnlyList<string> choices, CsvLayout layout)
    {
        var (byMark, byText) = Readings(key, choices, layout.FirstNumber);
        var cells = layout.KeysAreMarks ? byMark ?? byText ?? [] : byText ?? byMark ?? [];
        return [.. cells.Select(cell => choices.Take(cell).Count(choice => choice.Length > 0))];
    }

    /// <summary>Whether the keys number the choices from 0: one of them is 0, and none is the number of choices. Read from 1, they would
    /// mark wrong choices as correct.</summary>
    public static bool CountFromZero(IEnumerable<(string Key, IReadOnlyList<string> Choices)> rows)
    {
        var isZero = false;
        foreach (var (key, choices) in rows)
        {
            var parts = Digits(key.Trim()).Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var isNumbers = parts.Length > 0 && parts.All(part => part.Length < 4 && part.All(char.IsAsciiDigit));
            if (choices.Count < 2 || !isNumbers || ByText(key, choices).Count > 0)
                continue;
            if (parts.Any(part => int.Parse(part, CultureInfo.InvariantCulture) >= choices.Count))
                return false;
            isZero |= parts.Contains("0");
        }

        return isZero;
    }

    /// <summary>What a key means as letters or numbers of choices, and what as their text; null for nothing.</summary>
    /// <param name="key">The key.</param>
    /// <param name="choices">The choices of the row.</param>
    /// <param name="first">The number of the first choice.</param>
    public static (IReadOnlyList<int>? ByMark, IReadOnlyList<int>? ByText) Readings(string key, IReadOnlyList<string> choices, int first)
    {
        key = key.Trim();
        if (key.Length == 0)
            return (null, null);
        var marks = ByMarks(Digits(key), choices, first);
        var texts = ByText(key, choices);
        // Several texts in one key: a single one that contains the separator comes first.
        if (texts.Count == 0 && marks is null)
            texts = ByTexts(key, choices);
        return (marks, texts.Count == 0 ? null : texts);
    }

    /// <summary>The places that letters and numbers name: "B", "2", "B)", "Option B", "A,C" or "ACD"; null if the key is no such list.
    /// </summary>
    static List<int>? ByMarks(string key, IReadOnlyList<string> choices, int first)
    {
        var count = choices.Count;
        string[] parts = Single().Match(key) is { Success: true } single
            ? [single.Groups[1].Value]
            : key.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        // "ACD" names three choices.
        if (parts is [{ Length: > 1 } letters] && letters.All(letter => Latin(letter, count) is not null))
            parts = [.. letters.Select(letter => letter.ToString())];
        List<int> places = [];
        foreach (var part in parts)
        {
            var place =
                part.Length == 1 && Letter(part[0], count) is { } letter ? letter
                : int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number - first
                : -1;
            if (place < 0 || place >= count || choices[place].Length == 0)
                return null;
            places.Add(place);
        }

        return places.Count == 0 ? null : [.. places.Distinct().Order()];
    }

    /// <summary>Replaces digits of other scripts, such as ٢ and २.</summary>
    static string Digits(string key) =>
        string.Concat(key.Select(mark => char.IsDigit(mark) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(mark)) : mark));

    static int? Letter(char letter, int count)
    {
        foreach (var alphabet in Alphabets)
        {
            if (alphabet.IndexOf(letter, StringComparison.Ordinal) is >= 0 and var at && at < count)
                return at;
        }

        return Latin(letter, count);
    }

    static int? Latin(char letter, int count)
    {
        // Full-width letters occur in Chinese and Japanese files.
        var place = letter is >= 'Ａ' and <= 'Ｚ' ? letter - 'Ａ' : char.ToUpperInvariant(letter) - 'A';
        return place >= 0 && place < count ? place : null;
    }

    static IReadOnlyList<int> ByText(string key, IReadOnlyList<string> choices)
    {
        var at = choices
            .Index()
            .Where(choice => choice.Item.Equals(key, StringComparison.OrdinalIgnoreCase))
            .Select(choice => choice.Index);
        return at.Take(2).ToList() is [var only] ? [only] : [];
    }

    static IReadOnlyList<int> ByTexts(string key, IReadOnlyList<string> choices)
    {
        foreach (var separator in new[] { ";", "|", "\n", "," })
        {
            var places = key.Split(separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(part => ByText(part, choices))
                .ToList();
            if (places.All(place => place.Count == 1))
                return [.. places.Select(place => place[0]).Distinct().Order()];
        }

        return [];
    }

    /// <summary>One letter or number, as tables write it beside a list of choices.</summary>
    [GeneratedRegex(
        @"\A(?:(?:option|choice|answer|opci[oó]n|respuesta|antwort|réponse|choix|proposition|risposta|opzione|विकल्प|उत्तर"
            + @"|الخيار|خيار|الإجابة|إجابة)\s*)?[(\[]?(\p{L}|[0-9]{1,2})[.):\]]?\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Single();
}
