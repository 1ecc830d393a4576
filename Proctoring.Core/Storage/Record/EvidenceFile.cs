using Proctoring.Core.Exams;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Storage.Record;

/// <summary>A picture or recording that must be stored with a violation.</summary>
/// <param name="Id">Its id, chosen before it is written, so that writing it again changes nothing.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its media type.</param>
/// <param name="At">The time of the picture, or the beginning of the audio, UTC.</param>
internal sealed record EvidenceFile(Guid Id, ReadOnlyMemory<byte> Content, string ContentType, DateTime At)
{
    /// <summary>The confidence of the observation that it shows, 0–1.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>The areas that the model marked, in fractions of the picture.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>The source of a picture that belongs to no single flag.</summary>
    public PictureSource Source { get; init; }

    /// <summary>The frames of a strip as JSON; null for everything else.</summary>
    public string? Frames { get; init; }

    /// <summary>Its name in the evidence store.</summary>
    public string KeyIn(Guid sessionId) => $"{sessionId:N}/{Id:N}";

    public bool IsSound => ContentType == EvidenceImage.SoundType;

    public bool IsStrip => ContentType == EvidenceImage.StripType;

    /// <summary>A file with a new id.</summary>
    public static EvidenceFile Create(ReadOnlyMemory<byte> content, string contentType, DateTime at) =>
        new(Guid.CreateVersion7(at), content, contentType, at);
}
