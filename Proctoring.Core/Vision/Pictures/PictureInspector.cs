namespace Proctoring.Core.Vision.Pictures;

/// <summary>
/// Checks the container of a picture in managed code before a native decoder sees a byte, and drops everything a decoder does not need.
/// </summary>
/// <remarks>
/// A few bytes can announce gigapixels, a chunk of gigabytes or thousands of scans. Native readers allocate or loop before they notice
/// (docs/decisions/0011-picture-decoding.md). The inspector never allocates more than the file's own size.
/// </remarks>
internal static class PictureInspector
{
    /// <summary>Checks a file against the limits.</summary>
    /// <param name="file">The bytes as they were sent.</param>
    /// <param name="limits">The limits to keep.</param>
    public static PictureInspection Inspect(ReadOnlySpan<byte> file, PictureLimits limits)
    {
        if (file.Length > limits.MaxBytes)
            return PictureRefusal.TooManyBytes;
        if (JpegInspector.IsJpeg(file))
            return JpegInspector.Inspect(file, limits);
        if (limits.BaselineJpegOnly && FormatOf(file) is not PictureRefusal.NotAnImage)
            return PictureRefusal.NotBaselineJpeg;
        if (PngInspector.IsPng(file))
            return PngInspector.Inspect(file, limits);
        if (WebPInspector.IsWebP(file))
            return WebPInspector.Inspect(file, limits);
        return FormatOf(file) ?? PictureRefusal.NotAnImage;
    }

    /// <summary>Compares a size with the limits; null if the size keeps them.</summary>
    /// <param name="width">Width in pixels, as large as the format allows.</param>
    /// <param name="height">Height in pixels, as large as the format allows.</param>
    /// <param name="limits">The limits to keep.</param>
    /// <param name="whole">The picture cannot be decoded at a reduced size.</param>
    public static PictureRefusal? CheckSize(long width, long height, PictureLimits limits, bool whole)
    {
        if (Math.Min(width, height) < limits.MinSide)
            return PictureRefusal.TooSmall;
        var most = whole ? Math.Min(limits.MaxPixels, PictureLimits.MaxWholePixels) : limits.MaxPixels;
        // Two 32-bit sides: their product fits into 64 bits only if both are checked first.
        return width > most || height > most || width * height > most ? PictureRefusal.TooManyPixels : null;
    }

    /// <summary>Names a format that the product does not decode; null for PNG and WebP.</summary>
    static PictureRefusal? FormatOf(ReadOnlySpan<byte> file)
    {
        if (PngInspector.IsPng(file) || WebPInspector.IsWebP(file))
            return null;
        if (file.StartsWith("GIF8"u8))
            return PictureRefusal.Gif;
        if (file.StartsWith("BM"u8) && file.Length >= 26)
            return PictureRefusal.Bmp;
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))
            return PictureRefusal.Tiff;
        return IsoBrandOf(file);
    }

    /// <summary>
    /// HEIC and AVIF are ISO base media files: a box "ftyp" with a brand (ISO/IEC 23008-12, annex B; AVIF 1.1, section 6).
    /// </summary>
    static PictureRefusal IsoBrandOf(ReadOnlySpan<byte> file)
    {
        if (file.Length < 12 || !file[4..].StartsWith("ftyp"u8))
            return PictureRefusal.NotAnImage;
        var brand = file[8..12];
        if (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8))
            return PictureRefusal.Avif;
        ReadOnlySpan<byte> brands = "heicheixhevchevxheimheismif1msf1"u8;
        for (var at = 0; at < brands.Length; at += 4)
        {
            if (brand.SequenceEqual(brands.Slice(at, 4)))
                return PictureRefusal.Heic;
        }

        return PictureRefusal.NotAnImage;
    }
}
