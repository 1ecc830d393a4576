using System.Text.RegularExpressions;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring;

/// <summary>Checks whether a question can be stored, answered and scored.</summary>
internal static partial class QuestionCheck
{
    /// <summary>The highest size limit of an uploaded file, in bytes.</summary>
    public const int LargestUpload = 20_000_000;

    const int LongestText = 20_000;

    const int MostParts = 100;

    public static IEnumerable<ContentProblem> Problems(string field, QuestionContent question)
    {
        List<ContentProblem> problems = [];
        Length(problems, $"{field}.title", question.Title, 0, 200);
        Length(problems, $"{field}.text", question.Text, 1, LongestText);
        Length(problems, $"{field}.explanation", question.Explanation, 0, LongestText);
        Length(problems, $"{field}.section", question.Section ?? "", 0, 200);
        Length(problems, $"{field}.pool", question.Pool ?? "", 0, 100);
        if (question.Points is < 0 or > 1000 || decimal.Round(question.Points, 2) != question.Points)
            problems.Add(new($"{field}.points", "must be from 0 to 1000 with at most two decimals"));
        if (question.Difficulty is < 1 or > 5)
            problems.Add(new($"{field}.difficulty", "must be from 1 to 5"));
        if (question.Tags.Count > 20 || question.Tags.Any(tag => tag.Length is 0 or > 100 || !TextCharacters.IsStorable(tag)))
            problems.Add(new($"{field}.tags", "must be at most 20 texts of 1 to 100 characters"));
        BodyProblems(problems, $"{field}.body", question.Body);
        if (question.Body is Blanks blanks)
            GapProblems(problems, field, question.Text, blanks);
        return problems;
    }

    public static void Length(List<ContentProblem> problems, string field, string text, int shortest, int longest)
    {
        if (text.Trim().Length < shortest)
            problems.Add(new(field, shortest == 1 ? "is required" : $"is shorter than {shortest} characters"));
        else if (text.Length > longest)
            problems.Add(new(field, $"is longer than {longest} characters"));
        // PostgreSQL cannot store it.
        else if (!TextCharacters.IsStorable(text))
            problems.Add(new(field, text.Contains('\0') ? TextCharacters.ControlMistake : TextCharacters.UnicodeMistake));
    }

    static void BodyProblems(List<ContentProblem> problems, string field, QuestionBody body)
    {
        switch (body)
        {
            case SingleChoice { Choices: var choices }:
                ChoiceProblems(problems, $"{field}.choices", choices);
                if (!choices.Any(choice => choice.Fraction == 1))
                    problems.Add(new($"{field}.choices", "has no choice with the fraction 1"));
                break;
            case MultipleChoice { Choices: var choices }:
                ChoiceProblems(problems, $"{field}.choices", choices);
                if (!choices.Any(choice => choice.Fraction > 0))
                    problems.Add(new($"{field}.choices", "has no choice with a positive fraction"));
                break;
            case ShortText { Accepted: var accepted }:
                Count(problems, $"{field}.accepted", accepted.Count, 1);
                if (accepted.Any(one => one.Text.Length is 0 or > 1000 || one.Fraction is < 0 or > 1))
                    problems.Add(new($"{field}.accepted", "must have texts of 1 to 1000 characters and fractions from 0 to 1"));
                break;
            case NumberEntry number:
                NumberProblems(problems, field, number);
                break;
            case Matching matching:
                Count(problems, $"{field}.pairs", matching.Pairs.Count, 1);
                Texts(problems, $"{field}.pairs", matching.Pairs.SelectMany(pair => new[] { pair.Prompt, pair.Match }));
                Texts(problems, $"{field}.distractors", matching.Distractors);
                break;
            case Ordering ordering:
                Count(problems, $"{field}.items", ordering.Items.Count, 2);
                Texts(problems, $"{field}.items", ordering.Items);
                break;
            case FileUpload upload when upload.MaxBytes is < 1 or > LargestUpload:
                problems.Add(new($"{field}.max_bytes", "must be from 1 to 20,000,000"));
                break;
            case FileUpload upload when upload.Extensions.Any(extension => !Extension().IsMatch(extension)):
                problems.Add(new($"{field}.extensions", "must be extensions such as \".pdf\""));
                break;
            case Essay { MaxWords: < 1 }:
                problems.Add(new($"{field}.max_words", "must be at least 1"));
                break;
        }
    }

    static void ChoiceProblems(List<ContentProblem> problems, string field, IReadOnlyList<Choice> choices)
    {
        Count(problems, field, choices.Count, 2);
        Texts(problems, field, choices.Select(choice => choice.Text));
        if (choices.Any(choice => choice.Fraction is < -1 or > 1))
            problems.Add(new(field, "must have fractions from -1 to 1"));
    }

    static void NumberProblems(List<ContentProblem> problems, string field, NumberEntry number)
    {
        Count(problems, $"{field}.accepted", number.Accepted.Count, 1);
        // JSON can contain 1e400, which is read as infinity and cannot be written again.
        if (
            number.Accepted.Any(one =>
                !double.IsFinite(one.Value) || !double.IsFinite(one.Tolerance) || one.Tolerance < 0 || one.Fraction is < 0 or > 1
            )
        )
            problems.Add(new($"{field}.accepted", "must have numbers, tolerances of 0 or more, and fractions from 0 to 1"));
        if (number.Units.Any(unit => unit.Name.Length is 0 or > 50 || !double.IsFinite(unit.Factor) || unit.Factor <= 0))
            problems.Add(new($"{field}.units", "must have names of 1 to 50 characters and positive factors"));
    }

    static void GapProblems(List<ContentProblem> problems, string field, string text, Blanks blanks)
    {
        Count(problems, $"{field}.body.gaps", blanks.Gaps.Count, 1);
        foreach (var (index, gap) in blanks.Gaps.Index())
        {
            var place = $"{field}.body.gaps[{index}]";
            if (gap.Body is not (SingleChoice or ShortText or NumberEntry))
                problems.Add(new($"{place}.body", "must be a choice, a short text or a number"));
            else
                BodyProblems(problems, $"{place}.body", gap.Body);
            if (gap.Weight is <= 0 or > 1000)
                problems.Add(new($"{place}.weight", "must be above 0 and at most 1000"));
            if (!text.Contains($"{{{{{index + 1}}}}}", StringComparison.Ordinal))
                problems.Add(new($"{field}.text", $"does not contain the gap {{{{{index + 1}}}}}"));
        }
    }

    static void Count(List<ContentProblem> problems, string field, int count, int fewest)
    {
        if (count < fewest || count > MostParts)
            problems.Add(new(field, $"must have {fewest} to {MostParts} entries"));
    }

    static void Texts(List<ContentProblem> problems, string field, IEnumerable<string> texts)
    {
        if (texts.Any(text => string.IsNullOrWhiteSpace(text) || text.Length > LongestText))
            problems.Add(new(field, "has an empty text or one that is too long"));
    }

    [GeneratedRegex(@"\A\.[A-Za-z0-9]{1,10}\z")]
    private static partial Regex Extension();
}
