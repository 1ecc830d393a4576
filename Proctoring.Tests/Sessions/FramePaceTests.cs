using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core;
using Proctoring.Core.Sessions.Running;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A busy server slows its clients in proportion to the cost of their frames, and only while they send.</summary>
public sealed class FramePaceTests
{
    readonly FakeTimeProvider clock = new();
    readonly FramePace pace;

    public FramePaceTests() => pace = new FramePace(Options.Create(new ProctoringOptions()), clock);

    [Fact]
    public void A_busy_server_slows_its_clients()
    {
        pace.Measured(TimeSpan.FromMilliseconds(25));
        Send(1);
        Assert.Equal(500, pace.NextDelayMs);

        // 100 sessions a core at 25 ms a frame take 80 % of it if each sends every 3,125 ms.
        Send((100 * Environment.ProcessorCount) - 1);
        Assert.Equal(3125, pace.NextDelayMs);
        Assert.True(pace.Sparse);

        Send(1000 * Environment.ProcessorCount);
        Assert.Equal(5000, pace.NextDelayMs);
    }

    [Fact]
    public void When_the_load_ends_clients_are_no_longer_slowed()
    {
        pace.Measured(TimeSpan.FromMilliseconds(675));
        Send(9);
        Assert.True(pace.NextDelayMs > 500);

        clock.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal((0, 0, 500), (pace.Sessions, pace.WorkMs, pace.NextDelayMs));
        Send(1);
        pace.Measured(TimeSpan.FromMilliseconds(20));
        Assert.Equal((1, 20, 500), (pace.Sessions, pace.WorkMs, pace.NextDelayMs));
    }

    [Fact]
    public void A_session_whose_camera_is_not_connected_does_not_count()
    {
        var sessions = Enumerable.Range(0, 40).Select(_ => Guid.NewGuid()).ToList();
        sessions.ForEach(pace.Sent);
        clock.Advance(TimeSpan.FromSeconds(15));
        sessions[..10].ForEach(pace.Sent);
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10, pace.Sessions);
        pace.Ended(sessions[0]);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(9, pace.Sessions);
    }

    [Fact]
    public void The_first_frames_of_sessions_are_counted_separately()
    {
        Send(80);
        for (var frame = 0; frame < 80; frame++)
            pace.Measured(TimeSpan.FromMilliseconds(150), warmUp: true);
        pace.Measured(TimeSpan.FromMilliseconds(15));

        Assert.Equal((15, 150), (pace.WorkMs, pace.WarmUpMs));
        Assert.False(pace.Sparse);
    }

    [Fact]
    public void The_time_of_a_thread_does_not_grow_while_it_sleeps()
    {
        var began = ThreadCpuTime.Now;
        Assert.NotNull(began);
        using var never = new ManualResetEventSlim();
        never.Wait(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        Assert.InRange((ThreadCpuTime.Now - began)!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(150));

        var sum = 0.0;
        for (var number = 1; number < 20_000_000; number++)
            sum += Math.Sqrt(number);
        Assert.True(sum > 0 && ThreadCpuTime.Now - began > TimeSpan.FromMilliseconds(5));
    }

    void Send(int sessions)
    {
        for (var session = 0; session < sessions; session++)
            pace.Sent(Guid.NewGuid());
        // Sessions are counted once a second; the earlier ones have stopped by then.
        clock.Advance(TimeSpan.FromSeconds(1));
    }
}
