using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>A small face as grey cells around a mean of 0, divided by their contrast, so that light changes nothing.</summary>
internal sealed class FacePatch
{
    const int Side = 24;

    /// <summary>Less contrast, in levels of grey, is noise.</summary>
    const double LeastContrast = 4;

    /// <summary>The least contrast of a half relative to the whole.</summary>
    const float LeastOfHalf = 0.25f;

    /// <summary>A half that differs by this share of its contrast shows something else. Unrelated values of the same contrast differ by
    /// about 1.1 in the mean.</summary>
    const float SomethingElse = 0.6f;

    static readonly Rect[] Halves =
    [
        new(0, 0, Side / 2, Side),
        new(Side / 2, 0, Side / 2, Side),
        new(0, 0, Side, Side / 2),
        new(0, Side / 2, Side, Side / 2),
    ];

    readonly float[] cells;

    FacePatch(float[] cells) => this.cells = cells;

    /// <summary>Reads the part of a picture (8 bits, BGR) in a box, which must touch the picture.</summary>
    public static FacePatch Of(Mat picture, Box box)
    {
        var (left, top) = ((int)(box.X * picture.Width), (int)(box.Y * picture.Height));
        var region = new Rect(
            left,
            top,
            Math.Clamp((int)(box.Width * picture.Width), 1, picture.Width - left),
            Math.Clamp((int)(box.Height * picture.Height), 1, picture.Height - top)
        );
        using var part = new Mat(picture, region);
        using var small = new Mat();
        using var grey = new Mat();
        Cv2.Resize(part, small, new Size(Side, Side), interpolation: InterpolationFlags.Area);
        Cv2.CvtColor(small, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(grey, out var mean, out var deviation);
        grey.GetArray(out byte[] cells);
        var contrast = Math.Max(LeastContrast, deviation.Val0);
        return new FacePatch(Array.ConvertAll(cells, cell => (float)((cell - mean.Val0) / contrast)));
    }

    /// <summary>The mean difference to another patch as a share of the contrast.</summary>
    public float DifferenceTo(FacePatch other)
    {
        var sum = 0f;
        for (var i = 0; i < cells.Length; i++)
            sum += MathF.Abs(cells[i] - other.cells[i]);
        return sum / cells.Length;
    }

    /// <summary>Decides whether one half shows the same as before and the other half something else: a thing before the face hides a
    /// part. A face that moves changes all halves, and a mouth that talks changes its half less.</summary>
    /// <param name="before">The whole face.</param>
    /// <param name="same">Halves that differ by less than this share of the contrast are the same.</param>
    public bool ShowsPartOf(FacePatch before, float same)
    {
        for (var half = 0; half < Halves.Length; half++)
        {
            // The two halves of one cut follow each other in the list.
            var (shown, hidden) = (HalfDifference(before, Halves[half]), HalfDifference(before, Halves[half ^ 1]));
            if (shown.OfWhole < same && hidden.OfHalf >= SomethingElse)
                return true;
        }

        return false;
    }

    /// <summary>The mean difference of a half, as a share of its own contrast and of that of the whole face before. What hides the other
    /// half changes the mean and the contrast of the whole, so both are taken from the half.</summary>
    (float OfHalf, float OfWhole) HalfDifference(FacePatch before, Rect half)
    {
        var (one, other) = (Half(half), before.Half(half));
        var (mean, contrast) = Statistics(one);
        var (meanBefore, contrastBefore) = Statistics(other);
        var sum = 0f;
        for (var i = 0; i < one.Length; i++)
            sum += MathF.Abs(((one[i] - mean) / contrast) - ((other[i] - meanBefore) / contrastBefore));
        var difference = sum / one.Length;
        return (difference, difference * contrastBefore);
    }

    float[] Half(Rect half)
    {
        var part = new float[half.Width * half.Height];
        for (var y = 0; y < half.Height; y++)
            cells.AsSpan(((half.Y + y) * Side) + half.X, half.Width).CopyTo(part.AsSpan(y * half.Width));
        return part;
    }

    static (float Mean, float Contrast) Statistics(float[] values)
    {
        var (sum, squares) = (0f, 0f);
        foreach (var value in values)
        {
            sum += value;
            squares += value * value;
        }

        var mean = sum / values.Length;
        return (mean, MathF.Max(LeastOfHalf, MathF.Sqrt(MathF.Max(0, (squares / values.Length) - (mean * mean)))));
    }
}
