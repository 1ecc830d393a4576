using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Tests the limit of frames, sound and signals.</summary>
public sealed class RateLimitTests
{
    readonly FakeTimeProvider clock = new();

    [Fact]
    public void A_burst_is_allowed_and_then_one_call_per_interval()
    {
        var limit = new RateLimit(clock, TimeSpan.FromSeconds(1), burst: 3);

        Assert.Equal([true, true, true, false, false], Enumerable.Range(0, 5).Select(_ => limit.Allow()));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.Allow());
        Assert.False(limit.Allow());
    }

    [Fact]
    public void A_refused_call_costs_nothing()
    {
        var limit = new RateLimit(clock, TimeSpan.FromSeconds(1), burst: 1);
        limit.Allow();
        for (var call = 0; call < 100; call++)
            Assert.False(limit.Allow());

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.Allow());
    }

    [Theory]
    [InlineData(-24)]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(24)]
    public void A_step_of_the_wall_clock_neither_blocks_nor_opens_the_limit(int hours)
    {
        var stepped = new SteppedClock(clock);
        var limit = new RateLimit(stepped, TimeSpan.FromSeconds(1), burst: 2);
        limit.Allow();
        limit.Allow();

        stepped.Step = TimeSpan.FromHours(hours);

        Assert.False(limit.Allow());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(limit.Allow());
        Assert.False(limit.Allow());
    }
}
