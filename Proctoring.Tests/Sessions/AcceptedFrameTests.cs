using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Proctoring.Core;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>Tests which frames are accepted, how the server slows many clients, and that the newest frame wins.</summary>
public sealed class AcceptedFrameTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    static FrameGate Gate(TimeProvider? clock = null) =>
        new(new FrameOptions(), new RefusedPictures(NullLogger<RefusedPictures>.Instance), Guid.NewGuid(), clock ?? new FakeTimeProvider());

    [Fact]
    public void A_frame_is_refused_with_the_reason()
    {
        var frame = ScriptedFrameReader.Frame(Scene.OneFace);

        Assert.Null(Check(frame));
        Assert.Equal(Refusal.TooLarge, Check(new byte[(512 * 1024) + 1]));
        Assert.Equal(Refusal.NotAnImage, Check("<html>"u8.ToArray()));
        Assert.Equal(Refusal.NotAnImage, Check([]));
        Assert.Equal(Refusal.NotAnImage, Check(frame[..^200]));
        Assert.Equal(Refusal.TooManyPixels, Check(CraftedPicture.GreyJpeg(2000, 1100)));
        Assert.Equal(Refusal.NotBaselineJpeg, Check(CraftedPicture.ProgressiveJpeg(640, 480, 1)));
        Assert.Equal(Refusal.NotBaselineJpeg, Check(CraftedPicture.Png(64, 64)));

        static Refusal? Check(byte[] bytes) => Gate().Check(bytes, out _);
    }

    [Fact]
    public void A_frame_is_queued_without_its_metadata()
    {
        var frame = ScriptedFrameReader.Frame(Scene.OneFace);
        var withPlace = CraftedPicture.WithSegment(frame, 0xE1, CraftedPicture.ExifWithPlace(1));

        Assert.Null(Gate().Check(withPlace, out var content));

        Assert.Equal(frame, content);
    }

    [Fact]
    public void A_sender_of_too_many_bad_frames_is_refused_without_reading_them()
    {
        var clock = new FakeTimeProvider();
        var gate = Gate(clock);
        for (var second = 0; second < RefusedPictures.SessionBurst; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Refusal.NotAnImage, gate.Check([], out byte[] _));
        }

        clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(Refusal.TooOften, gate.Check(ScriptedFrameReader.Frame(Scene.OneFace), out byte[] _));
    }

    [Fact]
    public void Frames_may_arrive_in_bursts_but_not_in_floods()
    {
        var clock = new FakeTimeProvider();
        var gate = Gate(clock);
        var frame = ScriptedFrameReader.Frame(Scene.OneFace);

        var passed = Enumerable.Range(0, 100).Count(_ => gate.Check(frame, out byte[] _) is null);
        Assert.Equal(5, passed);
        Assert.Equal(Refusal.TooOften, gate.Check(frame, out _));
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.All(
            Enumerable.Range(0, 50),
            _ =>
            {
                clock.Advance(TimeSpan.FromSeconds(0.5));
                Assert.Null(gate.Check(frame, out byte[] _));
            }
        );
    }

    [Fact]
    public async Task The_newest_frame_wins_and_no_signal_is_lost()
    {
        var queue = new FrameQueue();
        for (var number = 1; number <= 10; number++)
        {
            queue.Put(new Frame([], Start, 0, number));
            Assert.True(queue.Put(new PageSignal("page", number + 1, null, null)));
            queue.PutTick();
        }

        queue.Close();
        List<object> read = [];
        await foreach (var item in queue.ReadAsync())
            read.Add(item);

        Assert.Equal(10, Assert.Single(read.OfType<Frame>()).Number);
        Assert.Equal(9, queue.Replaced);
        Assert.Equal(10, read.OfType<PageSignal>().Count());
        Assert.Single(read.OfType<FrameQueue.Tick>());
    }

    [Fact]
    public async Task A_picture_of_the_room_waits_for_one_frame_at_most()
    {
        var queue = new FrameQueue();
        queue.Put(new Frame([], Start, 0, 1));
        queue.Put(new RoomMiss(Start, ByServer: false));
        List<object> read = [];
        await foreach (var item in queue.ReadAsync().WithCancellation(TestContext.Current.CancellationToken))
        {
            read.Add(item);
            // A server that cannot keep up has a newer frame after each.
            if (read.Count < 4)
                queue.Put(new Frame([], Start, 0, read.Count + 1));
            else
                queue.Close();
        }

        Assert.IsType<Frame>(read[0]);
        Assert.IsType<RoomMiss>(read[1]);
        Assert.False(queue.RoomWaits);
    }

    [Fact]
    public void A_full_queue_of_signals_is_reported()
    {
        var queue = new FrameQueue();
        var taken = Enumerable.Range(0, 1000).Count(number => queue.Put(new PageSignal("page", number + 1, null, null)));

        Assert.InRange(taken, 100, 999);
    }

    [Fact]
    public async Task A_full_queue_of_signals_blocks_neither_frames_nor_ticks()
    {
        var queue = new FrameQueue();
        while (queue.Put(new PageSignal("flood", 1, null, null)))
        {
            // Until the queue is full.
        }

        queue.Put(new Frame([], Start, 0, 1));
        queue.PutTick();
        await using var read = queue.ReadAsync().GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var seen = new List<object>();
        while (!seen.OfType<FrameQueue.Tick>().Any() && await read.MoveNextAsync())
            seen.Add(read.Current);
        queue.Put(new Frame([], Start, 0, 2));
        Assert.True(await read.MoveNextAsync());

        Assert.Equal(1, Assert.Single(seen.OfType<Frame>()).Number);
        Assert.Equal(2, Assert.IsType<Frame>(read.Current).Number);
    }

    [Fact]
    public async Task Only_the_window_that_joined_last_may_send()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var frame = ScriptedFrameReader.Frame(Scene.OneFace);
        host.Live(access).Join(new CandidateConnection("second window"), takeOver: true);

        Assert.Equal(Refusal.OtherWindow, host.Live(access).TakeFrame("test", frame));
        Assert.Null(host.Live(access).TakeFrame("second window", frame));
        var ended = host.Live(access);
        await host.Get<SessionCloser>().SubmitAsync(access, null, default);
        Assert.Equal(Refusal.NotRunning, ended.TakeFrame("second window", frame));
    }

    [Fact]
    public async Task A_signal_sent_twice_counts_once()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        var signal = new PageSignal("page", 1, null, new Core.Observations.BrowserAct(Core.Observations.BrowserActs.Copy));

        Assert.Null(host.Live(access).TakeSignal("test", signal));
        Assert.Null(host.Live(access).TakeSignal("test", signal));
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Single(report!.Violations);
    }
}
