using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Sessions.Nodes;
using Proctoring.Core.Vision.Pictures;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A server that stops moves its sessions a few at a time, and neither a slow session nor a failure keeps the others.</summary>
public sealed class SessionDrainTests : IDisposable
{
    /// <summary>After this time, a test that waits has failed.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    readonly WatchedClock clock = new();
    readonly ThisServer here = new();
    readonly InferenceSlots slots;

    public SessionDrainTests() => slots = new InferenceSlots(1, clock);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => slots.Dispose();

    [Fact]
    public async Task The_next_session_moves_when_one_runs_elsewhere()
    {
        FakeMoves moves = new(SessionDrain.AtOnce + 3);

        var draining = DrainOf(moves).RunAsync(Cancellation);
        for (var moved = 0; moved < SessionDrain.AtOnce + 3; moved++)
        {
            await moves.BeginsAsync();
            Assert.True(moves.Running <= SessionDrain.AtOnce);
            if (moved >= SessionDrain.AtOnce - 1)
                moves.Complete();
        }

        moves.CompleteAll();
        await draining.WaitAsync(Patience, Cancellation);

        Assert.True(here.Draining);
        Assert.Empty(moves.Left);
        Assert.Equal(SessionDrain.AtOnce, moves.Most);
    }

    [Fact]
    public async Task Frames_of_the_others_wait_while_a_session_moves()
    {
        FakeMoves moves = new(1);

        var draining = DrainOf(moves).RunAsync(Cancellation);
        await moves.BeginsAsync();
        var frame = slots.TakeAsync(TimeSpan.FromMinutes(1), FrameHold.OneFrame, clock);
        Assert.False(frame.IsCompleted);
        moves.CompleteAll();
        await draining.WaitAsync(Patience, Cancellation);

        (await frame).Slot!.Dispose();
    }

    [Fact]
    public async Task Sessions_that_do_not_come_up_elsewhere_keep_the_next_ones_for_a_limited_time()
    {
        FakeMoves moves = new(SessionDrain.AtOnce + 1);
        var draining = DrainOf(moves).RunAsync(Cancellation);
        for (var begun = 0; begun < SessionDrain.AtOnce; begun++)
            await moves.BeginsAsync();
        Assert.Equal(SessionDrain.AtOnce, moves.Running);

        // Each of them has begun to wait.
        clock.Advance(SessionDrain.EachWithin);
        await moves.BeginsAsync();

        moves.CompleteAll();
        // The late ones are asked again after a pause.
        await clock.BeginsToWaitAsync(SessionDrain.AskAgainAfter);
        clock.Advance(SessionDrain.AskAgainAfter);
        await draining.WaitAsync(Patience, Cancellation);
        Assert.Empty(moves.Left);
    }

    [Fact]
    public async Task A_session_whose_move_failed_is_asked_again_after_a_pause()
    {
        FakeMoves moves = new(1) { Failures = 1 };
        var draining = DrainOf(moves).RunAsync(Cancellation);
        await moves.BeginsAsync();

        var again = moves.BeginsAsync();
        await clock.BeginsToWaitAsync(SessionDrain.AskAgainAfter);
        clock.Advance(SessionDrain.AskAgainAfter - TimeSpan.FromMilliseconds(1));
        Assert.False(again.IsCompleted);
        clock.Advance(TimeSpan.FromMilliseconds(1));
        await again;
        moves.CompleteAll();
        await draining.WaitAsync(Patience, Cancellation);

        Assert.Empty(moves.Left);
    }

    [Fact]
    public async Task The_server_stops_in_time_with_sessions_that_cannot_move()
    {
        FakeMoves moves = new(1);

        var draining = DrainOf(moves).RunAsync(Cancellation);
        await moves.BeginsAsync();
        clock.Advance(SessionDrain.Longest);
        await draining.WaitAsync(Patience, Cancellation);

        Assert.Single(moves.Left);
    }

    [Fact]
    public async Task Without_another_server_the_sessions_stay()
    {
        FakeMoves moves = new(1) { Possible = false };

        await DrainOf(moves).RunAsync(Cancellation);

        Assert.Equal(0, moves.Most);
    }

    [Fact]
    public async Task A_second_signal_ends_the_moves()
    {
        FakeMoves moves = new(1);
        using CancellationTokenSource stop = new();
        var draining = DrainOf(moves).RunAsync(stop.Token);
        await moves.BeginsAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
    }

    SessionDrain DrainOf(ISessionMoves moves) => new(moves, slots, here, clock, NullLogger<SessionDrain>.Instance);

    /// <summary>A clock that signals when code begins to wait for a time. A test that advances it earlier would wait for ever.</summary>
    sealed class WatchedClock : FakeTimeProvider
    {
        readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> begun = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Of(dueTime).Release();
            return timer;
        }

        public Task BeginsToWaitAsync(TimeSpan time) => Of(time).WaitAsync(Cancellation).WaitAsync(Patience, Cancellation);

        SemaphoreSlim Of(TimeSpan time) => begun.GetOrAdd(time, _ => new SemaphoreSlim(0));
    }

    /// <summary>Sessions whose moves complete when the test says so.</summary>
    sealed class FakeMoves(int count) : ISessionMoves
    {
        readonly ConcurrentDictionary<Guid, bool> left = new(
            Enumerable.Range(0, count).Select(_ => KeyValuePair.Create(Guid.NewGuid(), true))
        );
        readonly SemaphoreSlim begun = new(0);
        readonly ConcurrentQueue<(Guid Id, TaskCompletionSource Moved)> running = new();
        readonly Lock gate = new();
        int now;
        bool all;

        public bool Possible { get; init; } = true;

        /// <summary>How many moves fail.</summary>
        public int Failures { get; set; }

        public IReadOnlyList<Guid> Left => [.. left.Keys];

        /// <summary>How many moves have not ended.</summary>
        public int Running => Volatile.Read(ref now);

        /// <summary>How many moves there were at the same time at most.</summary>
        public int Most { get; private set; }

        public Task BeginsAsync() => begun.WaitAsync(Cancellation).WaitAsync(Patience, Cancellation);

        public async Task MoveAsync(Guid sessionId, CancellationToken cancellation)
        {
            TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (gate)
            {
                Most = Math.Max(Most, ++now);
                if (all)
                    moved.SetResult();
                else
                    running.Enqueue((sessionId, moved));
            }

            begun.Release();
            try
            {
                if (Failures-- > 0)
                    throw new TimeoutException();
                await moved.Task.WaitAsync(cancellation);
                left.TryRemove(sessionId, out _);
            }
            finally
            {
                lock (gate)
                    now--;
            }
        }

        /// <summary>Completes the move that began first.</summary>
        public void Complete()
        {
            if (running.TryDequeue(out var move))
                move.Moved.TrySetResult();
        }

        /// <summary>Completes all moves, also those that begin later.</summary>
        public void CompleteAll()
        {
            lock (gate)
                all = true;
            while (!running.IsEmpty)
                Complete();
        }
    }
}
