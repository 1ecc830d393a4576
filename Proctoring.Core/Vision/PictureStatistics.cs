using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>Says from the pixels alone whether anything could be seen at all: a covered lens, a dark or an even picture.</summary>
internal static class PictureStatistics
{
    static readonly Size SmallSize = new(64, 48);

    /// <summary>Darker than this on average, and with no more <see cref="DarkContrast"/>, nothing can be told apart.</summary>
    const double Dark = 16;

    const double DarkContrast = 5;

    /// <summary>An even picture: what a hand or a sticker before the lens gives. A plain wall with a face has four times as much.</summary>
    const double EvenContrast = 4;

    /// <summary>Reads the statistics of a picture (8 bits, BGR).</summary>
    public static SeenPicture Read(Mat picture)
    {
        using var small = new Mat();
        using var grey = new Mat();
        Cv2.Resize(picture, small, SmallSize, interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(grey, out var mean, out var deviation);
        var (brightness, contrast) = (mean.Val0, deviation.Val0);
        var blocked = contrast < EvenContrast || (brightness < Dark && contrast < DarkContrast);
        return new SeenPicture((float)brightness, (float)contrast, blocked);
    }
}
