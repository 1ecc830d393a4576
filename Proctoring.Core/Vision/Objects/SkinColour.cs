using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>The colour of one face's skin, to tell that person's hands from objects. It depends on no model of skin: each face is its own
/// reference, in the light of its own picture.</summary>
internal sealed class SkinColour
{
    /// <summary>An object of which this share has the colour of the face is a hand. Phones in hands reach 0.78 (docs/accuracy.md,
    /// Phones).</summary>
    const double Hand = 0.9;

    /// <summary>The least width of the range of each colour channel; JPEG alone varies colours by some levels.</summary>
    const double LeastRange = 4;

    /// <summary>Shadows between fingers keep this share of the face's luminance.</summary>
    const double Shadow = 0.35;

    /// <summary>The value of both colour channels in grey.</summary>
    const double Grey = 128;

    readonly Scalar low;
    readonly Scalar high;

    SkinColour(Scalar low, Scalar high) => (this.low, this.high) = (low, high);

    /// <summary>Reads the colour in the middle of a face; null if the face lies outside the picture, or if its colours include grey. Most
    /// phones are black, grey or white: nothing tells them from hands if the picture has no colours or a phone covers the face.</summary>
    public static SkinColour? Of(Mat picture, Rect2f face)
    {
        var middle = new Rect2f(face.X + (face.Width * 0.25f), face.Y + (face.Height * 0.3f), face.Width * 0.5f, face.Height * 0.45f);
        if (Whole(middle, picture.Size()) is not { } part)
            return null;
        using var colours = ColoursOf(picture, part);
        Cv2.MeanStdDev(colours, out var mean, out var deviation);
        var (red, blue) = (Math.Max(LeastRange, 2 * deviation.Val1), Math.Max(LeastRange, 2 * deviation.Val2));
        if (Math.Abs(mean.Val1 - Grey) <= red && Math.Abs(mean.Val2 - Grey) <= blue)
            return null;
        return new SkinColour(
            new Scalar(mean.Val0 * Shadow, mean.Val1 - red, mean.Val2 - blue),
            new Scalar(255, mean.Val1 + red, mean.Val2 + blue)
        );
    }

    /// <summary>Decides whether an object has nothing but the colour of the skin.</summary>
    public bool Covers(Mat picture, Rect2f thing)
    {
        if (Whole(thing, picture.Size()) is not { } part)
            return false;
        using var colours = ColoursOf(picture, part);
        using var skin = new Mat();
        Cv2.InRange(colours, low, high, skin);
        return Cv2.CountNonZero(skin) >= Hand * part.Width * part.Height;
    }

    static Mat ColoursOf(Mat picture, Rect part)
    {
        using var pixels = new Mat(picture, part);
        var colours = new Mat();
        Cv2.CvtColor(pixels, colours, ColorConversionCodes.BGR2YCrCb);
        return colours;
    }

    static Rect? Whole(Rect2f box, Size picture)
    {
        var inside = Overlap.Inside(box, picture);
        var part = new Rect((int)inside.X, (int)inside.Y, (int)inside.Width, (int)inside.Height);
        return part is { Width: > 1, Height: > 1 } ? part : null;
    }
}
