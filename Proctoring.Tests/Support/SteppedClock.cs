using Microsoft.Extensions.Time.Testing;

namespace Proctoring.Tests.Support;

/// <summary>A played clock whose wall time can be set, as NTP or an operator does, while monotonic time goes on.</summary>
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
