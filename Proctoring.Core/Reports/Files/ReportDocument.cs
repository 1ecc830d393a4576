using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Rules;

namespace Proctoring.Core.Reports.Files;

/// <summary>The content of a report file on one ended session: the report, the reviewers' decisions and the candidate's answers.</summary>
internal sealed record ReportDocument
{
    public required string StudentId { get; init; }

    public required string? StudentName { get; init; }

    public required ReportContent Report { get; init; }

    /// <summary>Why staff or the host ended it; null if they did not.</summary>
    public required string? EndReason { get; init; }

    /// <summary>The final verdict; null without one.</summary>
    public required Verdict? Verdict { get; init; }

    public required IReadOnlyList<GivenVerdict> Verdicts { get; init; }

    /// <summary>The decisions that stand, by violation.</summary>
    public required ILookup<Guid, GivenDecision> Decisions { get; init; }

    /// <summary>What the candidate answered, by violation.</summary>
    public required IReadOnlyDictionary<Guid, string> Replies { get; init; }

    /// <summary>How the questions were answered; null in the report of a whole exam, and if nothing is known.</summary>
    public SessionAnswering? Answering { get; init; }

    /// <summary>The check of the identity by a person; null if there was none.</summary>
    public ReportedPersonCheck? PersonCheck { get; init; }

    /// <summary>The persons who accepted the enrolled photo although the server refused it.</summary>
    public IReadOnlyList<ReportedPhotoApproval> PhotoApprovals { get; init; } = [];

    /// <summary>The requests to turn the head, oldest first.</summary>
    public IReadOnlyList<ReportedHeadTurn> HeadTurns { get; init; } = [];

    /// <summary>The time zone of the reader.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public required int ChainLinks { get; init; }

    /// <summary>The hash of the chain's last link; null without a chain.</summary>
    public required string? ChainHash { get; init; }

    /// <summary>When the last record was added, UTC. The report shows the records of that time, whenever it is written.</summary>
    public required DateTime AsOf { get; init; }

    /// <summary>How many flags a reviewer has decided.</summary>
    public int Reviewed => Report.Violations.Count(violation => IsReviewed(violation.Id));

    /// <summary>How many flags a reviewer must decide and has not.</summary>
    public int NotReviewed => Report.Violations.Count(violation => FlagTypes.NeedsDecision(violation.Type) && !IsReviewed(violation.Id));

    /// <summary>A time, UTC, in the zone of the reader.</summary>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), Zone);

    /// <summary>Whether a reviewer has decided the flag.</summary>
    public bool IsReviewed(Guid violation) => Decisions.Contains(violation);
}

/// <summary>A verdict that stands.</summary>
internal sealed record GivenVerdict(string Reviewer, Verdict Verdict, string Reason, DateTime At);

/// <summary>A decision that stands.</summary>
internal sealed record GivenDecision(string Reviewer, Decision Decision, string? Reason, DateTime At);

/// <summary>A check of the identity by a person.</summary>
/// <param name="Confirmed">The result; null until someone has looked.</param>
internal sealed record ReportedPersonCheck(bool? Confirmed);
