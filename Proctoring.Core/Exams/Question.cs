using System.ComponentModel;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Exams;

/// <summary>A question of one version of an exam.</summary>
public sealed class Question
{
    QuestionBody? body;

    public int Id { get; init; }

    public int ExamId { get; init; }

    /// <summary>The version of the exam that it belongs to, from 1.</summary>
    [DefaultValue(1)]
    public int Version { get; init; } = 1;

    /// <summary>The position in the exam, from 1.</summary>
    public int Number { get; init; }

    /// <summary>A name for staff; null for none.</summary>
    public string? Title { get; init; }

    /// <summary>Markdown.</summary>
    public required string Text { get; init; }

    /// <summary>The choices of a question that was stored before there were types; empty otherwise. See <see cref="Body"/>.</summary>
    public List<string> Choices { get; init; } = [];

    /// <summary>The index of the correct one of these choices.</summary>
    public int RightChoice { get; init; }

    /// <summary><see cref="Body"/> as JSON; null for a question that was stored before there were types.</summary>
    public string? BodyJson { get; init; }

    /// <summary>The task and its solution. Never sent to a candidate before the end.</summary>
    public QuestionBody Body
    {
        get => body ??= BodyJson is null ? SingleChoice.Of(Choices, RightChoice) : QuestionJson.Read(BodyJson);
        init => (body, BodyJson) = (value, QuestionJson.Write(value));
    }

    /// <summary>What the candidate was asked, if <see cref="Body"/> is the corrected one of a later version; null otherwise. It is not
    /// stored.</summary>
    public QuestionBody? AskedBody { get; init; }

    /// <summary>The points of a correct answer.</summary>
    [DefaultValue(typeof(decimal), "1")]
    public decimal Points { get; init; } = 1;

    /// <summary>The title of its section; consecutive questions with the same title form one. Null for none.</summary>
    public string? Section { get; init; }

    /// <summary>The pool from which a session draws some questions; null for a question of every session.</summary>
    public string? Pool { get; init; }

    public List<string>? Tags { get; init; }

    /// <summary>From 1, easy, to 5, hard; null if unknown.</summary>
    public int? Difficulty { get; init; }

    /// <summary>Why the solution is correct, Markdown; shown on the result page.</summary>
    public required string Explanation { get; init; }
}
