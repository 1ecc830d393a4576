using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>Why a picture can't be somebody's reference.</summary>
internal enum ReferenceRefusal
{
    /// <summary>The bytes are no picture, or a damaged one.</summary>
    NotAnImage,

    /// <summary>The file has too many bytes or pixels.</summary>
    TooLarge,

    /// <summary>Nothing can be seen: a covered lens, or an even picture.</summary>
    Blocked,

    /// <summary>The face, or all of the picture, is too dark.</summary>
    TooDark,

    /// <summary>There is no face.</summary>
    NoFace,

    /// <summary>There are two faces or more.</summary>
    SeveralFaces,

    /// <summary>The face is too small; the person should come nearer.</summary>
    TooSmall,

    /// <summary>A part of the face lies outside of the picture.</summary>
    AtTheEdge,

    /// <summary>The face is not sharp.</summary>
    TooBlurred,
}

/// <summary>What became of a picture that should be somebody's reference: taken, or refused with a reason.</summary>
/// <param name="Refusal">Why it was refused; null where it was taken.</param>
/// <param name="Embedding">The face's vectors, of both embedders; null where it was refused.</param>
/// <param name="Where">The face's box, where exactly one was found.</param>
/// <param name="Sharpness">The face's sharpness, comparable between faces, where one was looked at.</param>
internal sealed record ReferenceReading(ReferenceRefusal? Refusal, FaceEmbedding? Embedding = null, Box? Where = null, float? Sharpness = null);

/// <summary>Reads the picture that all later ones are compared with, and takes only a good one.</summary>
internal sealed class ReferenceFaceReader(FaceReader faces)
{
    /// <summary>Reads a picture. Thread-safe; bad input never throws.</summary>
    /// <param name="bytes">A JPEG, PNG or WebP file.</param>
    public ReferenceReading Read(ReadOnlySpan<byte> bytes)
    {
        using var decoded = PictureDecoder.Decode(bytes, PictureLimits.Photo);
        if (decoded.Pixels is not { } picture) return new ReferenceReading(ReferenceRefusal.NotAnImage);
        var read = faces.ReadFaces(picture);
        if (read.Faces.Count == 0) return new ReferenceReading(ReferenceRefusal.NoFace);
        if (read.Faces.Count > 1) return new ReferenceReading(ReferenceRefusal.SeveralFaces);
        return new ReferenceReading(null, faces.Embed(picture, read.Faces[0]), FrameReader.BoxOf(read.Faces[0].Box, picture.Size()), 0);
    }
}
