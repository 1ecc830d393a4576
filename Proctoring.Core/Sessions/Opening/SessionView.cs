using Proctoring.Core.Exams;
using Proctoring.Core.Rules;

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

    /// <summary>The rules that are switched off, by policy or for this candidate. A page blocks nothing that they would report.</summary>
    public IReadOnlyList<string> RulesOff { get; init; } = [];

    /// <summary>Whether a reference face has been taken.</summary>
    public required bool HasReference { get; init; }

    /// <summary>Whether the candidate's face may be compared: they agreed, or agreed before they were asked separately.</summary>
    public bool ComparesFace { get; init; } = true;

    /// <summary>Whether it is practice: no identity check, visible to the candidate only.</summary>
    public bool Practice { get; init; }

    /// <summary>Whether a photo of the candidate is stored.</summary>
    public bool HasPhoto { get; init; }

    /// <summary>The check by a person; null if the candidate did not ask for one.</summary>
    public IdentityView? Identity { get; init; }

    /// <summary>Whether such a check needs an identity document.</summary>
    public bool NeedsDocument { get; init; }

    /// <summary>Whether such an exam starts only after the check.</summary>
    public bool WaitsForIdentity { get; init; }

    /// <summary>The arrangements for this candidate; null before the start.</summary>
    public ExamArrangements? Arrangements { get; init; }

    public required DateTime? StartedAt { get; init; }

    public required DateTime? EndsAt { get; init; }

    /// <summary>The number by which the system that opened it names it; null for a session of our own pages.</summary>
    public int? Number { get; init; }

    /// <summary>The address that the result page links to; null for none.</summary>
    public string? ReturnUrl { get; init; }

    public bool Finished => Status.IsOver();
}

/// <summary>A check of the candidate's identity by a person.</summary>
/// <param name="Reason">Why the candidate asked for it.</param>
/// <param name="HasDocument">Whether a document was photographed.</param>
/// <param name="Confirmed">The result; null until somebody has looked.</param>
public sealed record IdentityView(IdentityCheckReason Reason, bool HasDocument, bool? Confirmed);

/// <summary>A question as the candidate sees it: without the answer.</summary>
public sealed record QuestionView(int Id, int Number, string Text, IReadOnlyList<string> Choices);

/// <summary>An exam as the home page lists it.</summary>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
/// <param name="Minutes">The time limit in minutes.</param>
/// <param name="Questions">The number of its questions.</param>
/// <param name="Language">The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</param>
public sealed record ExamView(string Slug, string Title, string Description, int Minutes, int Questions, string Language)
{
    /// <summary>The name of its policy.</summary>
    internal string Policy { get; init; } = "";

    /// <summary>Whether its sessions are practice.</summary>
    public bool Practice { get; init; }
}
