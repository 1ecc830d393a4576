using System.Globalization;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Exports;

/// <summary>Writes gaps as the embedded answers of Moodle.</summary>
internal static class MoodleClozeWriter
{
    /// <summary>Returns the text with "{1:MULTICHOICE:…}" in the places of its gaps.</summary>
    public static string Text(string text, Blanks blanks)
    {
        foreach (var (index, gap) in blanks.Gaps.Index())
            text = text.Replace($"{{{{{index + 1}}}}}", Embedded(gap), StringComparison.Ordinal);
        return text;
    }

    static string Embedded(Gap gap)
    {
        var weight = Math.Max(1, (int)Math.Round(gap.Weight)).ToString(CultureInfo.InvariantCulture);
        var (type, answers) = gap.Body switch
        {
            SingleChoice single => (
                single.Shuffle ? "MULTICHOICE_S" : "MULTICHOICE",
                single.Choices.Select(choice => Answer(choice.Fraction, Escaped(choice.Text), choice.Feedback))
            ),
            ShortText text => (
                text.CaseSensitive ? "SHORTANSWER_C" : "SHORTANSWER",
                text.Accepted.Select(accepted => Answer(accepted.Fraction, Escaped(Encoded(accepted.Text)), accepted.Feedback))
            ),
            NumberEntry number => (
                "NUMERICAL",
                number.Accepted.Select(accepted =>
                    Answer(
                        accepted.Fraction,
                        string.Create(CultureInfo.InvariantCulture, $"{accepted.Value:R}:{accepted.Tolerance:R}"),
                        accepted.Feedback
                    )
                )
            ),
            _ => ("SHORTANSWER", []),
        };
        return $"{{{weight}:{type}:{string.Join('~', answers)}}}";
    }

    static string Answer(decimal share, string text, string feedback)
    {
        var weight =
            share == 1 ? "="
            : share == 0 ? ""
            : string.Create(CultureInfo.InvariantCulture, $"%{share * 100:0.#####}%");
        // Without a percentage, a text that begins with one would be taken for it.
        if (share == 0 && text is ['=' or '%', ..])
            weight = "%0%";
        return weight + text + (feedback.Length == 0 ? "" : $"#{Escaped(feedback)}");
    }

    static string Escaped(string text)
    {
        foreach (var character in "\\~}#/\"")
            text = text.Replace(character.ToString(), $"\\{character}", StringComparison.Ordinal);
        return text;
    }

    static string Encoded(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal);
}
