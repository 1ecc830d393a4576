namespace Proctoring.Core.Vision.Pictures;

/// <summary>Limits that a picture must keep before a native decoder sees it, and the size at which it is decoded.</summary>
/// <param name="MaxBytes">The largest file, in bytes.</param>
/// <param name="MaxPixels">The most pixels, width times height.</param>
/// <param name="MinSide">The shortest side, in pixels.</param>
/// <param name="DecodedPixels">A picture with more pixels is decoded at a reduced size with at most this many.</param>
/// <param name="BaselineJpegOnly">Accepts baseline JPEG only, which browsers encode from a camera.</param>
internal sealed record PictureLimits(int MaxBytes, int MaxPixels, int MinSide, int DecodedPixels, bool BaselineJpegOnly = false)
{
    /// <summary>One megapixel as these limits count it. Two of them hold 1920 × 1080.</summary>
    public const int Megapixel = 1024 * 1024;

    const int Megabyte = 1024 * 1024;

    /// <summary>
    /// The most pixels of a PNG or WebP, which cannot be decoded at a reduced size. One of this size needs 32 MB for its pixels, which
    /// leaves
    /// room for the reduced copy below 64 MB, the limit of memory for one picture.
    /// </summary>
    public const int MaxWholePixels = 8 * Megapixel;

    /// <summary>Camera frames. A JPEG of 640 × 480 has 15 to 40 KB, so 512 KB also covers 1920 × 1080.</summary>
    public static PictureLimits Frame { get; } =
        new(512 * 1024, 2 * Megapixel, MinSide: 32, DecodedPixels: 2 * Megapixel, BaselineJpegOnly: true);

    /// <summary>Single frames that another system uploads for analysis.</summary>
    public static PictureLimits UploadedFrame { get; } = new(4 * Megabyte, 64 * Megapixel, MinSide: 32, DecodedPixels: 2 * Megapixel);

    /// <summary>Photos of a face. A phone with 48 megapixels writes JPEG files of 8 to 15 MB.</summary>
    public static PictureLimits Photo { get; } = new(16 * Megabyte, 64 * Megapixel, MinSide: 16, DecodedPixels: 4 * Megapixel);

    /// <summary>Pictures that another system sends as evidence.</summary>
    public static PictureLimits Evidence { get; } = new(2 * Megabyte, 64 * Megapixel, MinSide: 8, DecodedPixels: 2 * Megapixel);
}
