namespace Proctoring.Core;

/// <summary>
/// The server's time. It starts at the wall clock and then runs by the monotonic clock, so that a step of the wall clock moves no
/// deadline, no rate limit and no silence. <see cref="Adopt"/> takes over the wall clock when no exam runs.
/// </summary>
/// <remarks>See docs/decisions/0019-steady-clock.md.</remarks>
public sealed class SteadyClock : TimeProvider
{
    readonly TimeProvider source;
    readonly Lock gate = new();
    long startedTimestamp;
    DateTimeOffset startedAt;

    /// <param name="source">Where wall clock, monotonic clock and timers come from.</param>
    public SteadyClock(TimeProvider source)
    {
        this.source = source;
        Adopt();
    }

    /// <summary>By how much the wall clock is ahead of this one; more than a moment means that it was changed.</summary>
    public TimeSpan Offset => source.GetUtcNow() - GetUtcNow();

    public override TimeZoneInfo LocalTimeZone => source.LocalTimeZone;

    public override long TimestampFrequency => source.TimestampFrequency;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
            return startedAt + source.GetElapsedTime(startedTimestamp);
    }

    public override long GetTimestamp() => source.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);

    /// <summary>Takes over the wall clock.</summary>
    public void Adopt()
    {
        lock (gate)
            (startedTimestamp, startedAt) = (source.GetTimestamp(), source.GetUtcNow());
    }
}
