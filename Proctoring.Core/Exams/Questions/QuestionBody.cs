using System.Text.Json.Serialization;

namespace Proctoring.Core.Exams.Questions;

/// <summary>The task of a question and its solution; one record for each type of question.</summary>
/// <remarks>
/// Stored as JSON with the discriminator "type". It contains the solution and is never sent to a candidate before the end. All texts
/// are Markdown, as is <see cref="Question.Text"/>; HTML in them is cleaned when they are shown.
/// </remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SingleChoice), "single_choice")]
[JsonDerivedType(typeof(MultipleChoice), "multiple_choice")]
[JsonDerivedType(typeof(TrueFalse), "true_false")]
[JsonDerivedType(typeof(ShortText), "short_text")]
[JsonDerivedType(typeof(NumberEntry), "number")]
[JsonDerivedType(typeof(Blanks), "blanks")]
[JsonDerivedType(typeof(Matching), "matching")]
[JsonDerivedType(typeof(Ordering), "ordering")]
[JsonDerivedType(typeof(Essay), "essay")]
[JsonDerivedType(typeof(CodeEntry), "code")]
[JsonDerivedType(typeof(FileUpload), "file_upload")]
public abstract record QuestionBody;

/// <summary>One of two or more choices.</summary>
/// <param name="Choices">At least one of them is worth 1.</param>
/// <param name="Shuffle">Whether each session shows its own order.</param>
public sealed record SingleChoice(IReadOnlyList<Choice> Choices, bool Shuffle = false) : QuestionBody
{
    /// <summary>The index of the best choice, from 0.</summary>
    [JsonIgnore]
    public int RightChoice => Choices.Index().MaxBy(choice => choice.Item.Fraction).Index;

    /// <summary>Creates a question with one correct choice.</summary>
    public static SingleChoice Of(IEnumerable<string> choices, int right) =>
        new([.. choices.Select((text, index) => new Choice(text, index == right ? 1 : 0))]);
}

/// <summary>Any number of the choices.</summary>
/// <param name="Choices">The choices with a positive value are correct.</param>
/// <param name="AllOrNothing">Whether only the exact set counts; otherwise the values of the chosen ones are added, from 0 to 1.</param>
/// <param name="Shuffle">Whether each session shows its own order.</param>
public sealed record MultipleChoice(IReadOnlyList<Choice> Choices, bool AllOrNothing = false, bool Shuffle = false) : QuestionBody;

/// <summary>A statement that is true or false.</summary>
public sealed record TrueFalse(bool Correct, string FeedbackTrue = "", string FeedbackFalse = "") : QuestionBody;

/// <summary>A word or a short phrase.</summary>
/// <param name="Accepted">The first text that matches decides.</param>
/// <param name="CaseSensitive">Whether "Paris" and "paris" differ.</param>
/// <param name="ExactSpaces">Whether spaces count; otherwise those at the ends are removed and runs are one space.</param>
public sealed record ShortText(IReadOnlyList<AcceptedText> Accepted, bool CaseSensitive = false, bool ExactSpaces = false) : QuestionBody;

/// <summary>A number, if <paramref name="Units"/> is not empty with one of these units.</summary>
/// <param name="Accepted">The first range that contains the number decides.</param>
/// <param name="Units">The accepted units; the first is the unit of <paramref name="Accepted"/>.</param>
public sealed record NumberEntry(IReadOnlyList<AcceptedNumber> Accepted, IReadOnlyList<NumberUnit> Units) : QuestionBody;

/// <summary>Gaps in the question's text, which contains {{1}}, {{2}} and so on in their places.</summary>
/// <param name="Gaps">In order of their numbers; each accepts a choice, a short text or a number.</param>
public sealed record Blanks(IReadOnlyList<Gap> Gaps) : QuestionBody;

/// <summary>Prompts, each with its match.</summary>
/// <param name="Pairs">The prompts and their matches.</param>
/// <param name="Distractors">Matches that belong to no prompt.</param>
public sealed record Matching(IReadOnlyList<MatchPair> Pairs, IReadOnlyList<string> Distractors) : QuestionBody
{
    /// <summary>All matches to choose from, each text once.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Options => [.. Pairs.Select(pair => pair.Match).Concat(Distractors).Distinct()];
}

/// <summary>Items to bring into order.</summary>
/// <param name="Items">The items in the correct order; a session shows another one.</param>
public sealed record Ordering(IReadOnlyList<string> Items) : QuestionBody;

/// <summary>A long text, graded by a person.</summary>
/// <param name="Rubric">What the grader looks for, Markdown; never shown to the candidate before the end.</param>
/// <param name="MaxWords">The highest number of words; null without a limit.</param>
public sealed record Essay(string Rubric = "", int? MaxWords = null) : QuestionBody;

/// <summary>Program text, graded by a person.</summary>
/// <param name="Language">The programming language, such as "python"; empty if any.</param>
/// <param name="Template">The text in the editor at the start.</param>
/// <param name="Rubric">What the grader looks for, Markdown; never shown to the candidate before the end.</param>
public sealed record CodeEntry(string Language = "", string Template = "", string Rubric = "") : QuestionBody;

/// <summary>A file, graded by a person.</summary>
/// <param name="Extensions">The accepted extensions, such as ".pdf"; any if empty.</param>
/// <param name="MaxBytes">The size limit of the file.</param>
/// <param name="Rubric">What the grader looks for, Markdown; never shown to the candidate before the end.</param>
public sealed record FileUpload(IReadOnlyList<string> Extensions, int MaxBytes = 10_000_000, string Rubric = "") : QuestionBody;
