using System.Text.Json.Serialization;
using Proctoring.Core.Exams;
using Proctoring.Core.Localization;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports;

/// <summary>The content of a report: the session, its result and its flags.</summary>
public sealed record ReportContent
{
    public required Guid SessionId { get; init; }

    public required string ExamName { get; init; }

    /// <summary>The language of its content, for <c>lang</c>; empty if unknown.</summary>
    public string ExamLanguage { get; init; } = "";

    public required bool Proctored { get; init; }

    /// <summary>Whether it is practice, which only the candidate sees.</summary>
    public bool Practice { get; init; }

    /// <summary>True where the server closed the session because the time was up.</summary>
    public required bool TimedOut { get; init; }

    /// <summary>True if the server ended the session because its right expired before it was submitted; it may never have been
    /// opened.</summary>
    public bool Expired { get; init; }

    /// <summary>The reason of staff, or of the embedding page, for ending it; null if neither ended it.</summary>
    public string? EndReason { get; init; }

    /// <summary>True if neither the candidate nor the clock ended it.</summary>
    public bool EndedByOthers { get; init; }

    public required DateTime StartedAt { get; init; }

    public required DateTime FinishedAt { get; init; }

    public required int TotalQuestions { get; init; }

    /// <summary>Null if the questions belong to a host that has not reported the result.</summary>
    public required int? CorrectAnswers { get; init; }

    /// <summary>Per cent, two decimals; null with the answers.</summary>
    public required decimal? Score { get; init; }

    /// <summary>The points of the answers so far; null if the questions belong to a host, and in older reports.</summary>
    public decimal? Points { get; init; }

    /// <summary>The points of all correct answers; null with the points.</summary>
    public decimal? MaxPoints { get; init; }

    /// <summary>The last correction of the result by other solutions; null if there was none.</summary>
    public ReportedCorrection? Correction { get; init; }

    /// <summary>Whether this reader does not see the result, or not yet, because of the exam's settings.</summary>
    [JsonIgnore]
    public bool Withheld { get; init; }

    /// <summary>How many answers wait for a person's grade.</summary>
    public int Ungraded { get; init; }

    /// <summary>Whether the score reaches the pass mark; null without a score or a pass mark.</summary>
    public bool? Passed { get; init; }

    public required long FramesRead { get; init; }

    public required long FramesRefused { get; init; }

    /// <summary>Empty if the questions belong to a host.</summary>
    public required IReadOnlyList<ReportedAnswer> Answers { get; init; }

    public required IReadOnlyList<ReportedViolation> Violations { get; init; }

    /// <summary>The spans in which a sensor delivered nothing usable, in the order of their beginning; empty in reports from before gaps
    /// were recorded.</summary>
    public IReadOnlyList<SensorGapSpan> Gaps { get; init; } = [];

    /// <summary>How much of the session each sensor was monitored; empty in reports from before gaps were recorded, and without
    /// proctoring.</summary>
    public IReadOnlyList<SensorCoverage> Monitored { get; init; } = [];

    /// <summary>The name of the policy by which the session was judged; null in reports of before policies.</summary>
    public string? Policy { get; init; }

    /// <summary>The accommodations of this candidate.</summary>
    public IReadOnlyList<RuleOverride> Accommodations { get; init; } = [];

    /// <summary>The extensions of the deadline, oldest first.</summary>
    public IReadOnlyList<ReportedTimeChange> TimeChanges { get; init; } = [];

    /// <summary>How many answers arrived after the deadline. By the browser's clock they were given before it.</summary>
    public int LateAnswers { get; init; }

    /// <summary>When the last of them arrived, UTC; null for none.</summary>
    public DateTime? LastLateAnswerAt { get; init; }

    /// <summary>How many answers were given while the clock was stopped, by the browser's clock.</summary>
    public int AnswersInPauses { get; init; }

    /// <summary>How much there is to look at, with its arithmetic; null without proctoring and in reports of before scores.</summary>
    public RiskScore? Risk { get; init; }
}

/// <summary>A correction of the result after the end: the answers were scored with other solutions.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="ScoreBefore">The score before it, per cent; null while an answer waited for a grade.</param>
public sealed record ReportedCorrection(DateTime At, decimal? ScoreBefore);

/// <summary>A change of the deadline.</summary>
/// <param name="At">When it was made, UTC.</param>
/// <param name="Kind">Why.</param>
/// <param name="Seconds">The time added, seconds; negative at the end of a pause, which takes back its unused rest.</param>
/// <param name="EndsAt">The new deadline, UTC.</param>
/// <param name="Reason">The reason of staff; null for the server and the candidate.</param>
public sealed record ReportedTimeChange(DateTime At, TimeChangeKind Kind, double Seconds, DateTime EndsAt, string? Reason)
{
    /// <summary>Whether it adds time for good; otherwise a pause began or ended.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool AddsTime => Kind is TimeChangeKind.Staff or TimeChangeKind.ConnectionLost;

    /// <summary>The time added.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TimeSpan Added => TimeSpan.FromSeconds(Seconds);
}

/// <summary>One violation with all that speaks for and against it.</summary>
public sealed record ReportedViolation(
    Guid Id,
    string Type,
    string Title,
    string Explanation,
    Severity Severity,
    DateTime BeganAt,
    DateTime EndedAt,
    double PeakConfidence,
    double MeanConfidence,
    int FramesSeen,
    int FramesLooked,
    string? Model,
    double? Threshold,
    string? Detail,
    IReadOnlyList<Guid> Evidence
)
{
    /// <summary>The stored seconds of sound; null if there are none, as in older reports.</summary>
    public Guid? Sound { get; init; }

    /// <summary>When that sound begins, UTC.</summary>
    public DateTime? SoundFrom { get; init; }

    /// <summary>The pictures of the seconds around it; null if none are stored.</summary>
    public Guid? Strip { get; init; }

    /// <summary>The times of the pictures of <see cref="Strip"/>, UTC, in its order.</summary>
    public IReadOnlyList<DateTime> StripTimes { get; init; } = [];

    public TimeSpan Duration => EndedAt - BeganAt;

    /// <summary>When pictures or audio of it were deleted, UTC; null if none were.</summary>
    public DateTime? DeletedAt { get; init; }

    /// <summary>Why they were deleted; null if none were.</summary>
    public DeletionCause? DeletedBy { get; init; }

    /// <summary>What, where, how long, how sure, in one sentence; null in reports of before sentences.</summary>
    public string? Sentence { get; init; }

    /// <summary>The boxes drawn in each picture of <see cref="Evidence"/>, in its order.</summary>
    public IReadOnlyList<IReadOnlyList<Box>> Boxes { get; init; } = [];

    /// <summary>The title in the reader's language.</summary>
    [JsonIgnore]
    public string ShownTitle => RuleText.Title(Type, Title);

    /// <summary>The sentence in the reader's language; null in reports of before sentences.</summary>
    [JsonIgnore]
    public string? ShownSentence =>
        Sentence is null || Language.Current == Language.English
            ? Sentence
            : new ViolationSentence
            {
                Type = Type,
                Title = Title,
                Duration = Duration,
                PeakConfidence = PeakConfidence,
                FramesSeen = FramesSeen,
                FramesLooked = FramesLooked,
                Model = Model,
                Detail = Detail,
                Boxes = Boxes is [.., var best] ? best : [],
            }.ToString();

    /// <summary>The explanation in the reader's language.</summary>
    [JsonIgnore]
    public string ShownExplanation => Language.Current == Language.English ? Explanation : RuleText.Explanation(Type, Model, Explanation);
}
