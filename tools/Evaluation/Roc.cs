namespace Proctoring.Tools.Evaluation;

/// <summary>
/// Measures how well scores separate pairs of one person from pairs of two. A pair without a score (no face found) counts as rejected.
/// </summary>
internal sealed class Roc
{
    readonly float[] same;
    readonly float[] different;
    readonly int sameAll;
    readonly int differentAll;

    /// <param name="scores">The score of each pair, null if it has none, and whether it is one person.</param>
    public Roc(IReadOnlyCollection<(float? Score, bool Same)> scores)
    {
        same = Sorted(scores.Where(s => s.Same));
        different = Sorted(scores.Where(s => !s.Same));
        sameAll = scores.Count(s => s.Same);
        differentAll = scores.Count - sameAll;
    }

    /// <summary>The number of pairs with a score.</summary>
    public int Scored => same.Length + different.Length;

    /// <summary>
    /// The probability that a pair of one person scores higher than a pair of two, over scored pairs; null without both kinds.
    /// </summary>
    public double? Auc
    {
        get
        {
            if (same.Length == 0 || different.Length == 0)
                return null;
            var wins = same.Sum(s => (Below(different, s) + different.Length - AtLeastOrAbove(s)) / 2.0);
            return wins / ((double)same.Length * different.Length);

            // Ties count half: the mean of "strictly below" and "not above".
            int AtLeastOrAbove(float s) => different.Length - Below(different, MathF.BitIncrement(s));
        }
    }

    /// <summary>
    /// The error rate at which wrong acceptances and wrong rejections are equally frequent, over scored pairs; null without both kinds.
    /// </summary>
    public double? EqualErrorRate
    {
        get
        {
            if (same.Length == 0 || different.Length == 0)
                return null;
            var (gap, rate) = (double.MaxValue, 1.0);
            foreach (var threshold in same.Concat(different))
            {
                var rejected = (double)Below(same, threshold) / same.Length;
                var accepted = 1 - ((double)Below(different, threshold) / different.Length);
                if (Math.Abs(rejected - accepted) >= gap)
                    continue;
                (gap, rate) = (Math.Abs(rejected - accepted), (rejected + accepted) / 2);
            }

            return rate;
        }
    }

    /// <summary>
    /// The share of all pairs of one person accepted if at most <paramref name="rate"/> of all other pairs are; null without both kinds.
    /// </summary>
    public double? AcceptedAtFalseRate(double rate)
    {
        if (sameAll == 0 || differentAll == 0)
            return null;
        var allowed = (int)Math.Floor((rate * differentAll) + 1e-9);
        if (allowed >= different.Length)
            return (double)same.Length / sameAll;
        // The first score that must be rejected sets the threshold, just above itself.
        var bar = MathF.BitIncrement(different[different.Length - 1 - allowed]);
        return (double)(same.Length - Below(same, bar)) / sameAll;
    }

    /// <summary>The share of all pairs that a threshold decides correctly; null without pairs.</summary>
    public double? AccuracyAt(float threshold)
    {
        if (sameAll + differentAll == 0)
            return null;
        var right = same.Length - Below(same, threshold) + differentAll - (different.Length - Below(different, threshold));
        return (double)right / (sameAll + differentAll);
    }

    /// <summary>The share of all pairs of two people that a threshold accepts; null without such pairs.</summary>
    public double? FalseRateAt(float threshold) =>
        differentAll == 0 ? null : (double)(different.Length - Below(different, threshold)) / differentAll;

    /// <summary>The share of all pairs of one person that a threshold accepts; null without such pairs.</summary>
    public double? TrueRateAt(float threshold) => sameAll == 0 ? null : (double)(same.Length - Below(same, threshold)) / sameAll;

    /// <summary>The scores of pairs of one person, lowest first.</summary>
    public IReadOnlyList<float> SameScores => same;

    /// <summary>The scores of pairs of two people, lowest first.</summary>
    public IReadOnlyList<float> DifferentScores => different;

    /// <summary>The accepted shares of pairs of two people and of one as the threshold falls.</summary>
    public IEnumerable<(double FalseRate, double TrueRate)> Curve()
    {
        if (sameAll == 0 || differentAll == 0)
            yield break;
        // One point for each score of a pair of two people; more points would not be visible.
        foreach (var rejected in Enumerable.Range(0, different.Length + 1).Reverse())
        {
            var bar = rejected == 0 ? float.NegativeInfinity : MathF.BitIncrement(different[rejected - 1]);
            yield return ((double)(different.Length - rejected) / differentAll, (double)(same.Length - Below(same, bar)) / sameAll);
        }
    }

    static float[] Sorted(IEnumerable<(float? Score, bool Same)> scores)
    {
        var sorted = scores.Where(s => s.Score is { } x && !float.IsNaN(x)).Select(s => s.Score!.Value).ToArray();
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>Counts the sorted scores below a value.</summary>
    static int Below(float[] sorted, float value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
