using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Brings a photograph to the size of a camera's frame, for the readers that take no larger one.</summary>
internal static class PictureScaler
{
    /// <summary>Enough for every model, which look at 640 pixels and less.</summary>
    const int LongestSide = 1280;

    /// <summary>The picture as it is where it is no larger than a frame, else smaller and as a JPEG; null where it can't be read.</summary>
    public static byte[]? ToFrame(byte[] picture)
    {
        if (picture.Length <= PictureLimits.Frame.MaxBytes)
            return picture;
        using var decoded = PictureDecoder.Decode(picture, PictureLimits.Photo);
        if (decoded.Pixels is not { } pixels)
            return null;
        var factor = Math.Min(1, (double)LongestSide / Math.Max(pixels.Width, pixels.Height));
        using var smaller = new Mat();
        Cv2.Resize(pixels, smaller, default, factor, factor, InterpolationFlags.Area);
        return smaller.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 92));
    }
}
