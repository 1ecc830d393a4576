using Proctoring.Core.Exams;

namespace Proctoring.Core.Sessions;

/// <summary>A sitting as its candidate may see it.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The exam's slug; null where the questions live elsewhere.</summary>
    public required string? ExamSlug { get; init; }

    public required int TotalQuestions { get; init; }

    public required int Minutes { get; init; }

    public required bool Proctored { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>A reference face has been taken.</summary>
    public required bool HasReference { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? EndsAt { get; init; }

    public bool Finished => Status is SessionStatus.Submitted or SessionStatus.TimedOut or SessionStatus.Ended;
}

/// <summary>A question as the candidate sees it: without the answer.</summary>
public sealed record QuestionView(int Id, int Number, string Text, IReadOnlyList<string> Choices);

/// <summary>An exam as the home page lists it.</summary>
public sealed record ExamView(string Slug, string Title, string Description, int Minutes, int Questions);
