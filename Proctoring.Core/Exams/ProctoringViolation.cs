namespace Proctoring.Core.Exams;

/// <summary>One episode of a violation in a session: a span with its evidence, not a row per frame.</summary>
public sealed class ProctoringViolation
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public ProctoringSession? Session { get; init; }

    /// <summary>The rule's id as text, so reports survive the removal of a rule.</summary>
    public required string Type { get; init; }

    /// <summary>The rule's title at the time of recording.</summary>
    public required string Title { get; init; }

    public Severity Severity { get; set; }

    /// <summary>When the condition was first seen, UTC.</summary>
    public DateTime BeganAt { get; init; }

    /// <summary>When the condition was last seen, UTC; null while it continues.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>The highest confidence of any observation in the span, 0–1.</summary>
    public double PeakConfidence { get; set; }

    /// <summary>The mean confidence of the observations that show the violation, 0–1.</summary>
    public double MeanConfidence { get; set; }

    /// <summary>The number of observations that show the violation.</summary>
    public int FramesSeen { get; set; }

    /// <summary>The number of observations in the span that could show the violation.</summary>
    public int FramesLooked { get; set; }

    /// <summary>The model and its version; null for browser events.</summary>
    public string? Model { get; set; }

    /// <summary>The threshold for the confidence or similarity; null for none.</summary>
    public double? Threshold { get; set; }

    /// <summary>Details that the type does not state: "Ctrl+P", "similarity 0.12".</summary>
    public string? Detail { get; set; }

    /// <summary>The caller's id of a reported event, so a repeated report counts once; null for this server's own findings.</summary>
    public string? ClientEventId { get; init; }

    /// <summary>How often the event happened, as counted by the caller: tab switches in one report.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The objects the caller reported, in its own words: "cell phone, book".</summary>
    public string? Objects { get; init; }

    /// <summary>The member of staff who raised the flag; null for every other.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>When the candidate was warned, UTC; null if there was no warning.</summary>
    public DateTime? WarnedAt { get; set; }

    public List<EvidenceImage> Evidence { get; init; } = [];
}
