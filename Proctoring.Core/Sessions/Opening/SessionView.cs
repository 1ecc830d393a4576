using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Sessions.Opening;

/// <summary>The facts about a session that its candidate may see.</summary>
public sealed record SessionView
{
    public required Guid Id { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The exam's slug; null if the questions are in another system.</summary>
    public required string? ExamSlug { get; init; }

    /// <summary>When the candidate can begin at the earliest, UTC; null for at once.</summary>
    public DateTime? NotBefore { get; init; }

    /// <summary>When the candidate can open it at the latest, UTC; null for no such time.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>The language of its content, for <c>lang</c>; empty if unknown, as HTML writes it.</summary>
    public string ExamLanguage { get; init; } = "";

    /// <summary>Whether the exam can also be taken without proctoring.</summary>
    public ProctoringOffer Offer { get; init; }

    /// <summary>Whether the exam admits only invited candidates, so that a link without the invitation leads nowhere.</summary>
    public bool ByInvitation { get; init; }

    /// <summary>The rules to read before the start; null if the questions are in another system.</summary>
    public ExamRules? Rules { get; init; }

    public required int TotalQuestions { get; init; }

    public required int Minutes { get; init; }

    public required bool Proctored { get; init; }

    public required SessionStatus Status { get; init; }

    /// <summary>Whether the candidate has agreed to be monitored; true also without monitoring.</summary>
    public required bool Consented { get; init; }

    /// <summary>What the candidate reads about the policy before they agree.</summary>
    public ConsentTerms Terms { get; init; }

    /// <summary>Whether the policy stores the audio around a speech flag.</summary>
    public bool KeepsSound => Terms.KeepsSound;

    /// <summary>The pictures of the screen that this session stores: those of the policy, if the candidate agreed to them.</summary>
    public ScreenCapture Screen { get; init; }

    /// <summary>Whether this session uses a phone as room camera: as its policy says, if the candidate agreed to it.</summary>
    public RoomCameraUse RoomCamera { get; init; }

    /// <summary>Whether a phone was connected as room camera.</summary>
    public bool RoomCameraJoined { get; init; }

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

    /// <summary>Whether the candidate is asked to turn the head before the start, and has not answered that yet.</summary>
    public bool AsksToTurnHead { get; init; }

    /// <summary>Whether such a check needs an identity document.</summary>
    public bool NeedsDocument { get; init; }

    /// <summary>Whether such an exam starts only after the check.</summary>
    public bool WaitsForIdentity { get; init; }

    /// <summary>The arrangements for this candidate; null before the start.</summary>
    public ExamArrangements? Arrangements { get; init; }

    /// <summary>The time left for breaks.</summary>
    public TimeSpan BreakLeft { get; init; }

    /// <summary>The pause that stops the clock now; null while it runs.</summary>
    public PauseView? Pause { get; init; }

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
/// <param name="Confirmed">The result; null until someone has looked.</param>
public sealed record IdentityView(IdentityCheckReason Reason, bool HasDocument, bool? Confirmed);

/// <summary>A pause of the exam, with the clock stopped.</summary>
/// <param name="OwnBreak">Whether the candidate takes a break, and may end it.</param>
/// <param name="Since">When it began, UTC.</param>
/// <param name="Until">When the exam continues at the latest, UTC.</param>
/// <param name="EndsAt">The deadline of the exam if the pause lasts until then, UTC.</param>
/// <param name="Reason">The reason of staff; null for a break.</param>
public sealed record PauseView(bool OwnBreak, DateTime Since, DateTime Until, DateTime EndsAt, string? Reason)
{
    /// <summary>The time left in the exam when it continues.</summary>
    public TimeSpan TimeLeft => EndsAt - Until;

    /// <summary>The pause that a change of the deadline begins; null for another change.</summary>
    public static PauseView? Of(ReportedTimeChange change) =>
        change.Kind is TimeChangeKind.Pause or TimeChangeKind.Break
            ? new(change.Kind is TimeChangeKind.Break, change.At, change.At + change.Added, change.EndsAt, change.Reason)
            : null;
}

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

    internal ProctoringOffer Proctoring { get; init; }

    internal ExamAdmission Admission { get; init; }

    /// <summary>Whether sessions are counted by student, so that a candidate must name their ID.</summary>
    internal bool LimitsAttempts { get; init; }

    /// <summary>The rules to read before the start.</summary>
    public ExamRules? Rules { get; init; }
}
