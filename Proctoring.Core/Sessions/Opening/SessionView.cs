using Proctoring.Core.Exams;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>A session as its candidate may see it.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The exam's slug; null where the questions live elsewhere.</summary>
    public required string? ExamSlug { get; init; }

    /// <summary>The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</summary>
    public string ExamLanguage { get; init; } = "";

    public required int TotalQuestions { get; init; }

    public required int Minutes { get; init; }

    public required bool Proctored { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>The candidate has agreed to be watched; true also where nobody watches.</summary>
    public required bool Consented { get; init; }

    /// <summary>The few seconds of sound around a flag of speech are kept, as its policy says; the candidate is told before they
    /// agree.</summary>
    public bool KeepsSound { get; init; }

    /// <summary>A reference face has been taken.</summary>
    public required bool HasReference { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? EndsAt { get; init; }

    /// <summary>The number by which the system that opened it knows it; null for one of our own pages.</summary>
    public int? Number { get; init; }

    /// <summary>Where the candidate goes on after the result; null for nowhere.</summary>
    public string? ReturnUrl { get; init; }

    public bool Finished => Status.IsOver();
}

/// <summary>A question as the candidate sees it: without the answer.</summary>
public sealed record QuestionView(int Id, int Number, string Text, IReadOnlyList<string> Choices);

/// <summary>An exam as the home page lists it.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
/// <param name="Minutes">How long a session lasts.</param>
/// <param name="Questions">The number of its questions.</param>
/// <param name="Language">The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</param>
public sealed record ExamView(string Slug, string Title, string Description, int Minutes, int Questions, string Language);
