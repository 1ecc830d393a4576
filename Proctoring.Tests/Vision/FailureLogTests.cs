using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A step that keeps failing logs one line a minute, and one when it works again.</summary>
public sealed class FailureLogTests
{
    readonly FakeTimeProvider time = new();

    [Fact]
    public void The_first_failure_is_logged_and_the_next_ones_are_counted()
    {
        var log = new FailureLog(time);

        Assert.Equal(1, log.Failed("a"));
        Assert.Equal(0, log.Failed("a"));
        Assert.Equal(1, log.Failed("b"));
        time.Advance(FailureLog.Interval);

        Assert.Equal(2, log.Failed("a"));
        Assert.Equal(0, log.Failed("a"));
    }

    [Fact]
    public void The_recovery_is_logged_once_with_the_number_of_failures()
    {
        var log = new FailureLog(time);
        Assert.Equal(0, log.Succeeded("a"));
        log.Failed("a");
        log.Failed("a");

        Assert.Equal(2, log.Succeeded("a"));
        Assert.Equal(0, log.Succeeded("a"));
    }

    [Fact]
    public void A_step_that_fails_now_and_then_does_not_fill_the_log()
    {
        var log = new FailureLog(time);
        var lines = 0;
        for (var frame = 0; frame < 120; frame++)
        {
            lines += Math.Sign(log.Failed("a")) + Math.Sign(log.Succeeded("a"));
            time.Advance(TimeSpan.FromSeconds(0.5));
        }

        Assert.Equal(2, lines);
    }
}
