using OpenCvSharp;

namespace Proctoring.Core.Vision.Objects;

/// <summary>Parts of a picture that are looked at once more from nearer: the person, the desk, and what might be a phone.</summary>
internal static class ObjectPasses
{
    /// <summary>The part of the height, from below, where hands and desk are (models.md, Part 2, section 4).</summary>
    const float LowerPart = 0.6f;

    /// <summary>How much air the person gets on each side, as a share of the box.</summary>
    const float PersonMargin = 0.1f;

    /// <summary>A part this near to the whole picture would show nothing that was not seen already.</summary>
    const float NearlyAll = 0.85f;

    /// <summary>The lower part of a picture.</summary>
    public static Rect Lower(Size picture)
    {
        var height = (int)(picture.Height * LowerPart);
        return new Rect(0, picture.Height - height, picture.Width, height);
    }

    /// <summary>The part with the largest person; null where there is none, or where it fills the picture.</summary>
    public static Rect? Person(IEnumerable<DetectedObject> found, Size picture)
    {
        var person = found.Where(f => f.Class == ObjectClasses.Person && f.Score >= ObjectReader.PersonThreshold).MaxBy(f => f.Box.Width * f.Box.Height);
        if (person is null) return null;
        var (x, y) = (person.Box.Width * PersonMargin, person.Box.Height * PersonMargin);
        var part = Whole(new Rect2f(person.Box.X - x, person.Box.Y - y, person.Box.Width + 2 * x, person.Box.Height + 2 * y), picture);
        return part is { Width: > 0, Height: > 0 } && (float)part.Width * part.Height < NearlyAll * picture.Width * picture.Height ? part : null;
    }

    /// <summary>A square round the middle of a box, so many times as wide as its longer side, moved to stay inside the picture.</summary>
    public static Rect Around(Rect2f box, float times, Size picture)
    {
        var side = Math.Clamp(Math.Max(box.Width, box.Height) * times, 1, Math.Min(picture.Width, picture.Height));
        var left = Math.Clamp(box.X + (box.Width - side) / 2, 0, picture.Width - side);
        var top = Math.Clamp(box.Y + (box.Height - side) / 2, 0, picture.Height - side);
        return Whole(new Rect2f(left, top, side, side), picture);
    }

    /// <summary>What a detector finds in a part of a picture, in the whole picture's pixels.</summary>
    public static IReadOnlyList<DetectedObject> Detect(IObjectDetector detector, Mat picture, Rect part)
    {
        using var cut = new Mat(picture, part);
        return [.. detector.Detect(cut).Select(f => f with { Box = new Rect2f(f.Box.X + part.X, f.Box.Y + part.Y, f.Box.Width, f.Box.Height) })];
    }

    static Rect Whole(Rect2f box, Size picture)
    {
        var (left, top) = (Math.Clamp((int)box.Left, 0, picture.Width), Math.Clamp((int)box.Top, 0, picture.Height));
        return new Rect(left, top, Math.Clamp((int)MathF.Ceiling(box.Right), left, picture.Width) - left, Math.Clamp((int)MathF.Ceiling(box.Bottom), top, picture.Height) - top);
    }
}
