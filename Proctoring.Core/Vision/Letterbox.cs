using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Fits a picture into a network's input at the top left without changing its proportions; the rest is black or grey.</summary>
internal sealed class Letterbox : IDisposable
{
    Letterbox(Mat pixels, float scale) => (Pixels, Scale) = (pixels, scale);

    /// <summary>The fitted pixels, BGR.</summary>
    public Mat Pixels { get; }

    /// <summary>Input pixels per pixel of the picture.</summary>
    public float Scale { get; }

    /// <summary>Fits a picture.</summary>
    /// <param name="picture">8 bits, BGR.</param>
    /// <param name="width">The input's width.</param>
    /// <param name="height">The input's height.</param>
    /// <param name="grey">The grey of the rest.</param>
    /// <param name="quick">Whether to shrink as <see cref="Shrink"/> does. Face detectors lose faces with it (docs/performance.md).</param>
    public static Letterbox Fit(Mat picture, int width, int height, double grey = 0, bool quick = false)
    {
        var scale = Math.Min((float)width / picture.Width, (float)height / picture.Height);
        var fitted = new Size(
            Math.Clamp((int)MathF.Round(picture.Width * scale), 1, width),
            Math.Clamp((int)MathF.Round(picture.Height * scale), 1, height)
        );
        var exact = fitted.Width == width && fitted.Height == height;
        var pixels = exact ? new Mat() : new Mat(height, width, MatType.CV_8UC3, Scalar.All(grey));
        using var inside = exact ? null : new Mat(pixels, new Rect(0, 0, fitted.Width, fitted.Height));
        if (quick)
            Shrink.To(picture, inside ?? pixels, fitted);
        else
            Cv2.Resize(picture, inside ?? pixels, fitted, interpolation: scale < 1 ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return new Letterbox(pixels, scale);
    }

    public void Dispose() => Pixels.Dispose();
}
