using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>The colour of one face's skin, which distinguishes that person's hands from objects. It depends on no model of skin: each face
/// is its own reference, in the light of its own picture.</summary>
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

    /// <summary>The least distance of the face's mean colour from grey, in levels. Below it rounding and compression decide.</summary>
    const double LeastTint = 3;

    readonly Scalar low;
    readonly Scalar high;

    // The face's mean colour relative to grey, if the range reaches to grey.
    readonly Point2d? tint;

    SkinColour(Scalar low, Scalar high, Point2d? tint) => (this.low, this.high, this.tint) = (low, high, tint);

    /// <summary>Reads the colour in the middle of a face; null if the face lies outside the picture, or if its colours cannot be
    /// distinguished from grey. Most phones are black, grey or white: nothing distinguishes them from hands if the picture has no colours
    /// or a phone covers the face.</summary>
    public static SkinColour? Of(Mat picture, Rect2f face)
    {
        var middle = new Rect2f(face.X + (face.Width * 0.25f), face.Y + (face.Height * 0.3f), face.Width * 0.5f, face.Height * 0.45f);
        if (Whole(middle, picture.Size()) is not { } part)
            return null;
        using var colours = ColoursOf(picture, part);
        Cv2.MeanStdDev(colours, out var mean, out var deviation);
        var (red, blue) = (Math.Max(LeastRange, 2 * deviation.Val1), Math.Max(LeastRange, 2 * deviation.Val2));
        var (low, high) = (
            new Scalar(mean.Val0 * Shadow, mean.Val1 - red, mean.Val2 - blue),
            new Scalar(255, mean.Val1 + red, mean.Val2 + blue)
        );
        var tint = new Point2d(mean.Val1 - Grey, mean.Val2 - Grey);
        if (Math.Abs(tint.X) > red || Math.Abs(tint.Y) > blue)
            return new SkinColour(low, high, null);
        // In weak light the range reaches to grey. Colours nearer to the face's than to grey are skin, if that holds for the face itself.
        if ((tint.X * tint.X) + (tint.Y * tint.Y) < LeastTint * LeastTint)
            return null;
        using var near = NearTint(colours, tint);
        return Cv2.CountNonZero(near) >= Hand * part.Width * part.Height ? new SkinColour(low, high, tint) : null;
    }

    /// <summary>Decides whether an object has nothing but the colour of the skin.</summary>
    public bool Covers(Mat picture, Rect2f thing)
    {
        if (Whole(thing, picture.Size()) is not { } part)
            return false;
        using var colours = ColoursOf(picture, part);
        using var skin = new Mat();
        Cv2.InRange(colours, low, high, skin);
        if (tint is { } own)
        {
            using var near = NearTint(colours, own);
            Cv2.BitwiseAnd(skin, near, skin);
        }

        return Cv2.CountNonZero(skin) >= Hand * part.Width * part.Height;
    }

    /// <summary>Marks the pixels whose colour is nearer to a tint than to grey.</summary>
    static Mat NearTint(Mat colours, Point2d tint)
    {
        using var red = new Mat();
        using var blue = new Mat();
        using var along = new Mat();
        Cv2.ExtractChannel(colours, red, 1);
        Cv2.ExtractChannel(colours, blue, 2);
        // The part of a colour along the tint, in lengths of the tint: 0 in grey and 1 in the mean of the face.
        var square = (tint.X * tint.X) + (tint.Y * tint.Y);
        var (x, y) = (tint.X / square, tint.Y / square);
        Cv2.AddWeighted(red, x, blue, y, -Grey * (x + y), along, MatType.CV_32F);
        var near = new Mat();
        Cv2.InRange(along, new Scalar(0.5), new Scalar(float.MaxValue), near);
        return near;
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
