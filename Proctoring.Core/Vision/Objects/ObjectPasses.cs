using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Parts of a picture that get an additional pass: the person, the desk, and possible phones.</summary>
internal static class ObjectPasses
{
    /// <summary>The share of the height, from the bottom, that shows hands and desk (docs/decisions/0007-objects.md).</summary>
    const float LowerPart = 0.6f;

    /// <summary>The margin around the person on each side, as a share of the box.</summary>
    const float PersonMargin = 0.1f;

    /// <summary>A part with a larger share of the picture would show nothing new.</summary>
    const float NearlyAll = 0.85f;

    /// <summary>Returns the lower part of a picture.</summary>
    public static Rect Lower(Size picture)
    {
        var height = (int)(picture.Height * LowerPart);
        return new Rect(0, picture.Height - height, picture.Width, height);
    }

    /// <summary>Returns the part with the largest person; null if there is none or it fills the picture.</summary>
    public static Rect? Person(IEnumerable<DetectedObject> found, Size picture)
    {
        var person = found
            .Where(f => f.Class == ObjectClasses.Person && f.Score >= ObjectReader.PersonThreshold)
            .MaxBy(f => f.Box.Width * f.Box.Height);
        if (person is null)
            return null;
        var (x, y) = (person.Box.Width * PersonMargin, person.Box.Height * PersonMargin);
        var part = Whole(new Rect2f(person.Box.X - x, person.Box.Y - y, person.Box.Width + 2 * x, person.Box.Height + 2 * y), picture);
        return part is { Width: > 0, Height: > 0 } && (float)part.Width * part.Height < NearlyAll * picture.Width * picture.Height
            ? part
            : null;
    }

    /// <summary>Returns a square around the centre of a box, scaled from its longer side and moved to stay inside the picture.</summary>
    public static Rect Around(Rect2f box, float times, Size picture)
    {
        var side = Math.Clamp(Math.Max(box.Width, box.Height) * times, 1, Math.Min(picture.Width, picture.Height));
        var left = Math.Clamp(box.X + (box.Width - side) / 2, 0, picture.Width - side);
        var top = Math.Clamp(box.Y + (box.Height - side) / 2, 0, picture.Height - side);
        return Whole(new Rect2f(left, top, side, side), picture);
    }

    /// <summary>Runs a detector on a part of a picture and returns boxes in pixels of the whole picture.</summary>
    public static IReadOnlyList<DetectedObject> Detect(IObjectDetector detector, Mat picture, Rect part)
    {
        using var cut = new Mat(picture, part);
        return
        [
            .. detector.Detect(cut).Select(f => f with { Box = new Rect2f(f.Box.X + part.X, f.Box.Y + part.Y, f.Box.Width, f.Box.Height) }),
        ];
    }

    static Rect Whole(Rect2f box, Size picture)
    {
        var (left, top) = (Math.Clamp((int)box.Left, 0, picture.Width), Math.Clamp((int)box.Top, 0, picture.Height));
        return new Rect(
            left,
            top,
            Math.Clamp((int)MathF.Ceiling(box.Right), left, picture.Width) - left,
            Math.Clamp((int)MathF.Ceiling(box.Bottom), top, picture.Height) - top
        );
    }
}
