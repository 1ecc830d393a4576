using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring;

/// <summary>Explains in a sentence why an imported question cannot be stored.</summary>
internal static class ImportCheck
{
    /// <summary>Returns the mistake in a question and its remedy; null if the question can be stored.</summary>
    public static string? ProblemOf(QuestionContent question) =>
        string.IsNullOrWhiteSpace(question.Text)
            ? "The question has no text. Write what the candidate has to answer."
            : ProblemOf(question.Text, question.Body) ?? Remaining(question);

    /// <summary>Returns notices about a question that can be stored.</summary>
    public static IEnumerable<string> NoticesOf(QuestionContent question)
    {
        if (ChoicesOf(question.Body).GroupBy(choice => choice.Text).FirstOrDefault(IsUnclear) is { } same)
            yield return $"Several choices have the text “{same.Key}”, but not the same value. Candidates cannot tell them apart.";
        if (question.Body is not MultipleChoice { AllOrNothing: false } multiple)
            yield break;
        var best = multiple.Choices.Sum(choice => Math.Max(0, choice.Fraction));
        if (best < 0.99m)
            yield return $"All correct choices together are worth only {best * 100:0.##} % of the points. Check their values.";
    }

    static IReadOnlyList<Choice> ChoicesOf(QuestionBody body) =>
        body switch
        {
            SingleChoice single => single.Choices,
            MultipleChoice multiple => multiple.Choices,
            _ => [],
        };

    static bool IsUnclear(IEnumerable<Choice> same) => same.Select(choice => choice.Fraction).Distinct().Skip(1).Any();

    static string? ProblemOf(string text, QuestionBody body) =>
        body switch
        {
            SingleChoice single => ProblemOf(single.Choices)
                ?? (single.Choices.Any(choice => choice.Fraction == 1) ? null : "No choice is fully correct. Give the correct one 100 %."),
            MultipleChoice multiple => ProblemOf(multiple.Choices)
                ?? (
                    multiple.Choices.Any(choice => choice.Fraction > 0)
                        ? null
                        : "No choice is correct. Give at least one a value above 0 %."
                ),
            ShortText short_ => short_.Accepted.Count == 0 ? "No answer is accepted. Add at least one."
            : short_.Accepted.Any(accepted => string.IsNullOrWhiteSpace(accepted.Text)) ? "An accepted answer has no text."
            : ProblemOf(short_.Accepted.Select(accepted => accepted.Fraction)),
            NumberEntry number => number.Accepted.Count == 0
                ? "No number is accepted. Add at least one."
                : ProblemOf(number.Accepted.Select(accepted => accepted.Fraction)),
            Matching matching => matching.Pairs.Count + matching.Distractors.Count < 2 || matching.Pairs.Count == 0
                ? "The question needs at least two pairs."
            : matching.Pairs.Any(pair => string.IsNullOrWhiteSpace(pair.Prompt) || string.IsNullOrWhiteSpace(pair.Match))
                ? "A pair lacks its prompt or its match."
            : null,
            Ordering { Items.Count: < 2 } => "An order needs at least two items.",
            Blanks blanks => ProblemOf(text, blanks),
            _ => null,
        };

    static string? ProblemOf(IReadOnlyList<Choice> choices) =>
        choices.Count == 0 ? "The question has no choices. Add at least two."
        : choices.Count == 1 ? "The question has only one choice. Add another one."
        : choices.Any(choice => string.IsNullOrWhiteSpace(choice.Text)) ? "A choice has no text. Write one or remove the choice."
        : null;

    static string? ProblemOf(IEnumerable<decimal> fractions) =>
        fractions.Contains(1) ? null : "No accepted answer is fully correct. Give the correct one 100 %.";

    static string? ProblemOf(string text, Blanks blanks)
    {
        if (blanks.Gaps.Count == 0)
            return "The text has no gaps. Add at least one.";
        foreach (var (index, gap) in blanks.Gaps.Index())
        {
            if (ProblemOf(text, gap.Body) is { } problem)
                return $"Gap {index + 1}: {problem}";
        }

        return null;
    }

    /// <summary>The rules of storage that have no sentence here name the field.</summary>
    static string? Remaining(QuestionContent question)
    {
        if (QuestionCheck.Problems("question", question).FirstOrDefault() is not { } problem)
            return null;
        return $"{problem.Field.Replace("question.", "", StringComparison.Ordinal)} {problem.Message}.";
    }
}
