using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Objects;

namespace Proctoring.Core.Vision;

/// <summary>Measures the overlap of boxes and merges boxes of the same object.</summary>
internal static class Overlap
{
    /// <summary>Intersection over union, 0–1.</summary>
    public static float Of(Rect2f a, Rect2f b)
    {
        var both = Intersection(a, b);
        var either = (a.Width * a.Height) + (b.Width * b.Height) - both;
        return either <= 0 ? 0 : both / either;
    }

    /// <summary>Intersection over union, 0–1.</summary>
    public static float Of(Box a, Box b) => Of(RectOf(a), RectOf(b));

    /// <summary>The share of the smaller box that lies in the other, 0–1.</summary>
    public static float OfSmaller(Rect2f a, Rect2f b)
    {
        var smaller = Math.Min(a.Width * a.Height, b.Width * b.Height);
        return smaller <= 0 ? 0 : Intersection(a, b) / smaller;
    }

    /// <summary>The share of a box that lies inside another, 0–1.</summary>
    public static float ShareInside(Box box, Box other)
    {
        var area = box.Width * box.Height;
        return area <= 0 ? 0 : Intersection(RectOf(box), RectOf(other)) / area;
    }

    static Rect2f RectOf(Box box) => new(box.X, box.Y, box.Width, box.Height);

    /// <summary>Keeps the box with the highest score of each overlapping group, highest first.</summary>
    public static List<T> KeepSurest<T>(IEnumerable<T> found, float limit)
        where T : IScoredBox
    {
        var best = new List<T>();
        foreach (var box in found.OrderByDescending(f => f.Score))
        {
            if (!best.Exists(k => Of(k.Box, box.Box) > limit))
                best.Add(box);
        }

        return best;
    }

    /// <summary>Keeps the box with the highest score of each overlapping group of one class, highest first.</summary>
    public static List<DetectedObject> KeepSurestOfEachClass(IEnumerable<DetectedObject> found, float limit) =>
        [.. found.GroupBy(f => f.Class).SelectMany(same => KeepSurest(same, limit)).OrderByDescending(f => f.Score)];

    /// <summary>Clips a box to a picture of this size.</summary>
    public static Rect2f Inside(Rect2f box, Size size)
    {
        var (left, top) = (Math.Clamp(box.Left, 0, size.Width), Math.Clamp(box.Top, 0, size.Height));
        return new Rect2f(left, top, Math.Clamp(box.Right, left, size.Width) - left, Math.Clamp(box.Bottom, top, size.Height) - top);
    }

    /// <summary>Scales a box.</summary>
    public static Rect2f Scaled(Rect2f box, float times) => new(box.X * times, box.Y * times, box.Width * times, box.Height * times);

    /// <summary>Averages each group of overlapping boxes by score, as BlazeFace does for steadier boxes; highest score first.</summary>
    public static List<DetectedFace> Blend(IEnumerable<DetectedFace> faces, float limit)
    {
        var best = new List<DetectedFace>();
        var rest = faces.OrderByDescending(f => f.Score).ToList();
        while (rest.Count > 0)
        {
            var surest = rest[0];
            var group = rest.FindAll(f => Of(surest.Box, f.Box) > limit);
            if (group.Count == 0)
                group.Add(surest); // a box without an area does not overlap itself
            rest.RemoveAll(group.Contains);
            var weight = group.Sum(f => f.Score);
            float Mean(Func<DetectedFace, float> of) => group.Sum(f => of(f) * f.Score) / weight;
            var box = new Rect2f(Mean(f => f.Box.X), Mean(f => f.Box.Y), Mean(f => f.Box.Width), Mean(f => f.Box.Height));
            best.Add(surest with { Box = box });
        }

        return best;
    }

    static float Intersection(Rect2f a, Rect2f b)
    {
        var width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left);
        var height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top);
        return width <= 0 || height <= 0 ? 0 : width * height;
    }
}
