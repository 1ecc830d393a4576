using Proctoring.Core.Authoring.Texts;

namespace Proctoring.Core.Authoring.Gift;

/// <summary>An answer in the braces of a GIFT question; escaped characters are still hidden.</summary>
/// <param name="IsMarkedCorrect">Whether it begins with "=" and not with "~".</param>
/// <param name="Weight">The percentage as it is written; empty without one.</param>
/// <param name="Text">The answer.</param>
/// <param name="Feedback">The text after "#".</param>
internal sealed record GiftAnswer(bool IsMarkedCorrect, string Weight, string Text, string Feedback)
{
    /// <summary>The share of the points; null if the percentage is not a number.</summary>
    public decimal? Share =>
        Weight.Length > 0 ? Percent.Share(Weight)
        : IsMarkedCorrect ? 1
        : 0;

    /// <summary>Divides the text at each "=" and "~"; empty if it does not begin with one of them.</summary>
    public static IReadOnlyList<GiftAnswer> Split(string text)
    {
        if (text.Length == 0 || text[0] is not ('=' or '~'))
            return [];
        List<GiftAnswer> answers = [];
        var start = 0;
        for (var at = 1; at <= text.Length; at++)
        {
            if (at < text.Length && !Begins(text, at))
                continue;
            answers.Add(Parse(text[start..at]));
            start = at;
        }

        return answers;
    }

    /// <summary>An unescaped "=" of an HTML attribute, as in width="5", does not begin an answer.</summary>
    static bool Begins(string text, int at) =>
        text[at] == '~' || (text[at] == '=' && !(at + 1 < text.Length && text[at + 1] is '"' or '\'' && char.IsAsciiLetter(text[at - 1])));

    static GiftAnswer Parse(string text)
    {
        var correct = text[0] == '=';
        text = text[1..].Trim();
        var weight = "";
        if (text.StartsWith('%') && text.IndexOf('%', 1) is > 0 and var end)
            (weight, text) = (text[1..end], text[(end + 1)..]);
        var hash = text.IndexOf('#', StringComparison.Ordinal);
        return hash < 0
            ? new GiftAnswer(correct, weight, text.Trim(), "")
            : new GiftAnswer(correct, weight, text[..hash].Trim(), text[(hash + 1)..].Trim());
    }
}
