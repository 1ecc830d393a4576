using System.Collections.Concurrent;
using System.Diagnostics;

namespace Proctoring.Tests.Load;

/// <summary>Collects the answers to the frames that were due within the measured time. Thread-safe.</summary>
internal sealed class LoadMeter
{
    static readonly TimeSpan SettleWithin = TimeSpan.FromSeconds(10);

    readonly ConcurrentQueue<double> answered = new();
    readonly ConcurrentDictionary<int, long> underWay = new();
    readonly ConcurrentDictionary<string, int> refused = new(StringComparer.Ordinal);
    long from = long.MaxValue;
    long to = long.MaxValue;
    int sent;
    int failed;
    int slowed;

    /// <summary>The frames that were due.</summary>
    public int Sent => Volatile.Read(ref sent);

    /// <summary>The frames without an answer: the connection failed, or nothing came.</summary>
    public int Lost => Volatile.Read(ref failed) + underWay.Count;

    /// <summary>The answers that asked for a longer interval than the open loop keeps.</summary>
    public int Slowed => Volatile.Read(ref slowed);

    /// <summary>The refusals by their reason.</summary>
    public IReadOnlyDictionary<string, int> Refused => refused;

    /// <summary>Begins to measure.</summary>
    public void Begin() => Volatile.Write(ref from, Stopwatch.GetTimestamp());

    /// <summary>Ends: later frames do not count.</summary>
    public void End() => Volatile.Write(ref to, Stopwatch.GetTimestamp());

    /// <summary>Waits for the answers that are under way, for ten seconds at most.</summary>
    public async Task SettleAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (!underWay.IsEmpty && Stopwatch.GetElapsedTime(began) < SettleWithin)
            await Task.Delay(20);
    }

    /// <summary>Records that a frame is due.</summary>
    /// <param name="frame">Its number among all candidates.</param>
    /// <param name="due">When, as a timestamp of the stopwatch.</param>
    public void Due(int frame, long due)
    {
        if (due < Volatile.Read(ref from) || due >= Volatile.Read(ref to))
            return;
        Interlocked.Increment(ref sent);
        underWay[frame] = due;
    }

    /// <summary>Records an answer. Its time counts from the moment at which the frame was due, so a late frame counts as waiting.</summary>
    /// <param name="frame">The number of the frame.</param>
    /// <param name="refusal">Why it was refused; null if it was accepted.</param>
    /// <param name="slower">Whether the server asks for a longer interval.</param>
    public void Answered(int frame, string? refusal, bool slower)
    {
        if (!underWay.TryRemove(frame, out var due))
            return;
        answered.Enqueue(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        if (refusal is not null)
            refused.AddOrUpdate(refusal, 1, (_, count) => count + 1);
        if (slower)
            Interlocked.Increment(ref slowed);
    }

    /// <summary>Records that a frame gets no answer.</summary>
    public void Failed(int frame)
    {
        if (underWay.TryRemove(frame, out _))
            Interlocked.Increment(ref failed);
    }

    /// <summary>The times of all answers in ms, sorted. A frame without an answer counts as infinite.</summary>
    public double[] Sorted() => [.. answered.Order(), .. Enumerable.Repeat(double.PositiveInfinity, Lost)];

    /// <summary>The nearest rank: the least value that this share of all values does not exceed; 0 without values.</summary>
    public static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[Math.Max((int)Math.Ceiling(share * sorted.Length) - 1, 0)];
}
