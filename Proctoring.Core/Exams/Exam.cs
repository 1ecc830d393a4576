namespace Proctoring.Core.Exams;

/// <summary>A quiz that can be sat here.</summary>
public sealed class Exam
{
    public int Id { get; init; }

    /// <summary>The name in addresses; unique, lower case with hyphens.</summary>
    public required string Slug { get; init; }

    public required string Title { get; init; }

    public required string Description { get; init; }

    /// <summary>How long a session lasts, in minutes.</summary>
    public int Minutes { get; init; }

    /// <summary>The name of the policy by which its proctored sessions are judged.</summary>
    public string Policy { get; set; } = "standard";

    public List<Question> Questions { get; init; } = [];
}

/// <summary>One question of an exam, with exactly one right choice.</summary>
public sealed class Question
{
    public int Id { get; init; }

    public int ExamId { get; init; }

    /// <summary>The place in the exam, from 1.</summary>
    public int Number { get; init; }

    public required string Text { get; init; }

    public required List<string> Choices { get; init; }

    /// <summary>The index of the right choice, from 0. Never sent to a candidate before the end.</summary>
    public int RightChoice { get; init; }

    /// <summary>Why it is right; shown on the result page.</summary>
    public required string Explanation { get; init; }
}
