namespace Proctoring.Core.Exams.Questions;

/// <summary>A candidate's answer; one record for each shape. Indices are those of the stored question, whatever order the session
/// showed.</summary>
public abstract record QuestionResponse
{
    /// <summary>The most characters of a typed text.</summary>
    public const int LongestText = 100_000;

    /// <summary>The most characters of a typed short text, number or unit.</summary>
    public const int LongestEntry = 1000;
}

/// <summary>The answer to a <see cref="SingleChoice"/>: the index of the choice, from 0.</summary>
public sealed record ChosenOne(int Choice) : QuestionResponse;

/// <summary>The answer to a <see cref="MultipleChoice"/>: the indices of the choices, ascending.</summary>
public sealed record ChosenMany(IReadOnlyList<int> Choices) : QuestionResponse;

/// <summary>The answer to a <see cref="TrueFalse"/>.</summary>
public sealed record TrueOrFalse(bool Value) : QuestionResponse;

/// <summary>The answer to a <see cref="ShortText"/>, <see cref="Essay"/> or <see cref="CodeEntry"/>.</summary>
public sealed record TypedText(string Text) : QuestionResponse;

/// <summary>The answer to a <see cref="NumberEntry"/>, as it was typed.</summary>
/// <param name="Number">The number, with a decimal point or comma.</param>
/// <param name="Unit">The chosen unit; empty for none.</param>
public sealed record TypedNumber(string Number, string Unit = "") : QuestionResponse;

/// <summary>The answer to <see cref="Blanks"/>: one for each gap, null for an empty one.</summary>
public sealed record FilledGaps(IReadOnlyList<QuestionResponse?> Gaps) : QuestionResponse;

/// <summary>The answer to a <see cref="Matching"/>: the index in <see cref="Matching.Options"/> for each prompt, null for none.</summary>
public sealed record Matched(IReadOnlyList<int?> Options) : QuestionResponse;

/// <summary>The answer to an <see cref="Ordering"/>: the index of the item at each place.</summary>
public sealed record Ordered(IReadOnlyList<int> Items) : QuestionResponse;

/// <summary>The answer to a <see cref="FileUpload"/>.</summary>
/// <param name="Id">The stored file.</param>
/// <param name="Name">The name it was uploaded with.</param>
/// <param name="Bytes">Its size.</param>
public sealed record UploadedFile(Guid Id, string Name, long Bytes) : QuestionResponse;
