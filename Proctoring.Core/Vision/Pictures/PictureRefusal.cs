using System.Globalization;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>The reason for refusing a picture.</summary>
internal enum PictureRefusal
{
    /// <summary>The bytes are not a picture in a known format.</summary>
    NotAnImage,

    /// <summary>An HEIC picture, the default of recent iPhones.</summary>
    Heic,

    /// <summary>An AVIF picture.</summary>
    Avif,

    /// <summary>A GIF picture.</summary>
    Gif,

    /// <summary>A BMP picture.</summary>
    Bmp,

    /// <summary>A TIFF picture.</summary>
    Tiff,

    /// <summary>An animated PNG or WebP.</summary>
    Animated,

    /// <summary>A camera frame that is not a baseline JPEG.</summary>
    NotBaselineJpeg,

    /// <summary>The file has more bytes than the limit.</summary>
    TooManyBytes,

    /// <summary>The header announces more pixels than the limit.</summary>
    TooManyPixels,

    /// <summary>A side is shorter than the limit.</summary>
    TooSmall,

    /// <summary>Decoding would take too much work or memory: too many scans, or a large interlaced or progressive picture.</summary>
    TooComplex,

    /// <summary>A rare variant of the format: arithmetic coding, lossless JPEG, 12 bits, an unknown critical PNG chunk.</summary>
    Unsupported,

    /// <summary>The structure contradicts itself, or the data is damaged or incomplete.</summary>
    Unreadable,
}

/// <summary>Sentences that explain a refusal to the person or program that sent the picture.</summary>
internal static class PictureRefusalText
{
    /// <summary>States the problem and the remedy.</summary>
    public static string Of(PictureRefusal refusal, PictureLimits limits) =>
        refusal switch
        {
            PictureRefusal.Heic => "This is a HEIC picture. Send a JPEG or PNG.",
            PictureRefusal.Avif => "This is an AVIF picture. Send a JPEG or PNG.",
            PictureRefusal.Gif => "This is a GIF picture. Send a JPEG or PNG.",
            PictureRefusal.Bmp => "This is a BMP picture. Send a JPEG or PNG.",
            PictureRefusal.Tiff => "This is a TIFF picture. Send a JPEG or PNG.",
            PictureRefusal.Animated => "This is an animated picture. Send a still JPEG or PNG.",
            PictureRefusal.NotBaselineJpeg =>
                $"Camera frames must be baseline JPEG with at most {Megapixels(limits.MaxPixels)} megapixels.",
            PictureRefusal.TooManyBytes => $"The picture is too large. The limit is {Bytes(limits.MaxBytes)}.",
            PictureRefusal.TooManyPixels => TooManyPixels(limits),
            PictureRefusal.TooSmall => string.Create(
                CultureInfo.InvariantCulture,
                $"The picture is too small. Each side must have at least {limits.MinSide} pixels."
            ),
            PictureRefusal.TooComplex => "The picture takes too much work to decode. Save it as a baseline JPEG.",
            PictureRefusal.Unsupported => "This variant of the format is not supported. Save the picture as a baseline JPEG or as a PNG.",
            PictureRefusal.Unreadable => "The picture is damaged or incomplete. Send it again, or save it as a new JPEG.",
            _ => "This is not an image in a known format. Send a JPEG, PNG or WebP.",
        };

    static string TooManyPixels(PictureLimits limits) =>
        limits.MaxPixels <= PictureLimits.MaxWholePixels
            ? $"The picture is too large. The limit is {Megapixels(limits.MaxPixels)} megapixels."
            : $"The picture is too large. The limit is {Megapixels(limits.MaxPixels)} megapixels for a JPEG"
                + $" and {Megapixels(PictureLimits.MaxWholePixels)} for a PNG or WebP.";

    static string Megapixels(int pixels) => (pixels / PictureLimits.Megapixel).ToString(CultureInfo.InvariantCulture);

    static string Bytes(int bytes) =>
        bytes >= PictureLimits.Megapixel
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / PictureLimits.Megapixel} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KB");
}
