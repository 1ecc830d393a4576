namespace Proctoring.Core.Exams;

/// <summary>The points that a person gave an answer. The newest of an answer counts; the others stay on record.</summary>
public sealed class AnswerGrade
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public int QuestionId { get; init; }

    public Guid? GraderId { get; init; }

    public decimal Points { get; init; }

    /// <summary>What the candidate reads about it; empty for nothing.</summary>
    public required string Comment { get; init; }

    public DateTime GradedAt { get; init; }
}
