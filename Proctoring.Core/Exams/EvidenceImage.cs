namespace Proctoring.Core.Exams;

/// <summary>A picture of a violation, or the audio or pictures around it. The evidence store holds the encrypted bytes.</summary>
public sealed class EvidenceImage
{
    /// <summary>The content type of audio.</summary>
    public const string SoundType = "audio/wav";

    /// <summary>The content type of a strip; every other type is a picture.</summary>
    public const string StripType = "application/zip";

    public Guid Id { get; init; }

    public Guid ViolationId { get; init; }

    public ProctoringViolation? Violation { get; init; }

    /// <summary>The name in the evidence store.</summary>
    public required string StoreKey { get; init; }

    /// <summary>SHA-256 of the bytes before encryption, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>The size before encryption; 0 for files of versions that did not record it.</summary>
    public int Bytes { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Whether this is audio.</summary>
    public bool IsSound => ContentType == SoundType;

    /// <summary>Whether this is a strip of pictures.</summary>
    public bool IsStrip => ContentType == StripType;

    /// <summary>Whether this is a single picture.</summary>
    public bool IsPicture => !IsSound && !IsStrip;

    /// <summary>When the frame arrived or the audio or strip starts, UTC.</summary>
    public DateTime TakenAt { get; init; }

    /// <summary>The confidence of the observation in the picture, 0–1.</summary>
    public double Confidence { get; init; }

    /// <summary>The model's boxes as JSON: [{x, y, width, height}] in fractions of the picture.</summary>
    public string Boxes { get; init; } = "[]";

    /// <summary>The frames of a strip as JSON: [{at, boxes}]; null for everything else.</summary>
    public string? Frames { get; init; }
}
