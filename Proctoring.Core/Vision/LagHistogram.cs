namespace Proctoring.Core.Vision;

/// <summary>
/// Counts after which times the last frames return. The frames of a loop all return after its length or a multiple; what returns by chance
/// does so after any time. Not thread-safe.
/// </summary>
internal sealed class LagHistogram(TimeSpan longest, int frames)
{
    /// <summary>Frames are 0.5 s apart, and a loop is sampled at other instants in each round.</summary>
    static readonly TimeSpan Bin = TimeSpan.FromSeconds(0.25);

    /// <summary>The number of bins that belong to one lag.</summary>
    const int Wide = 3;

    /// <summary>Fewer frames that return after the same time may be chance.</summary>
    const int LeastFrames = 12;

    /// <summary>How many times more frames return after one lag than after an average one.</summary>
    const int LeastRatio = 6;

    readonly int[] counts = new int[(int)(longest / Bin) + 1];
    readonly Queue<List<int>> window = new();
    int total;
    int reach;

    /// <summary>Adds the next frame.</summary>
    /// <param name="lags">The times since the same picture was shown.</param>
    /// <param name="longestPossible">The time since the oldest picture that it was compared with.</param>
    public void Add(IEnumerable<TimeSpan> lags, TimeSpan longestPossible)
    {
        reach = Math.Min((int)(longestPossible / Bin) + 1, counts.Length);
        var bins = lags.Select(lag => (int)(lag / Bin)).Where(bin => bin < counts.Length).Distinct().ToList();
        Count(bins, 1);
        window.Enqueue(bins);
        if (window.Count > frames)
            Count(window.Dequeue(), -1);
    }

    /// <summary>The lag after which far more frames return than after others, with their number; null if there is none.</summary>
    public (TimeSpan Lag, int Frames)? Peak()
    {
        if (total < LeastFrames)
            return null;
        var (best, most) = (0, 0);
        for (var bin = 0; bin + Wide <= reach; bin++)
        {
            var sum = 0;
            for (var next = 0; next < Wide; next++)
                sum += counts[bin + next];
            if (sum > most)
                (best, most) = (bin, sum);
        }

        var average = (double)total * Wide / reach;
        return most >= LeastFrames && most >= LeastRatio * average ? ((best + (Wide / 2.0)) * Bin, most) : null;
    }

    void Count(List<int> bins, int by)
    {
        foreach (var bin in bins)
            counts[bin] += by;
        total += by * bins.Count;
    }
}
