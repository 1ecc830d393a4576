using System.Diagnostics;

namespace Proctoring.Core.Vision;

/// <summary>Sums the time of each step of reading, for one thread.</summary>
/// <param name="clock">The clock; null for elapsed time.</param>
internal sealed class StepTimes(Func<TimeSpan>? clock = null)
{
    public const string Decode = "decode";
    public const string Statistics = "statistics";
    public const string Replay = "replay";
    public const string Detect = "detect";
    public const string Mesh = "mesh";
    public const string Embed = "embed";
    public const string Head = "head";
    public const string Objects = "objects";

    readonly Func<TimeSpan> clock = clock ?? (() => Stopwatch.GetElapsedTime(0));

    readonly Dictionary<string, TimeSpan> spent = new[] { Decode, Statistics, Replay, Detect, Mesh, Embed, Head, Objects }.ToDictionary(
        step => step,
        _ => TimeSpan.Zero
    );

    /// <summary>The time spent in each step so far, in the order of the work.</summary>
    public IReadOnlyDictionary<string, TimeSpan> Spent => spent;

    /// <summary>Measures a step until the result is disposed.</summary>
    public Running Measure(string step) => new(this, step, clock());

    /// <summary>Resets all times, for use after a warm-up.</summary>
    public void Clear()
    {
        foreach (var step in spent.Keys)
            spent[step] = default;
    }

    /// <summary>A step that is being measured.</summary>
    internal readonly struct Running(StepTimes times, string step, TimeSpan began) : IDisposable
    {
        public void Dispose() => times.spent[step] += times.clock() - began;
    }
}
