using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Proctoring.Core.Exams.Questions;

/// <summary>Scores a response.</summary>
public static partial class QuestionScoring
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether the server scores the answers; otherwise a person grades them.</summary>
    public static bool IsScored(QuestionBody body) => body is not (Essay or CodeEntry or FileUpload);

    /// <summary>The share of the question's points, from -1 to 1; null if a person must grade it. No response is worth 0.</summary>
    public static decimal? Share(QuestionBody body, QuestionResponse? response) =>
        (body, response) switch
        {
            (_, null) => 0,
            (Essay or CodeEntry or FileUpload, _) => null,
            (SingleChoice choice, ChosenOne one) => choice.Choices[one.Choice].Fraction,
            (MultipleChoice choice, ChosenMany many) => OfMany(choice, many.Choices),
            (TrueFalse truth, TrueOrFalse said) => said.Value == truth.Correct ? 1 : 0,
            (ShortText text, TypedText typed) => text.Accepted.FirstOrDefault(one => Matches(text, one.Text, typed.Text))?.Fraction ?? 0,
            (NumberEntry number, TypedNumber typed) => OfNumber(number, typed),
            (Blanks blanks, FilledGaps filled) => OfGaps(blanks, filled),
            (Matching matching, Matched matched) => OfPairs(matching, matched),
            (Ordering ordering, Ordered ordered) => Part(
                ordered.Items.Index().Count(place => ordering.Items[place.Item] == ordering.Items[place.Index]),
                ordering.Items.Count
            ),
            _ => 0,
        };

    static decimal OfMany(MultipleChoice choice, IReadOnlyList<int> chosen) =>
        choice.AllOrNothing
            ? choice.Choices.Index().All(one => one.Item.Fraction > 0 == chosen.Contains(one.Index))
                ? 1
                : 0
            : Math.Clamp(chosen.Sum(index => choice.Choices[index].Fraction), 0, 1);

    static decimal OfGaps(Blanks blanks, FilledGaps filled)
    {
        var total = blanks.Gaps.Sum(gap => gap.Weight);
        var earned = blanks.Gaps.Zip(filled.Gaps).Sum(pair => pair.First.Weight * (Share(pair.First.Body, pair.Second) ?? 0));
        return Math.Clamp(earned / total, 0, 1);
    }

    static decimal OfPairs(Matching matching, Matched matched)
    {
        var options = matching.Options;
        return Part(
            matching.Pairs.Zip(matched.Options).Count(pair => pair.Second is { } option && options[option] == pair.First.Match),
            matching.Pairs.Count
        );
    }

    static decimal Part(int right, int all) => (decimal)right / all;

    static bool Matches(ShortText text, string accepted, string typed)
    {
        var pattern = new StringBuilder();
        foreach (var part in Parts().Matches(Plain(text, accepted)).Select(match => match.Value))
        {
            pattern.Append(
                part switch
                {
                    "*" => "[\\s\\S]*",
                    "\\*" => "\\*",
                    _ => Regex.Escape(part),
                }
            );
        }

        return Regex.IsMatch(
            Plain(text, typed),
            $"\\A{pattern}\\z",
            RegexOptions.CultureInvariant
                | RegexOptions.NonBacktracking
                | (text.CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase),
            Patience
        );
    }

    static string Plain(ShortText text, string typed)
    {
        var normal = TextCharacters.Normalized(typed);
        return text.ExactSpaces ? normal : Spaces().Replace(normal, " ").Trim();
    }

    static decimal OfNumber(NumberEntry number, TypedNumber typed)
    {
        if (Read(number, typed) is not { } value)
            return 0;
        return number.Accepted.FirstOrDefault(one => Fits(one, value))?.Fraction ?? 0;
    }

    /// <summary>A tolerance of 0.1 includes 1.1 for 1, although the difference of the two is a little more in binary.</summary>
    static bool Fits(AcceptedNumber accepted, double value) =>
        Math.Abs(value - accepted.Value) <= accepted.Tolerance + 1e-9 * Math.Max(Math.Abs(accepted.Value), accepted.Tolerance);

    /// <summary>The number in the first unit; null if it is no number or has another unit.</summary>
    static double? Read(NumberEntry number, TypedNumber typed)
    {
        var match = NumberText().Match(Plain(typed.Number));
        if (!match.Success || Parse(match.Groups["number"].Value) is not { } value)
            return null;
        var unit = match.Groups["unit"].Value.Trim() is { Length: > 0 } written ? written : typed.Unit.Trim();
        if (number.Units.Count == 0)
            return unit.Length == 0 ? value : null;
        // In the same characters: the names of units contain joiners and signs too.
        return number.Units.FirstOrDefault(known => Plain(known.Name) == Plain(unit)) is { } found ? value * found.Factor : null;
    }

    /// <summary>The text in the digits and signs of the pattern. Keyboards for Arabic, Hindi and other languages type digits of their own,
    /// and a text that is pasted may contain marks of its direction.</summary>
    internal static string Plain(string typed)
    {
        var plain = new StringBuilder(typed.Length);
        foreach (var character in typed)
        {
            // The last one stands between thousands in Arabic.
            if (CharUnicodeInfo.GetUnicodeCategory(character) == UnicodeCategory.Format || character == '\u066C')
                continue;
            plain.Append(
                char.IsDigit(character) ? (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(character))
                : character switch
                {
                    // The decimal sign of Arabic, and full-width signs.
                    '\u066B' or '\uFF0E' => '.',
                    '\u060C' or '\uFF0C' => ',',
                    '\uFF0B' => '+',
                    '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2212' or '\uFF0D' => '-',
                    _ => character,
                }
            );
        }

        return Thousands().Replace(plain.ToString().Trim(), "");
    }

    /// <summary>Reads "1.5", "1,5", "1 000,5", "1,000.5" and "1.5e3".</summary>
    static double? Parse(string text)
    {
        var plain = Spaces().Replace(text, "");
        var decimalSign = plain.LastIndexOfAny(['.', ',']);
        if (decimalSign >= 0)
        {
            var sign = plain[decimalSign];
            var several = plain.Count(character => character == sign) > 1;
            var whole = plain[..decimalSign].Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
            plain = several ? whole + plain[(decimalSign + 1)..] : $"{whole}.{plain[(decimalSign + 1)..]}";
        }

        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : null;
    }

    [GeneratedRegex(@"\\\*|\*|[^\\*]+|\\")]
    private static partial Regex Parts();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    /// <summary>The apostrophes of 1'000'000, as in Switzerland.</summary>
    [GeneratedRegex(@"(?<=\d)['\u2019](?=\d{3}(?!\d))")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\A(?<number>[+-]?[\d.,\s]*\d[.,]?(?:[eE][+-]?\d+)?)(?<unit>\s*[^\d\s].*)?\z", RegexOptions.Singleline)]
    private static partial Regex NumberText();
}
