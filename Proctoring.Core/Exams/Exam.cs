namespace Proctoring.Core.Exams;

/// <summary>An exam defined on this server.</summary>
public sealed class Exam
{
    public int Id { get; init; }

    /// <summary>The unique name in addresses: lower case with hyphens.</summary>
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>The time limit in minutes.</summary>
    public int Minutes { get; init; }

    /// <summary>The policy of its proctored sessions.</summary>
    public string Policy { get; set; } = "standard";

    /// <summary>The language of its title, questions and explanations, as a tag of BCP 47; null if unknown.</summary>
    public string? Language { get; set; }

    public List<Question> Questions { get; init; } = [];
}

/// <summary>A question with exactly one correct choice.</summary>
public sealed class Question
{
    public int Id { get; init; }

    public int ExamId { get; init; }

    /// <summary>The position in the exam, from 1.</summary>
    public int Number { get; init; }

    public required string Text { get; init; }

    public required List<string> Choices { get; init; }

    /// <summary>The index of the correct choice, from 0. Never sent to a candidate before the end.</summary>
    public int RightChoice { get; init; }

    /// <summary>Why the choice is correct; shown on the result page.</summary>
    public required string Explanation { get; init; }
}
