using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Cuts a turned and scaled piece out of a picture without the aliasing of plain warping.</summary>
internal static class PictureCutter
{
    /// <summary>Below this scale bilinear sampling skips source pixels, so the region is shrunk by area averaging first.</summary>
    const float SamplingLimit = 0.5f;

    /// <summary>Warps the picture; the area outside it is black. The caller disposes the result.</summary>
    /// <param name="picture">The source.</param>
    /// <param name="toTarget">From source pixels to target pixels.</param>
    /// <param name="side">Width and height of the target.</param>
    public static Mat Cut(Mat picture, SimilarityTransform toTarget, int side)
    {
        if (toTarget.Scale >= SamplingLimit)
            return Warp(picture, toTarget, side);
        var region = SourceRegion(picture, toTarget.Inverse, side);
        if (region.Width < 1 || region.Height < 1)
            return Mat.Zeros(side, side, picture.Type());
        // Area averaging is fast for whole factors.
        var factor = Math.Max(2, (int)(1 / toTarget.Scale));
        var (width, height) = (Math.Max(1, region.Width / factor), Math.Max(1, region.Height / factor));
        region = new Rect(region.X, region.Y, Math.Min(region.Width, width * factor), Math.Min(region.Height, height * factor));
        using var part = new Mat(picture, region);
        using var small = new Mat();
        Cv2.Resize(part, small, new Size(width, height), interpolation: InterpolationFlags.Area);
        // Pixel centres: source x = region.X + (x + 0.5) * factor - 0.5.
        var shift = (factor - 1) / 2f;
        var origin = toTarget.Apply(new Point2f(region.X + shift, region.Y + shift));
        return Warp(small, new SimilarityTransform(toTarget.A * factor, toTarget.B * factor, origin.X, origin.Y), side);
    }

    static Mat Warp(Mat picture, SimilarityTransform t, int side)
    {
        using var matrix = Mat.FromPixelData(2, 3, MatType.CV_32FC1, new[] { t.A, -t.B, t.Dx, t.B, t.A, t.Dy });
        var target = new Mat();
        Cv2.WarpAffine(picture, target, matrix, new Size(side, side));
        return target;
    }

    /// <summary>The upright rectangle of source pixels that the target square needs, clipped to the picture.</summary>
    static Rect SourceRegion(Mat picture, SimilarityTransform toSource, int side)
    {
        Span<Point2f> corners =
        [
            toSource.Apply(new Point2f(0, 0)),
            toSource.Apply(new Point2f(side, 0)),
            toSource.Apply(new Point2f(0, side)),
            toSource.Apply(new Point2f(side, side)),
        ];
        var (left, top, right, bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        foreach (var c in corners)
        {
            (left, right) = (Math.Min(left, c.X), Math.Max(right, c.X));
            (top, bottom) = (Math.Min(top, c.Y), Math.Max(bottom, c.Y));
        }

        var margin = 2 * toSource.Scale;
        var (x, y) = (Math.Clamp((int)(left - margin), 0, picture.Width), Math.Clamp((int)(top - margin), 0, picture.Height));
        var (x2, y2) = (Math.Clamp((int)(right + margin), 0, picture.Width), Math.Clamp((int)(bottom + margin), 0, picture.Height));
        return new Rect(x, y, x2 - x, y2 - y);
    }
}
