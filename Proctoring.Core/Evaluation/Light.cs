using OpenCvSharp;
using Proctoring.Core.Vision;

namespace Proctoring.Core.Evaluation;

/// <summary>Groups pictures by how bright they are, which no label says but the pixels do.</summary>
internal static class Light
{
    /// <summary>The groups, and below which mean grey (0–255) a picture belongs to each. They only sort what is told; nothing in the product goes by them.</summary>
    static readonly (string Name, double Below)[] Groups = [("dark", 80), ("middle", 140), ("bright", double.PositiveInfinity)];

    /// <summary>The mean grey of a picture (8 bits, BGR), 0–255, as a session's observations have it.</summary>
    public static float Of(Mat picture) => PictureStatistics.Read(picture).Brightness;

    /// <summary>Tells each group that has something in it, the darkest first; what could not be read belongs to none.</summary>
    public static Dictionary<string, TResult> Group<T, TResult>(IReadOnlyList<T> items, Func<T, float?> brightness, Func<IReadOnlyList<T>, TResult> tell)
    {
        var groups = items.Where(item => brightness(item) is not null).ToLookup(item => Groups.First(group => brightness(item) < group.Below).Name);
        return Groups.Where(group => groups.Contains(group.Name)).ToDictionary(group => group.Name, group => tell([.. groups[group.Name]]));
    }
}
