namespace Proctoring.Core.Exams;

/// <summary>A picture that shows a violation, or the seconds of sound around it; the bytes lie encrypted in the evidence store.</summary>
public sealed class EvidenceImage
{
    /// <summary>The type of sound; all else is a picture.</summary>
    public const string SoundType = "audio/wav";

    public Guid Id { get; init; }

    public Guid ViolationId { get; init; }

    public ProctoringViolation? Violation { get; init; }

    /// <summary>The name in the evidence store.</summary>
    public required string StoreKey { get; init; }

    /// <summary>SHA-256 of the bytes before encryption, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Whether it is to be heard, and not seen.</summary>
    public bool IsSound => ContentType == SoundType;

    /// <summary>When the frame came, or the sound begins, UTC.</summary>
    public DateTime TakenAt { get; init; }

    /// <summary>The confidence of the observation that it shows, 0–1.</summary>
    public double Confidence { get; init; }

    /// <summary>What the model marked, as JSON: [{x, y, width, height}] in fractions of the picture.</summary>
    public string Boxes { get; init; } = "[]";
}
