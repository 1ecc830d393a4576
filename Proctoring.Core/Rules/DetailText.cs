using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using Proctoring.Core.Localization;
using Proctoring.Core.Resources;

namespace Proctoring.Core.Rules;

/// <summary>Writes the recorded English detail of a violation ("similarity 0.12, below 0.48") in the reader's language. Other details, such
/// as another system's words, stay unchanged.</summary>
public static partial class DetailText
{
    static readonly IStringLocalizer L = TextSet.Of<RuleTexts>();
    static readonly IReadOnlyDictionary<string, string> English = TextSet.English<RuleTexts>();
    static readonly IReadOnlyList<Template> Details = [.. TemplatesOf("Detail_"), .. TemplatesOf("Gap_")];
    static readonly IReadOnlyList<Template> Models = TemplatesOf("Model_");
    static readonly IReadOnlyList<Template> Objects = TemplatesOf("Object_");

    public static string? Of(string? recorded)
    {
        if (recorded is null || Language.Current == Language.English)
            return recorded;
        return Find(Details, recorded) ?? OfObjects(recorded) ?? recorded;
    }

    /// <summary>The name of the model behind it: "server clock" is translated, the name of a network is not.</summary>
    public static string OfModel(string recorded) => Find(Models, recorded) ?? recorded;

    /// <summary>"Phone-like object in the lower left, Book on the right"; null if a part of it is not recognised.</summary>
    static string? OfObjects(string recorded)
    {
        var parts = recorded.Split(", ").Select(OfObject).OfType<string>().ToList();
        return parts.Count == recorded.Split(", ").Length ? parts.Aggregate((list, part) => L["Alike_Kind", list, part]) : null;
    }

    static string? OfObject(string part)
    {
        var place = BoxPlace.Names.FirstOrDefault(name => part.EndsWith($" {English[$"Place_{name}"]}", StringComparison.Ordinal));
        if (place is null || Find(Objects, part[..^(English[$"Place_{place}"].Length + 1)]) is not { } thing)
            return null;
        return L["Object_At", thing, L[$"Place_{place}"]].Value;
    }

    static string? Find(IReadOnlyList<Template> templates, string recorded)
    {
        foreach (var template in templates)
        {
            if (template.Pattern.Match(recorded) is { Success: true } match)
                return template.Write([.. match.Groups.Values.Skip(1).Select(group => group.Value)]);
        }

        return null;
    }

    static List<Template> TemplatesOf(string area) =>
        [
            .. English
                .Where(text => text.Key.StartsWith(area, StringComparison.Ordinal) && text.Key != "Object_At")
                .Select(text => new Template(text.Key, PatternOf(text.Value))),
        ];

    /// <summary>The placeholders of an English text in their order; a name may be anything, the others are numbers.</summary>
    static Regex PatternOf(string text)
    {
        var any = text.StartsWith("{0},", StringComparison.Ordinal);
        var pattern = Placeholder().Replace(Regex.Escape(text), any ? "(.+)" : @"(-?\d[\d.]*)");
        return new Regex($"^{pattern}$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex(@"\\\{\d\}")]
    private static partial Regex Placeholder();

    sealed record Template(string Key, Regex Pattern)
    {
        const string One = "_one";
        const string Other = "_other";

        public string Write(string[] values)
        {
            var family = FamilyOf(Key);
            if (family is not null && long.TryParse(values[0], CultureInfo.InvariantCulture, out var number))
                return L.Plural(family, number, [.. values.Skip(1).Select(Localized)]);
            return L[Key, [.. values.Select(Localized)]];
        }

        static string? FamilyOf(string key) =>
            key.EndsWith(Other, StringComparison.Ordinal) ? key[..^Other.Length]
            : key.EndsWith(One, StringComparison.Ordinal) ? key[..^One.Length]
            : null;

        /// <summary>Formats a number with the reader's decimal mark and as many digits as on record.</summary>
        static object Localized(string value)
        {
            if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                return value;
            var point = value.IndexOf('.', StringComparison.Ordinal);
            var digits = point < 0 ? 0 : value.Length - point - 1;
            return number.ToString("F" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture);
        }
    }
}
