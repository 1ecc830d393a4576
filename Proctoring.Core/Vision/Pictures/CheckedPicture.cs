namespace Proctoring.Core.Vision.Pictures;

/// <summary>A picture whose container was checked in managed code. Only the inspector makes one.</summary>
/// <param name="Format">The format.</param>
/// <param name="Width">Width in pixels as stored, before any rotation.</param>
/// <param name="Height">Height in pixels as stored, before any rotation.</param>
/// <param name="Content">The parts that a decoder needs, without metadata and without anything behind the end of the picture.</param>
internal sealed record CheckedPicture(PictureFormat Format, int Width, int Height, byte[] Content)
{
    /// <summary>The EXIF orientation, 1 (upright) to 8, as the EXIF standard numbers it.</summary>
    public int Orientation { get; init; } = 1;

    /// <summary>The content type for HTTP.</summary>
    public string ContentType =>
        Format switch
        {
            PictureFormat.Png => "image/png",
            PictureFormat.WebP => "image/webp",
            _ => "image/jpeg",
        };
}

/// <summary>The result of inspecting a file: a checked picture or the reason for the refusal.</summary>
/// <param name="Picture">The picture; null if it was refused.</param>
/// <param name="Refusal">The reason; null if the picture was accepted.</param>
internal readonly record struct PictureInspection(CheckedPicture? Picture, PictureRefusal? Refusal)
{
    public static implicit operator PictureInspection(CheckedPicture picture) => new(picture, null);

    public static implicit operator PictureInspection(PictureRefusal refusal) => new(null, refusal);
}
