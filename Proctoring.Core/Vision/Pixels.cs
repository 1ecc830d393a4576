using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Prepares pixels for networks that take them as they lie in memory (height, width, channel).</summary>
internal static class Pixels
{
    /// <summary>RGB floats, x · <paramref name="scale"/> + <paramref name="shift"/>, of a BGR picture. The caller disposes the result.</summary>
    public static Mat Scaled(Mat bgr, double scale, double shift)
    {
        using var rgb = new Mat();
        Cv2.CvtColor(bgr, rgb, ColorConversionCodes.BGR2RGB);
        var floats = new Mat();
        rgb.ConvertTo(floats, MatType.CV_32FC3, scale, shift);
        return floats;
    }
}
