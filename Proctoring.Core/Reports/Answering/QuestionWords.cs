using System.Text.RegularExpressions;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Reports.Answering;

/// <summary>Counts the words that a candidate reads to answer a question.</summary>
internal static partial class QuestionWords
{
    /// <summary>The words of the question and of its choices: runs of characters between spaces with at least one letter
    /// or digit. Addresses of pictures and links do not count. At least 1.</summary>
    public static int Of(Question question) => Math.Max(1, Texts(question).Sum(Count));

    static IEnumerable<string> Texts(Question question) => [question.Text, .. Offered(question.Body)];

    static IEnumerable<string> Offered(QuestionBody body) =>
        body switch
        {
            SingleChoice single => single.Choices.Select(choice => choice.Text),
            MultipleChoice multiple => multiple.Choices.Select(choice => choice.Text),
            Matching matching => [.. matching.Pairs.Select(pair => pair.Prompt), .. matching.Options],
            Ordering ordering => ordering.Items,
            Blanks blanks => blanks.Gaps.SelectMany(gap => Offered(gap.Body)),
            CodeEntry code => [code.Template],
            _ => [],
        };

    static int Count(string text) =>
        Address()
            .Replace(text, "]")
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Count(part => part.Any(char.IsLetterOrDigit));

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex Address();
}
