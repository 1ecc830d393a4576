namespace Proctoring.Core.Sessions.Running;

/// <summary>Allows one call per interval on average, and a few at once because networks deliver calls in bursts. Thread-safe.</summary>
/// <remarks>The limiters of System.Threading.RateLimiting accept no <see cref="TimeProvider"/>, so sessions with a simulated clock could
/// not use them. Time is monotonic: a step of the wall clock neither blocks a candidate nor opens the limit.</remarks>
internal sealed class RateLimit(TimeProvider time, TimeSpan interval, int burst)
{
    readonly Lock gate = new();
    readonly long step = (long)(interval.TotalSeconds * time.TimestampFrequency);
    long due = long.MinValue;

    /// <summary>Whether this call is allowed. A refused call costs nothing.</summary>
    /// <param name="waited">How long calls may have waited on their way. So many more are allowed at once.</param>
    public bool Allow(TimeSpan waited = default)
    {
        // The generic cell rate algorithm (ITU-T I.371): one number instead of a list of times.
        lock (gate)
        {
            var now = time.GetTimestamp();
            var next = Math.Max(due, now);
            if (next - now > step * (burst - 1) + (long)(waited.TotalSeconds * time.TimestampFrequency))
                return false;
            due = next + step;
            return true;
        }
    }
}
