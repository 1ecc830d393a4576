namespace Proctoring.Core.Exams;

/// <summary>One episode of a violation in a session: a span with its evidence, never one row a frame.</summary>
public sealed class ProctoringViolation
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public ProctoringSession? Session { get; init; }

    /// <summary>The rule's id, as text, so that a report outlives its rule.</summary>
    public required string Type { get; init; }

    /// <summary>The rule's title when it was recorded.</summary>
    public required string Title { get; init; }

    public Severity Severity { get; init; }

    /// <summary>When the condition was first seen, UTC.</summary>
    public DateTime BeganAt { get; init; }

    /// <summary>When it was last seen, UTC; null while it goes on.</summary>
    public DateTime? EndedAt { get; set; }

    /// <summary>The highest confidence of any observation in the span, 0–1.</summary>
    public double PeakConfidence { get; set; }

    /// <summary>The mean confidence of the observations that showed it, 0–1.</summary>
    public double MeanConfidence { get; set; }

    /// <summary>In how many observations it was seen.</summary>
    public int FramesSeen { get; set; }

    /// <summary>In how many observations it was looked for during the span.</summary>
    public int FramesLooked { get; set; }

    /// <summary>The model that saw it, with its version; null for what the browser reported.</summary>
    public string? Model { get; set; }

    /// <summary>The threshold that the confidence or similarity was held against; null where there is none.</summary>
    public double? Threshold { get; set; }

    /// <summary>What exactly, where the type does not say it: "Ctrl+P", "similarity 0.12".</summary>
    public string? Detail { get; set; }

    /// <summary>The caller's own id of what it reported, so that one reported twice counts once; null for what we saw.</summary>
    public string? ClientEventId { get; init; }

    /// <summary>How often at once, as the caller counted: tab switches of one report.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What the caller saw, in its own words: "cell phone, book".</summary>
    public string? Objects { get; init; }

    /// <summary>When the candidate was told, UTC; null where they were not.</summary>
    public DateTime? WarnedAt { get; set; }

    public List<EvidenceImage> Evidence { get; init; } = [];
}
