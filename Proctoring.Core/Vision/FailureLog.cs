using System.Collections.Concurrent;

namespace Proctoring.Core.Vision;

/// <summary>
/// Decides which failures of a repeated step to log: the first at once, then at most one line a minute with the number of failures, and the
/// recovery. Thread-safe.
/// </summary>
internal sealed class FailureLog(TimeProvider time)
{
    /// <summary>The time between two lines about one step.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(1);

    readonly ConcurrentDictionary<string, Step> steps = new(StringComparer.Ordinal);

    /// <summary>Counts a failure.</summary>
    /// <returns>The number of failures since the last line, if it is time for one; otherwise 0.</returns>
    public int Failed(string step)
    {
        var state = steps.GetOrAdd(step, _ => new Step());
        lock (state)
        {
            state.Unlogged++;
            state.Failures++;
            if (state.LoggedAt is { } last && time.GetElapsedTime(last) < Interval)
                return 0;
            (var count, state.Unlogged, state.LoggedAt, state.Logged) = (state.Unlogged, 0, time.GetTimestamp(), true);
            return count;
        }
    }

    /// <summary>Counts a success.</summary>
    /// <returns>The number of failures before it, if the log has a line about them and none about the recovery; otherwise 0.</returns>
    public int Succeeded(string step)
    {
        // Nearly always empty: this runs several times for each frame.
        if (!steps.TryGetValue(step, out var state))
            return 0;
        lock (state)
        {
            if (!state.Logged)
                return 0;
            (var count, state.Failures, state.Unlogged, state.Logged) = (state.Failures, 0, 0, false);
            return count;
        }
    }

    sealed class Step
    {
        public int Failures { get; set; }

        public int Unlogged { get; set; }

        public long? LoggedAt { get; set; }

        public bool Logged { get; set; }
    }
}
