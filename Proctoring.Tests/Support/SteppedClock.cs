using Microsoft.Extensions.Time.Testing;

namespace Proctoring.Tests.Support;

/// <summary>A simulated clock whose wall time can be set, as by NTP or an operator, while monotonic time continues.</summary>
internal sealed class SteppedClock(FakeTimeProvider inner) : TimeProvider
{
    /// <summary>How far the wall time was set forward; negative if it was set back.</summary>
    public TimeSpan Step { get; set; }

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow() + Step;

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        inner.CreateTimer(callback, state, dueTime, period);
}
