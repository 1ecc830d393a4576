using System.IO.Pipelines;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>A connection to the hub that has not joined a session may have 4 KB unread and ten seconds.</summary>
public sealed class JoinGateTests : IDisposable
{
    readonly FakeTimeProvider time = new();
    readonly Pipe pipe = new();
    readonly JoinGate gate;
    readonly GatedReader reader;

    public JoinGateTests()
    {
        gate = new JoinGate(pipe.Reader, time);
        reader = new GatedReader(pipe.Reader, gate);
    }

    public void Dispose() => gate.Dispose();

    [Theory]
    [InlineData(JoinGate.MostBytes, false)]
    [InlineData(JoinGate.MostBytes + 1, true)]
    public async Task A_stranger_may_have_4_KB_unread(int bytes, bool ends)
    {
        await pipe.Writer.WriteAsync(new byte[bytes], TestContext.Current.CancellationToken);

        var result = await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ends, result.IsCompleted);
        Assert.Equal(ends ? 0 : bytes, result.Buffer.Length);
        Assert.Equal(ends, gate.Ended is not null);
        // Refused connections are not remembered either.
        reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
    }

    [Fact]
    public async Task A_message_in_pieces_counts_as_a_whole()
    {
        for (var piece = 0; piece < 4; piece++)
        {
            await pipe.Writer.WriteAsync(new byte[JoinGate.MostBytes / 4], TestContext.Current.CancellationToken);
            var result = await reader.ReadAsync(TestContext.Current.CancellationToken);
            Assert.False(result.IsCompleted);
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }

        await pipe.Writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        Assert.True((await reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }

    [Fact]
    public async Task After_the_join_both_limits_are_lifted()
    {
        gate.BeginJoin();
        gate.EndJoin(joined: true);
        time.Advance(JoinGate.JoinWithin * 10);
        await pipe.Writer.WriteAsync(new byte[JoinGate.MostBytes * 4], TestContext.Current.CancellationToken);

        var result = await reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.False(result.IsCompleted || result.IsCanceled);
        Assert.Equal(JoinGate.MostBytes * 4, result.Buffer.Length);
    }

    /// <summary>A message that waits in the hub's buffer must not look like a silent page.</summary>
    [Fact]
    public async Task The_hub_has_handled_what_it_read_once_it_reads_on()
    {
        var opened = time.GetUtcNow().UtcDateTime;
        time.Advance(TimeSpan.FromSeconds(3));
        await pipe.Writer.WriteAsync(new byte[10], TestContext.Current.CancellationToken);
        var result = await reader.ReadAsync(TestContext.Current.CancellationToken);
        reader.AdvanceTo(result.Buffer.End);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(opened, gate.Reading.At(time.GetUtcNow().UtcDateTime, default).Until);

        _ = reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        Assert.Equal(opened.AddSeconds(3), gate.Reading.At(time.GetUtcNow().UtcDateTime, default).Until);
    }

    [Fact]
    public async Task A_silent_connection_ends_after_ten_seconds()
    {
        var read = reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
        time.Advance(JoinGate.JoinWithin - TimeSpan.FromMilliseconds(1));
        Assert.False(read.IsCompleted);

        time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.True((await read).IsCompleted);
        Assert.Contains("10 seconds", gate.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_join_that_came_in_time_and_is_read_late_still_counts()
    {
        await pipe.Writer.WriteAsync(new byte[100], TestContext.Current.CancellationToken);
        time.Advance(JoinGate.JoinWithin * 2);

        var late = await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(late.IsCompleted || late.IsCanceled);
        Assert.Equal(100, late.Buffer.Length);
        reader.AdvanceTo(late.Buffer.End);
        gate.BeginJoin();
        time.Advance(JoinGate.JoinWithin);
        gate.EndJoin(joined: true);

        await pipe.Writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken);
        var next = await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.False(next.IsCompleted || next.IsCanceled);
        Assert.Null(gate.Ended);
    }

    [Fact]
    public async Task Late_data_without_a_join_are_read_only_once()
    {
        await pipe.Writer.WriteAsync(new byte[100], TestContext.Current.CancellationToken);
        time.Advance(JoinGate.JoinWithin);
        reader.AdvanceTo((await reader.ReadAsync(TestContext.Current.CancellationToken)).Buffer.End);

        time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
        Assert.Contains("10 seconds", gate.Ended, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_to_a_join_does_not_count_against_the_connection()
    {
        gate.BeginJoin();
        time.Advance(JoinGate.JoinWithin * 3);
        gate.EndJoin(joined: true);
        await pipe.Writer.WriteAsync(new byte[1], TestContext.Current.CancellationToken);

        Assert.False((await reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }

    [Fact]
    public async Task Refused_joins_gain_no_time()
    {
        for (var tries = 0; tries < 4; tries++)
        {
            gate.BeginJoin();
            gate.EndJoin(joined: false);
            time.Advance(JoinGate.JoinWithin / 5);
        }

        Assert.Null(gate.Ended);
        time.Advance(JoinGate.JoinWithin / 5);
        Assert.True((await reader.ReadAsync(TestContext.Current.CancellationToken)).IsCompleted);
    }
}
