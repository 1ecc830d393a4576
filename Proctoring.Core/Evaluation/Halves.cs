using System.Security.Cryptography;
using System.Text;

namespace Proctoring.Core.Evaluation;

/// <summary>Splits what is labelled into two halves, the same on every machine and whatever else is in the set: what is chosen on A is reported on B.</summary>
internal static class Halves
{
    /// <summary>Fewer positives, or fewer of the rest, choose a threshold by chance.</summary>
    const int FewestToChooseFrom = 5;

    /// <summary>Whether something belongs to half A.</summary>
    /// <param name="name">The picture's path as it is labelled, or both paths of a pair.</param>
    public static bool IsA(string name) => (SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] & 1) == 0;

    /// <summary>The threshold that is best on half A, and how it and the product's do on half B.</summary>
    /// <param name="items">What was measured.</param>
    /// <param name="name">The name that decides the half.</param>
    /// <param name="scores">The scores of an item: between two of them nothing changes.</param>
    /// <param name="shows">Whether an item is a positive.</param>
    /// <param name="worth">How good a threshold is on some items; the higher, the better.</param>
    /// <param name="rates">What is reported of a threshold on some items.</param>
    /// <param name="product">The product's threshold.</param>
    public static HalvesResult Of<T>(
        IReadOnlyList<T> items,
        Func<T, string> name,
        Func<T, IEnumerable<float>> scores,
        Func<T, bool> shows,
        Func<IReadOnlyList<T>, float, double> worth,
        Func<IReadOnlyList<T>, float, IReadOnlyDictionary<string, double?>> rates,
        float product)
    {
        var (a, b) = (items.Where(item => IsA(name(item))).ToList(), items.Where(item => !IsA(name(item))).ToList());
        var positives = a.Count(shows);
        var chosen = positives < FewestToChooseFrom || a.Count - positives < FewestToChooseFrom ? null : Best(a.SelectMany(scores), threshold => worth(a, threshold));
        return new HalvesResult(a.Count, b.Count, product, rates(b, product), chosen, chosen is { } own ? rates(b, own) : null);
    }

    /// <summary>The best threshold between two scores; in the middle of the widest stretch where several are equally good. Null without scores.</summary>
    internal static float? Best(IEnumerable<float> scores, Func<float, double> worth)
    {
        var ordered = scores.Distinct().Order().ToList();
        (double Worth, float Width, float Threshold)? best = null;
        for (var i = 0; i + 1 < ordered.Count;)
        {
            var value = worth(Middle(i, i + 1));
            var end = i + 1;
            while (end + 1 < ordered.Count && worth(Middle(end, end + 1)).Equals(value)) end++;
            var width = ordered[end] - ordered[i];
            if (best is not { } known || value > known.Worth || (value.Equals(known.Worth) && width > known.Width)) best = (value, width, Middle(i, end));
            i = end;
        }

        return best?.Threshold;

        float Middle(int from, int to) => (ordered[from] + ordered[to]) / 2;
    }
}

/// <summary>A threshold chosen on one half of a set, and what it and the product's own give on the other.</summary>
/// <param name="InA">How many pictures or pairs chose.</param>
/// <param name="InB">How many it is reported on.</param>
/// <param name="Threshold">The product's threshold.</param>
/// <param name="BAtThreshold">Half B at the product's threshold.</param>
/// <param name="ThresholdOfA">The threshold that is best on half A; null where there is too little to choose from.</param>
/// <param name="BAtThresholdOfA">Half B at that threshold.</param>
internal sealed record HalvesResult(
    int InA,
    int InB,
    float Threshold,
    IReadOnlyDictionary<string, double?> BAtThreshold,
    float? ThresholdOfA,
    IReadOnlyDictionary<string, double?>? BAtThresholdOfA);
