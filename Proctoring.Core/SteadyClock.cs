namespace Proctoring.Core;

/// <summary>The server's time. It starts at the wall clock and then follows the monotonic clock, so a change of the wall clock moves no
/// deadline, rate limit or silence. <see cref="Adopt"/> takes over the wall clock while no exam is running.</summary>
/// <remarks>See docs/decisions/0019-steady-clock.md.</remarks>
public sealed class SteadyClock : TimeProvider
{
    readonly TimeProvider source;
    readonly Lock gate = new();
    long startedTimestamp;
    DateTimeOffset startedAt;

    /// <param name="source">The source of the wall clock, the monotonic clock and the timers.</param>
    public SteadyClock(TimeProvider source)
    {
        this.source = source;
        Adopt();
    }

    /// <summary>How far the wall clock is ahead of this one. More than a moment means that it was changed.</summary>
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
