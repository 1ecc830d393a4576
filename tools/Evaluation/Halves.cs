using System.Security.Cryptography;
using System.Text;

namespace Proctoring.Tools.Evaluation;

/// <summary>
/// Splits labelled items into two halves that do not depend on the machine or on other items. Thresholds chosen on A are reported on B.
/// </summary>
internal static class Halves
{
    /// <summary>With fewer positives or negatives than this, a threshold would be chosen by chance.</summary>
    const int FewestToChooseFrom = 5;

    /// <summary>Decides whether an item belongs to half A.</summary>
    /// <param name="name">The labelled path of the picture, or both paths of a pair.</param>
    public static bool IsA(string name) => (SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] & 1) == 0;

    /// <summary>Finds the best threshold on half A and reports it and the product's on half B.</summary>
    /// <param name="items">The items.</param>
    /// <param name="name">Returns the name that decides the half.</param>
    /// <param name="scores">Returns the scores of an item. Between two of them nothing changes.</param>
    /// <param name="shows">Decides whether an item is a positive.</param>
    /// <param name="worth">Rates a threshold on some items; higher is better.</param>
    /// <param name="rates">Returns the reported rates of a threshold on some items.</param>
    /// <param name="product">The product's threshold.</param>
    public static HalvesResult Of<T>(
        IReadOnlyList<T> items,
        Func<T, string> name,
        Func<T, IEnumerable<float>> scores,
        Func<T, bool> shows,
        Func<IReadOnlyList<T>, float, double> worth,
        Func<IReadOnlyList<T>, float, IReadOnlyDictionary<string, double?>> rates,
        float product
    )
    {
        var (a, b) = (items.Where(item => IsA(name(item))).ToList(), items.Where(item => !IsA(name(item))).ToList());
        var positives = a.Count(shows);
        var chosen =
            positives < FewestToChooseFrom || a.Count - positives < FewestToChooseFrom
                ? null
                : Best(a.SelectMany(scores), threshold => worth(a, threshold));
        return new HalvesResult(a.Count, b.Count, product, rates(b, product), chosen, chosen is { } own ? rates(b, own) : null);
    }

    /// <summary>
    /// Returns the best threshold between two scores: the middle of the widest range of equally good ones. Null without scores.
    /// </summary>
    internal static float? Best(IEnumerable<float> scores, Func<float, double> worth)
    {
        var ordered = scores.Distinct().Order().ToList();
        (double Worth, float Width, float Threshold)? best = null;
        for (var i = 0; i + 1 < ordered.Count;)
        {
            var value = worth(Middle(i, i + 1));
            var end = i + 1;
            while (end + 1 < ordered.Count && worth(Middle(end, end + 1)).Equals(value))
                end++;
            var width = ordered[end] - ordered[i];
            if (best is not { } known || value > known.Worth || (value.Equals(known.Worth) && width > known.Width))
                best = (value, width, Middle(i, end));
            i = end;
        }

        return best?.Threshold;

        float Middle(int from, int to) => (ordered[from] + ordered[to]) / 2;
    }
}

/// <summary>A threshold chosen on one half of a set, with its results and the product's on the other.</summary>
/// <param name="InA">The number of pictures or pairs in A.</param>
/// <param name="InB">The number in B.</param>
/// <param name="Threshold">The product's threshold.</param>
/// <param name="BAtThreshold">Half B at the product's threshold.</param>
/// <param name="ThresholdOfA">The best threshold on half A; null if A has too few items.</param>
/// <param name="BAtThresholdOfA">Half B at that threshold.</param>
internal sealed record HalvesResult(
    int InA,
    int InB,
    float Threshold,
    IReadOnlyDictionary<string, double?> BAtThreshold,
    float? ThresholdOfA,
    IReadOnlyDictionary<string, double?>? BAtThresholdOfA
);
