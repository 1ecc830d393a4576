using Proctoring.Core.Exams;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>The facts about a session that its candidate may see.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The exam's slug; null if the questions are in another system.</summary>
    public required string? ExamSlug { get; init; }

    /// <summary>The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</summary>
    public string ExamLanguage { get; init; } = "";

    public required int TotalQuestions { get; init; }

    public required int Minutes { get; init; }

    public required bool Proctored { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>Whether the candidate has agreed to be monitored; true also without monitoring.</summary>
    public required bool Consented { get; init; }

    /// <summary>Whether the policy stores the audio around a speech flag; the candidate reads about it before they agree.</summary>
    public bool KeepsSound { get; init; }

    /// <summary>Whether a reference face has been taken.</summary>
    public required bool HasReference { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? EndsAt { get; init; }

    /// <summary>The number by which the system that opened it names it; null for a session of our own pages.</summary>
    public int? Number { get; init; }

    /// <summary>The address that the result page links to; null for none.</summary>
    public string? ReturnUrl { get; init; }

    public bool Finished => Status.IsOver();
}

/// <summary>A question as the candidate sees it: without the answer.</summary>
public sealed record QuestionView(int Id, int Number, string Text, IReadOnlyList<string> Choices);

/// <summary>An exam as the home page lists it.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
/// <param name="Minutes">The time limit in minutes.</param>
/// <param name="Questions">The number of its questions.</param>
/// <param name="Language">The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</param>
public sealed record ExamView(string Slug, string Title, string Description, int Minutes, int Questions, string Language);
