using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>The reason for refusing a photo as a reference.</summary>
internal enum ReferenceRefusal
{
    /// <summary>The bytes are not a picture that can be decoded; <see cref="ReferenceReading.Picture"/> says why.</summary>
    NotAnImage,

    /// <summary>The file has too many bytes or pixels.</summary>
    TooLarge,

    /// <summary>The picture shows nothing: the lens is covered, or the picture is uniform.</summary>
    Blocked,

    /// <summary>The face is too dark.</summary>
    TooDark,

    /// <summary>No face was found.</summary>
    NoFace,

    /// <summary>Several faces were found.</summary>
    SeveralFaces,

    /// <summary>The face is too small: the person should come closer.</summary>
    TooSmall,

    /// <summary>Part of the face is outside the picture.</summary>
    AtTheEdge,

    /// <summary>The face is turned away or half of it is hidden.</summary>
    TurnedAway,

    /// <summary>The face is not sharp.</summary>
    TooBlurred,

    /// <summary>The camera's picture is on its side or upside down.</summary>
    NotUpright,

    /// <summary>Several frames of the camera look like a print or a screen.</summary>
    NotLive,

    /// <summary>A mask or a scarf covers the mouth.</summary>
    Masked,

    /// <summary>Dark glasses cover the eyes.</summary>
    DarkGlasses,
}

/// <summary>The result of reading a reference photo: an embedding or a reason for the refusal.</summary>
/// <param name="Refusal">The reason; null if the photo was accepted.</param>
/// <param name="Embedding">The vectors of the face from both embedders; null if the photo was refused.</param>
/// <param name="Where">The box of the face, if exactly one was found.</param>
/// <param name="Sharpness">The sharpness of the face: about 1 if sharp, 0.2 if blurred; null if it was not measured.</param>
internal sealed record ReferenceReading(
    ReferenceRefusal? Refusal,
    FaceEmbedding? Embedding = null,
    Box? Where = null,
    float? Sharpness = null
)
{
    /// <summary>How sharp the face is, 0–1, two decimals.</summary>
    public double Quality => Math.Round(Math.Clamp(Sharpness ?? 0, 0f, 1f), 2);

    /// <summary>The reason for which the file could not be decoded; null if it was decoded.</summary>
    public PictureRefusal? Picture { get; init; }

    /// <summary>The reason for refusing the photo that a person overrode; null if there was none.</summary>
    public ReferenceRefusal? Overridden { get; init; }

    /// <summary>Whether a person may accept the refused photo all the same: one face was found, and it can be compared with
    /// others.</summary>
    public bool MayBeApproved { get; init; }

    /// <summary>Whether the photo was turned upright before it was read.</summary>
    public bool Turned { get; init; }

    /// <summary>The picture without metadata, the only form in which it may be stored; null if it could not be decoded.</summary>
    public byte[]? Content { get; init; }
}

/// <summary>Sentences that explain a refused photo to the person or program that sent it.</summary>
internal static class ReferenceRefusalText
{
    /// <summary>States the problem and the remedy.</summary>
    public static string Of(ReferenceReading reading, PictureLimits limits) =>
        reading switch
        {
            { Picture: { } picture } => PictureRefusalText.Of(picture, limits),
            { Refusal: ReferenceRefusal.NoFace } => "No face was found in the picture. Send a photo of one face, taken from the front.",
            { Refusal: ReferenceRefusal.SeveralFaces } => "There are several faces in the picture. Send a photo of exactly one.",
            { Refusal: ReferenceRefusal.TooSmall } => "The face is too small. Come closer to the camera.",
            { Refusal: ReferenceRefusal.AtTheEdge } => "Part of the face is outside the picture. Move to the middle.",
            { Refusal: ReferenceRefusal.TurnedAway } => "The face is turned away or half hidden. Look into the camera.",
            { Refusal: ReferenceRefusal.TooBlurred } => "The face is too blurred. Hold still, or clean the lens.",
            { Refusal: ReferenceRefusal.TooDark } => "The face is too dark. Turn on a light in front of you.",
            { Refusal: ReferenceRefusal.Blocked } => "No face was found. The picture is dark or uniform: uncover the lens.",
            { Refusal: ReferenceRefusal.NotUpright } => "The picture is turned. Hold the camera upright.",
            { Refusal: ReferenceRefusal.Masked } => "A mask or scarf seems to cover the mouth. Send a photo without it.",
            { Refusal: ReferenceRefusal.DarkGlasses } => "Dark glasses seem to cover the eyes. Send a photo without them.",
            { Refusal: ReferenceRefusal.NotLive } => "The camera seems to show a picture of a face. Show the face itself.",
            _ => "The picture could not be used.",
        };
}
