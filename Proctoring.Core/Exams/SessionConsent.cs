namespace Proctoring.Core.Exams;

/// <summary>The candidate's consent to monitoring: which text they read, and when they agreed.</summary>
public sealed class SessionConsent
{
    public Guid SessionId { get; init; }

    /// <summary>The version of the text.</summary>
    public required string Version { get; set; }

    /// <summary>The language in which it was shown, as a tag of BCP 47.</summary>
    public required string Language { get; set; }

    /// <summary>Whether the candidate also agreed that their face is compared.</summary>
    public bool FaceComparison { get; set; }

    /// <summary>The pictures that the text named; null in consents from before strips, whose text named single pictures.</summary>
    public FlagEvidence? Evidence { get; set; }

    /// <summary>The pictures of the screen that the text named: the interval in seconds, 0 for at flags only; null for none.</summary>
    public int? ScreenSeconds { get; set; }

    /// <summary>Whether the text named the audio around speech flags; null in consents from before this was stored, under which none is
    /// stored.</summary>
    public bool? Sound { get; set; }

    /// <summary>Whether the text named the phone as a second camera; null in consents from before there was one, under which none is
    /// used.</summary>
    public bool? RoomCamera { get; set; }

    public DateTime GivenAt { get; set; }
}
