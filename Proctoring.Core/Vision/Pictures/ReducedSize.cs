using OpenCvSharp;

namespace Proctoring.Core.Vision.Pictures;

/// <summary>Chooses the size at which a picture is decoded.</summary>
internal static class ReducedSize
{
    /// <summary>
    /// The smallest whole divisor with at most so many pixels: 1, 2, 4 or 8, which a JPEG decoder gets by a smaller transform.
    /// </summary>
    public static int DivisorOf(CheckedPicture picture, int mostPixels)
    {
        var divisor = 1;
        while (divisor < 8 && (long)Ceiling(picture.Width, divisor) * Ceiling(picture.Height, divisor) > mostPixels)
            divisor *= 2;
        return divisor;
    }

    /// <summary>The sides after division, as libjpeg rounds them.</summary>
    public static Size Of(CheckedPicture picture, int divisor) => new(Ceiling(picture.Width, divisor), Ceiling(picture.Height, divisor));

    /// <summary>Shrinks pixels that still have too many; disposes the source if it makes a copy.</summary>
    public static Mat Shrink(Mat pixels, int mostPixels)
    {
        var all = (double)pixels.Width * pixels.Height;
        if (all <= mostPixels)
            return pixels;
        using (pixels)
        {
            var factor = Math.Sqrt(mostPixels / all);
            var smaller = new Mat();
            var size = new Size(Math.Max(1, (int)(pixels.Width * factor)), Math.Max(1, (int)(pixels.Height * factor)));
            Cv2.Resize(pixels, smaller, size, interpolation: InterpolationFlags.Area);
            return smaller;
        }
    }

    static int Ceiling(int side, int divisor) => (side + divisor - 1) / divisor;
}
