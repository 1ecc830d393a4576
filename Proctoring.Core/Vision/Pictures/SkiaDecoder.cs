using OpenCvSharp;
using SkiaSharp;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Decodes inspected pictures with SkiaSharp's codecs, which write nothing to standard error.</summary>
internal static class SkiaDecoder
{
    /// <summary>Decodes a picture.</summary>
    /// <param name="picture">An inspected picture.</param>
    /// <param name="mostPixels">The most pixels of the result.</param>
    /// <returns>8 bits, BGR, without transparency, not rotated; null if the data is damaged or incomplete.</returns>
    public static unsafe Mat? Decode(CheckedPicture picture, int mostPixels)
    {
        fixed (byte* content = picture.Content)
        {
            using var data = SKData.Create((nint)content, picture.Content.Length);
            using var codec = SKCodec.Create(data);
            // The decoder reads the header for itself; it must come to the same size.
            if (codec is null || codec.Info.Width != picture.Width || codec.Info.Height != picture.Height)
                return null;
            var size = codec.GetScaledDimensions(1f / ReducedSize.DivisorOf(picture, mostPixels));
            var pixels = new Mat(size.Height, size.Width, MatType.CV_8UC4);
            // Without a colour space Skia converts no colours, so that the models see the values that they were measured with.
            var info = new SKImageInfo(size.Width, size.Height, SKColorType.Bgra8888, SKAlphaType.Unpremul, null);
            if (codec.GetPixels(info, pixels.Data, (int)pixels.Step(), SKCodecOptions.Default) != SKCodecResult.Success)
            {
                pixels.Dispose();
                return null;
            }

            using var smaller = ReducedSize.Shrink(pixels, mostPixels);
            var colours = new Mat();
            Cv2.CvtColor(smaller, colours, ColorConversionCodes.BGRA2BGR);
            return colours;
        }
    }
}
