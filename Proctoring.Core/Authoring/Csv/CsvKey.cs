namespace Proctoring.Core.Authoring.Csv;

/// <summary>Finds the choices that a key names: by letters, by numbers or by their text.</summary>
internal static class CsvKey
{
    static readonly char[] Separators = [',', ';', '|', '/', ' ', '，', '、', '+', '&'];

    public static string[] Parts(string key) =>
        key.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Returns the places of the correct choices, from 0; empty if the key names none.</summary>
    public static IReadOnlyList<int> Places(string key, IReadOnlyList<string> choices, bool numbers)
    {
        key = key.Trim();
        if (key.Length == 0)
            return [];
        if (!numbers && ByText(key, choices) is { Count: > 0 } same)
            return same;
        var parts = Parts(key);
        // "ACD" names three choices.
        if (parts is [{ Length: > 1 } letters] && letters.All(letter => Letter(letter, choices.Count) is not null))
            parts = [.. letters.Select(letter => letter.ToString())];
        List<int> places = [];
        foreach (var part in parts)
        {
            var place =
                part.Length == 1 && Letter(part[0], choices.Count) is { } letter ? letter
                : int.TryParse(part, out var number) && number >= 1 && number <= choices.Count ? number - 1
                : -1;
            if (place < 0)
                return ByTexts(key, choices);
            places.Add(place);
        }

        return [.. places.Distinct().Order()];
    }

    static int? Letter(char letter, int count)
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
}
