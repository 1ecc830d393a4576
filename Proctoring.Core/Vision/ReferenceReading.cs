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

    /// <summary>The face is too dark.</summary>
    TooDark,

    /// <summary>There is no face.</summary>
    NoFace,

    /// <summary>There are two faces or more.</summary>
    SeveralFaces,

    /// <summary>The face is too small: the person should come nearer.</summary>
    TooSmall,

    /// <summary>A part of the face lies outside of the picture.</summary>
    AtTheEdge,

    /// <summary>The face is turned to the side, or half of it is hidden.</summary>
    TurnedAway,

    /// <summary>The face is not sharp.</summary>
    TooBlurred,
}

/// <summary>What became of a picture that should be somebody's reference: taken, or refused with a reason.</summary>
/// <param name="Refusal">Why it was refused; null where it was taken.</param>
/// <param name="Embedding">The face's vectors, of both embedders; null where it was refused.</param>
/// <param name="Where">The face's box, where exactly one was found.</param>
/// <param name="Sharpness">The face's sharpness, about 1 where it is sharp and 0.2 where it is blurred; null where none was looked at.</param>
internal sealed record ReferenceReading(ReferenceRefusal? Refusal, FaceEmbedding? Embedding = null, Box? Where = null, float? Sharpness = null);
