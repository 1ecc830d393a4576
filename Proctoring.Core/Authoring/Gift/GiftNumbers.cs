using Proctoring.Core.Authoring.Texts;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring.Gift;

/// <summary>Reads the accepted numbers of a GIFT question: "3:2", "1..5", or several with "=".</summary>
internal static class GiftNumbers
{
    public static NumberEntry? Read(string text, GiftTexts texts)
    {
        var answers = GiftAnswer.Split(text);
        if (answers.Count == 0)
            answers = GiftAnswer.Split("=" + text);
        List<AcceptedNumber> accepted = [];
        foreach (var answer in answers)
        {
            if (answer.Text is "" or "*" && !answer.IsMarkedCorrect || answer is { Text: "*", Share: 0 })
            {
                if (answer.Feedback.Length > 0)
                    texts.Notice("The feedback for all other numbers cannot be stored and is left out. Write it into the explanation.");
                continue;
            }

            if (answer.Share is not { } share)
            {
                texts.Reject($"“{answer.Weight}” is not a percentage. Write it like %50%.");
                return null;
            }

            if (Percent.CommaNotice(GiftEscapes.Show(answer.Text).Split(':')[0]) is { } comma)
                texts.Notice(comma);
            if (Range(answer.Text) is not { } range)
            {
                texts.Reject($"“{GiftEscapes.Show(answer.Text)}” is not a number. Write it like 3:0.5 or 2.5..3.5.");
                return null;
            }

            accepted.Add(new AcceptedNumber(range.Value, range.Tolerance, share, texts.Markdown(answer.Feedback)));
        }

        return new NumberEntry(accepted, []);
    }

    static (double Value, double Tolerance)? Range(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (dots > 0)
            return Percent.Double(text[..dots]) is { } low && Percent.Double(text[(dots + 2)..]) is { } high && high >= low
                ? (Middle(low, high), Half(low, high))
                : null;
        var parts = GiftEscapes.Show(text).Split(':', 2);
        if (Percent.Double(parts[0]) is not { } value)
            return null;
        return parts.Length == 1 ? (value, 0)
            : Percent.Double(parts[1]) is >= 0 and var tolerance ? (value, tolerance)
            : null;
    }

    /// <summary>In decimal arithmetic, so that 3.141 to 3.142 has the middle 3.1415.</summary>
    static double Middle(double low, double high) =>
        Math.Abs(low) < 1e12 && Math.Abs(high) < 1e12 ? (double)(((decimal)low + (decimal)high) / 2) : (low + high) / 2;

    static double Half(double low, double high) =>
        Math.Abs(low) < 1e12 && Math.Abs(high) < 1e12 ? (double)(((decimal)high - (decimal)low) / 2) : (high - low) / 2;
}
