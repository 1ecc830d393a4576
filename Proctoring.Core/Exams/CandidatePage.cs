namespace Proctoring.Core.Exams;

/// <summary>One load of the exam page in a candidate's browser.</summary>
public sealed class CandidatePage
{
    public Guid SessionId { get; init; }

    /// <summary>The page's random name of itself.</summary>
    public required string PageId { get; init; }

    /// <summary>When it last became the page that sends frames, UTC; null if it never did.</summary>
    public DateTime? JoinedAt { get; set; }

    /// <summary>The network address that it joined from.</summary>
    public string? Address { get; set; }

    /// <summary>The browser as it names itself.</summary>
    public string? UserAgent { get; set; }

    /// <summary>The number of its last signal of which everything is stored; 0 if there is none.</summary>
    public int StoredSeq { get; set; }

    /// <summary>How many signals that the page dropped are on record as a gap.</summary>
    public int DroppedSignals { get; set; }

    /// <summary>How many dropped pieces of sound are on record as a gap.</summary>
    public int DroppedSound { get; set; }

    /// <summary>How many dropped pictures of the screen are on record as a gap.</summary>
    public int DroppedScreens { get; set; }
}
