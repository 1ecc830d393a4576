namespace Proctoring.Tests.Support;

/// <summary>A wall clock that can be set forward and back while timers and the monotonic clock of its source go on.</summary>
internal sealed class SteppedClock(TimeProvider source) : TimeProvider
{
    /// <summary>By how much the wall clock is ahead of its source.</summary>
    public TimeSpan Step { get; set; }

    public override TimeZoneInfo LocalTimeZone => source.LocalTimeZone;

    public override long TimestampFrequency => source.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => source.GetUtcNow() + Step;

    public override long GetTimestamp() => source.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        source.CreateTimer(callback, state, dueTime, period);
}
