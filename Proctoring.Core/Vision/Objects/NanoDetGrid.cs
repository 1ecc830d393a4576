using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>The layout of NanoDet's outputs: for each cell of several grids a score per class, and for each side of a box a distribution
/// over
/// distances from the cell.</summary>
/// <param name="Width">The input's width in pixels.</param>
/// <param name="Strides">The grids, by the size of their cells in pixels.</param>
/// <param name="Bins">The number of distances in the distribution, in cells from 0.</param>
/// <param name="Offset">The origin of the distances in a cell: 0.5 is its centre.</param>
internal sealed record NanoDetGrid(int Width, IReadOnlyList<int> Strides, int Bins, float Offset)
{
    // ImageNet's mean and deviation, as BGR, as in NanoDet's configuration.
    static readonly Scalar Mean = new(103.53, 116.28, 123.675);
    static readonly float[] Deviation = [57.375f, 57.12f, 58.395f];

    /// <summary>Prepares the pixels for NanoDet: planes in the order blue, green, red.</summary>
    public static ModelInput Normalized(Mat bgr) => ModelInput.PlanesBgr(bgr, Mean, Deviation);

    /// <summary>
    /// Reads one grid and reports each score of at least <see cref="IObjectDetector.Floor"/> with its box in input pixels.
    /// </summary>
    public void Decode(
        ReadOnlySpan<float> scores,
        ReadOnlySpan<float> boxes,
        int stride,
        IReadOnlyList<string> classes,
        Action<string, Rect2f, float> report
    )
    {
        var columns = (Width + stride - 1) / stride;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] < IObjectDetector.Floor)
                continue;
            var cell = i / classes.Count;
            var sides = boxes.Slice(4 * Bins * cell, 4 * Bins);
            var (x, y) = ((cell % columns + Offset) * stride, (cell / columns + Offset) * stride);
            var (left, top) = (Distance(sides[..Bins]), Distance(sides.Slice(Bins, Bins)));
            var (right, bottom) = (Distance(sides.Slice(2 * Bins, Bins)), Distance(sides.Slice(3 * Bins, Bins)));
            report(
                classes[i % classes.Count],
                new Rect2f(x - left * stride, y - top * stride, (left + right) * stride, (top + bottom) * stride),
                scores[i]
            );
        }
    }

    /// <summary>The mean of a distribution given as logits, in cells.</summary>
    internal static float Distance(ReadOnlySpan<float> logits)
    {
        var (most, sum, mean) = (float.NegativeInfinity, 0f, 0f);
        foreach (var logit in logits)
            most = Math.Max(most, logit);
        for (var bin = 0; bin < logits.Length; bin++)
        {
            var weight = MathF.Exp(logits[bin] - most);
            sum += weight;
            mean += weight * bin;
        }

        return mean / sum;
    }
}
