using System.Text.RegularExpressions;

namespace Proctoring.Core.Exams.Questions;

/// <summary>Applies the solution, the points and the explanation of a later version of a question to the question that a candidate was
/// asked.</summary>
/// <remarks>Questions have no identity across versions. The same question is one of the same type with the same text, or at the same
/// number with the same parts to choose from.</remarks>
public static partial class QuestionCorrection
{
    /// <summary>The questions that a candidate was asked, each with the solution of a later version if that has the question.</summary>
    public static List<Question> Apply(IEnumerable<Question> asked, IReadOnlyList<Question> later) =>
        [.. asked.Select(question => Find(question, later, out _) is { } found ? Of(question, found) : question)];

    /// <summary>Finds a question in a later version.</summary>
    /// <param name="asked">The question as the candidate read it.</param>
    /// <param name="later">The questions of the later version.</param>
    /// <param name="differs">Whether the question is there, but with other parts, so that its answers mean something else.</param>
    /// <returns>The question; null if it is not there or its parts differ.</returns>
    public static Question? Find(Question asked, IReadOnlyList<Question> later, out bool differs)
    {
        var text = Plain(asked.Text);
        List<Question> same =
        [
            .. later
                .Where(question => question.Body.GetType() == asked.Body.GetType())
                .Where(question =>
                    Plain(question.Text) == text
                    || (question.Number == asked.Number && HasParts(asked.Body) && Fits(asked.Body, question.Body))
                )
                // Two questions can have the same text.
                .OrderBy(question => Math.Abs(question.Number - asked.Number)),
        ];
        var fitting = same.Find(question => Fits(asked.Body, question.Body));
        differs = fitting is null && same.Count > 0;
        return fitting;
    }

    /// <summary>Whether the answers to one question have the same meaning for the other.</summary>
    public static bool Fits(QuestionBody asked, QuestionBody corrected) =>
        (asked, corrected) switch
        {
            (SingleChoice had, SingleChoice has) => AreSame(Texts(had.Choices), Texts(has.Choices)),
            (MultipleChoice had, MultipleChoice has) => AreSame(Texts(had.Choices), Texts(has.Choices)),
            (Matching had, Matching has) => had.Pairs.Select(pair => pair.Prompt).SequenceEqual(has.Pairs.Select(pair => pair.Prompt))
                && AreSame(had.Options, has.Options),
            // Equal items are interchangeable.
            (Ordering had, Ordering has) => had.Items.Order(StringComparer.Ordinal).SequenceEqual(has.Items.Order(StringComparer.Ordinal)),
            (NumberEntry had, NumberEntry has) => had.Units.Select(unit => unit.Name).SequenceEqual(has.Units.Select(unit => unit.Name)),
            (Blanks had, Blanks has) => had.Gaps.Count == has.Gaps.Count
                && had.Gaps.Zip(has.Gaps).All(pair => Fits(pair.First.Body, pair.Second.Body)),
            _ => asked.GetType() == corrected.GetType(),
        };

    /// <summary>A response with the indices of the corrected question.</summary>
    /// <param name="response">The response to the question that was asked.</param>
    /// <param name="asked">The question that was asked.</param>
    /// <param name="corrected">The corrected question, which fits.</param>
    public static QuestionResponse? Translate(QuestionResponse? response, QuestionBody asked, QuestionBody corrected) =>
        (response, asked, corrected) switch
        {
            (ChosenOne one, SingleChoice had, SingleChoice has) => new ChosenOne(
                PlaceOf(one.Choice, Texts(had.Choices), Texts(has.Choices))
            ),
            (ChosenMany many, MultipleChoice had, MultipleChoice has) => new ChosenMany([
                .. many.Choices.Select(choice => PlaceOf(choice, Texts(had.Choices), Texts(has.Choices))).Order(),
            ]),
            (Matched matched, Matching had, Matching has) => new Matched([
                .. matched.Options.Select(option => option is { } index ? PlaceOf(index, had.Options, has.Options) : (int?)null),
            ]),
            (Ordered ordered, Ordering had, Ordering has) => new Ordered([
                .. ordered.Items.Select(item => PlaceOf(item, had.Items, has.Items)),
            ]),
            (FilledGaps filled, Blanks had, Blanks has) => new FilledGaps([
                .. filled.Gaps.Select((gap, index) => Translate(gap, had.Gaps[index].Body, has.Gaps[index].Body)),
            ]),
            _ => response,
        };

    static Question Of(Question asked, Question corrected) =>
        new()
        {
            Id = asked.Id,
            ExamId = asked.ExamId,
            Version = asked.Version,
            Number = asked.Number,
            Title = asked.Title,
            // The candidate answered this wording.
            Text = asked.Text,
            AskedBody = asked.Body,
            Body = corrected.Body,
            Points = corrected.Points,
            Explanation = corrected.Explanation,
            Section = asked.Section,
            Pool = asked.Pool,
            Tags = asked.Tags,
            Difficulty = asked.Difficulty,
        };

    static bool HasParts(QuestionBody body) => body is SingleChoice or MultipleChoice or Matching or Ordering;

    static List<string> Texts(IEnumerable<Choice> choices) => [.. choices.Select(choice => choice.Text)];

    /// <summary>In any order, if no text is there twice.</summary>
    static bool AreSame(IReadOnlyList<string> had, IReadOnlyList<string> has) =>
        had.SequenceEqual(has) || (had.Count == has.Count && had.Distinct().Count() == had.Count && had.ToHashSet().SetEquals(has));

    static int PlaceOf(int index, IReadOnlyList<string> had, IReadOnlyList<string> has) =>
        had.SequenceEqual(has) ? index : has.Index().First(one => one.Item == had[index]).Index;

    static string Plain(string text) => Spaces().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
