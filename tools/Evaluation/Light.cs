using OpenCvSharp;
using Proctoring.Core.Vision;

namespace Proctoring.Tools.Evaluation;

/// <summary>Groups pictures by brightness, measured from the pixels.</summary>
internal static class Light
{
    /// <summary>The groups and their upper limits of mean grey (0–255). They only sort results; the product does not use them.</summary>
    static readonly (string Name, double Below)[] Groups = [("dark", 80), ("middle", 140), ("bright", double.PositiveInfinity)];

    /// <summary>Returns the mean grey of a picture (8 bits, BGR), 0–255, as in a session's observations.</summary>
    public static float Of(Mat picture) => PictureStatistics.Read(picture).Brightness;

    /// <summary>Reports each group that is not empty, darkest first. Unreadable pictures belong to no group.</summary>
    public static Dictionary<string, TResult> Group<T, TResult>(
        IReadOnlyList<T> items,
        Func<T, float?> brightness,
        Func<IReadOnlyList<T>, TResult> summarise
    )
    {
        var groups = items
            .Where(item => brightness(item) is not null)
            .ToLookup(item => Groups.First(group => brightness(item) < group.Below).Name);
        return Groups
            .Where(group => groups.Contains(group.Name))
            .ToDictionary(group => group.Name, group => summarise([.. groups[group.Name]]));
    }
}
