using OpenCvSharp;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Turns the bytes of a picture into pixels or a reason for refusing them. Bad input never throws.</summary>
/// <remarks>
/// This is the only place that decodes pictures from outside. JPEG goes to the system's TurboJPEG library, or to SkiaSharp if that library
/// is
/// missing; PNG and WebP go to SkiaSharp. OpenCV's readers never see such bytes (docs/decisions/0011-picture-decoding.md).
/// </remarks>
internal static class PictureDecoder
{
    /// <summary>Inspects and decodes a picture.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="file">A JPEG, PNG or WebP file.</param>
    /// <param name="limits">The limits to keep.</param>
    /// <returns>The pixels, upright by the EXIF orientation, or the reason for the refusal. The caller disposes the result.</returns>
    public static DecodedPicture Decode(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits)
    {
        var inspection = PictureInspector.Inspect(file, limits);
        return inspection.Picture is { } picture ? Decode(place, picture, limits) : new DecodedPicture(inspection.Refusal!.Value);
    }

    /// <summary>Decodes a picture that was inspected.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="limits">The limits that the picture was inspected with.</param>
    public static DecodedPicture Decode(InferenceSlot place, CheckedPicture picture, PictureLimits limits)
    {
        place.Verify();
        var pixels =
            picture.Format == PictureFormat.Jpeg && TurboJpeg.Available
                ? TurboJpeg.Decode(picture, limits.DecodedPixels)
                : SkiaDecoder.Decode(picture, limits.DecodedPixels);
        return pixels is null ? new DecodedPicture(PictureRefusal.Unreadable) : new DecodedPicture(Upright(pixels, picture.Orientation));
    }

    /// <summary>Encodes pixels as a JPEG without any metadata.</summary>
    public static byte[] Encode(Mat pixels, int quality) =>
        pixels.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));

    /// <summary>
    /// Turns pixels as the EXIF orientation says (EXIF 2.32, section 4.6.4, tag 0112); disposes the source if it makes a copy.
    /// </summary>
    static Mat Upright(Mat pixels, int orientation)
    {
        if (orientation is < 2 or > 8)
            return pixels;
        using (pixels)
        {
            var upright = new Mat();
            switch (orientation)
            {
                case 2:
                    Cv2.Flip(pixels, upright, FlipMode.Y);
                    break;
                case 3:
                    Cv2.Rotate(pixels, upright, RotateFlags.Rotate180);
                    break;
                case 4:
                    Cv2.Flip(pixels, upright, FlipMode.X);
                    break;
                case 5:
                    Cv2.Transpose(pixels, upright);
                    break;
                case 6:
                    Cv2.Rotate(pixels, upright, RotateFlags.Rotate90Clockwise);
                    break;
                case 7:
                    using (var turned = new Mat())
                    {
                        Cv2.Transpose(pixels, turned);
                        Cv2.Rotate(turned, upright, RotateFlags.Rotate180);
                    }

                    break;
                default:
                    Cv2.Rotate(pixels, upright, RotateFlags.Rotate90Counterclockwise);
                    break;
            }

            return upright;
        }
    }
}

/// <summary>The result of decoding: pixels or the reason for refusing the picture.</summary>
internal sealed class DecodedPicture : IDisposable
{
    public DecodedPicture(Mat pixels) => Pixels = pixels;

    public DecodedPicture(PictureRefusal refusal) => Refusal = refusal;

    /// <summary>The pixels, 8 bits, BGR; null if the picture was refused.</summary>
    public Mat? Pixels { get; }

    /// <summary>The reason for the refusal; null if there are pixels.</summary>
    public PictureRefusal? Refusal { get; }

    public void Dispose() => Pixels?.Dispose();
}
