using System.Globalization;

namespace Proctoring.Core.Exams.Questions;

/// <summary>Writes responses and solutions as lines of text, Markdown as it was written.</summary>
public static class ResponseText
{
    /// <summary>The response in one or several lines; empty for none.</summary>
    public static IReadOnlyList<string> Of(QuestionBody body, QuestionResponse? response) =>
        (body, response) switch
        {
            (SingleChoice choice, ChosenOne one) => [choice.Choices[one.Choice].Text],
            (MultipleChoice choice, ChosenMany many) => [.. many.Choices.Select(index => choice.Choices[index].Text)],
            (_, TrueOrFalse truth) => [truth.Value ? True : False],
            (_, TypedText text) => [text.Text],
            (_, TypedNumber number) => [$"{number.Number} {number.Unit}".Trim()],
            (Blanks blanks, FilledGaps gaps) =>
            [
                .. blanks.Gaps.Zip(gaps.Gaps).Select((pair, index) => $"{index + 1}: {string.Concat(Of(pair.First.Body, pair.Second))}"),
            ],
            (Matching matching, Matched matched) =>
            [
                .. matching
                    .Pairs.Zip(matched.Options)
                    .Select(pair => $"{pair.First.Prompt}: {(pair.Second is { } option ? matching.Options[option] : "")}"),
            ],
            (Ordering ordering, Ordered ordered) => [.. ordered.Items.Select((item, index) => $"{index + 1}. {ordering.Items[item]}")],
            (_, UploadedFile file) => [file.Name],
            _ => [],
        };

    /// <summary>The solution in one or several lines; empty if a person grades the question.</summary>
    public static IReadOnlyList<string> Solution(QuestionBody body) =>
        body switch
        {
            SingleChoice choice => [choice.Choices[choice.RightChoice].Text],
            MultipleChoice choice => [.. choice.Choices.Where(one => one.Fraction > 0).Select(one => one.Text)],
            TrueFalse truth => [truth.Correct ? True : False],
            ShortText text => [.. text.Accepted.Where(one => one.Fraction > 0).Select(one => one.Text)],
            NumberEntry number => [.. number.Accepted.Where(one => one.Fraction > 0).Select(one => NumberOf(one, number))],
            Blanks blanks => [.. blanks.Gaps.Select((gap, index) => $"{index + 1}: {string.Join(" / ", Solution(gap.Body))}")],
            Matching matching => [.. matching.Pairs.Select(pair => $"{pair.Prompt}: {pair.Match}")],
            Ordering ordering => [.. ordering.Items.Select((item, index) => $"{index + 1}. {item}")],
            _ => [],
        };

    /// <summary>The stored mark of a true statement; a page writes it in its reader's language.</summary>
    public const string True = "true";

    /// <summary>The stored mark of a false statement.</summary>
    public const string False = "false";

    static string NumberOf(AcceptedNumber accepted, NumberEntry number)
    {
        var text = accepted.Value.ToString("0.##########", CultureInfo.InvariantCulture);
        if (accepted.Tolerance > 0)
            text += $" ± {accepted.Tolerance.ToString("0.##########", CultureInfo.InvariantCulture)}";
        return number.Units.Count > 0 ? $"{text} {number.Units[0].Name}" : text;
    }
}
