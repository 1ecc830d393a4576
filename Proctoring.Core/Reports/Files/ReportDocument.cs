using Proctoring.Core.Exams;

namespace Proctoring.Core.Reports.Files;

/// <summary>All that a report file says of one finished session: what was seen, and what people made of it.</summary>
internal sealed record ReportDocument
{
    public required string StudentId { get; init; }

    public required string? StudentName { get; init; }

    public required ReportContent Report { get; init; }

    /// <summary>Why staff or the host ended it; null where they did not.</summary>
    public required string? EndReason { get; init; }

    /// <summary>The final verdict; null while there is none.</summary>
    public required Verdict? Verdict { get; init; }

    public required IReadOnlyList<GivenVerdict> Verdicts { get; init; }

    /// <summary>The decisions that stand, by violation.</summary>
    public required ILookup<Guid, GivenDecision> Decisions { get; init; }

    /// <summary>What the candidate answered, by violation.</summary>
    public required IReadOnlyDictionary<Guid, string> Replies { get; init; }

    public required int ChainLinks { get; init; }

    /// <summary>The hash of the chain's last link; null without a chain.</summary>
    public required string? ChainHash { get; init; }

    /// <summary>When the records were last added to, UTC: the report is as of then, whenever it is written.</summary>
    public required DateTime AsOf { get; init; }
}

/// <summary>A verdict that stands.</summary>
internal sealed record GivenVerdict(string Reviewer, Verdict Verdict, string Reason, DateTime At);

/// <summary>A decision that stands.</summary>
internal sealed record GivenDecision(string Reviewer, Decision Decision, string? Reason, DateTime At);
