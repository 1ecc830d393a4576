using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Sessions.Updates;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Sessions;

/// <summary>A server that can't keep up records it, and never claims to have monitored.</summary>
public sealed class OverloadTests
{
    static readonly DateTime Start = new(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Frames_read_at_once_are_monitored_even_if_the_network_delivers_them_in_bursts()
    {
        var watch = new OverloadWatch();

        for (var frame = 0; frame < 200; frame++)
            Assert.Null(watch.Look(Start.AddSeconds(frame / 2.0), Start.AddSeconds(frame / 2.0 + 0.3), replaced: frame / 20 * 4));
    }

    [Fact]
    public void More_frames_lost_than_read_is_unmonitored_time_until_it_improves()
    {
        var watch = new OverloadWatch();
        var behind = Enumerable
            .Range(0, 10)
            .Select(read => watch.Look(Start.AddSeconds(read * 1.5), Start.AddSeconds(read * 1.5), replaced: read * 2))
            .ToList();
        var better = Enumerable
            .Range(0, 40)
            .Select(read => watch.Look(Start.AddSeconds(15 + read / 2.0), Start.AddSeconds(15 + read / 2.0), replaced: 18))
            .ToList();

        Assert.Null(behind[0]);
        Assert.Equal(Start, behind.First(since => since is not null));
        Assert.NotNull(behind[^1]);
        Assert.Null(better[^1]);
    }

    [Fact]
    public void A_frame_read_late_is_unmonitored_time() =>
        Assert.Equal(Start, new OverloadWatch().Look(Start, Start.AddSeconds(5), replaced: 0));

    [Fact]
    public void A_server_that_requests_few_frames_for_some_seconds_misses_nothing_but_for_longer_it_does()
    {
        var watch = new OverloadWatch();

        for (var second = 0; second < 10; second += 2)
            Assert.Null(watch.Look(Start.AddSeconds(second), Start.AddSeconds(second), replaced: 0, sparse: true));
        Assert.Equal(Start, watch.Look(Start.AddSeconds(10), Start.AddSeconds(10), replaced: 0, sparse: true));
        Assert.Null(watch.Look(Start.AddSeconds(12), Start.AddSeconds(12), replaced: 0));
    }

    [Fact]
    public void Frames_that_were_replaced_while_they_were_held_back_are_no_overload()
    {
        OverloadWatch watch = new();
        Assert.Null(watch.Look(Start, Start, replaced: 0));

        watch.Held(6);

        Assert.Null(watch.Look(Start.AddSeconds(3), Start.AddSeconds(3.5), replaced: 6));
        // Those that are replaced later count.
        Assert.Equal(Start, watch.Look(Start.AddSeconds(6), Start.AddSeconds(6), replaced: 12));
    }

    [Fact]
    public async Task Sessions_that_open_leave_no_gap_in_a_session_that_has_just_begun()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 0.5);
        var (queue, slots) = (host.Live(access).Queue, host.Get<InferenceSlots>());

        using (slots.HoldFrames())
        {
            for (var frame = 0; frame < 7; frame++)
            {
                host.Pass(access, TimeSpan.FromMilliseconds(200));
                Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
                // The first one is held back, and the newest one waits behind it.
                Assert.True(SpinWait.SpinUntil(() => slots.FramesHeld == 1, TimeSpan.FromSeconds(30)));
            }

            Assert.Equal(5, queue.Replaced);
        }

        Assert.True(SpinWait.SpinUntil(() => queue.FramesWaiting == 0, TimeSpan.FromSeconds(30)));
        await host.AnalyzedAsync(access);
        Assert.Empty((await host.Get<SessionCloser>().SubmitAsync(access, null, default))!.Violations);
    }

    [Fact]
    public async Task A_server_that_falls_behind_is_on_record()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);

        var (release, begun) = (host.Camera.Hold(), host.Camera.Begun);
        for (var frame = 0; frame < 20; frame++)
        {
            host.Pass(access, TimeSpan.FromMilliseconds(500));
            Assert.Null(host.Live(access).TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
            // The first one is being read, and the newest one waits behind it. The hold ends on this thread, so this is no await.
            Assert.True(SpinWait.SpinUntil(() => host.Camera.Begun > begun, TimeSpan.FromSeconds(30)));
        }

        release.Dispose();
        await host.Camera.NextReadAsync();
        await host.Camera.NextReadAsync();
        await host.ShowAsync(access, Scene.OneFace, 30);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        var gap = Assert.Single(report!.Violations);
        Assert.Equal(("monitoring_degraded", "the server was over its limit"), (gap.Type, gap.Detail));
        Assert.InRange(gap.Duration, TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(25));
        Assert.Equal(0, report.Risk!.Score);
    }

    [Fact]
    public async Task Frames_that_replace_each_other_unread_are_on_record_before_one_is_read()
    {
        await using var host = await CoreHost.CreateAsync();
        var access = await host.StartSessionAsync();
        await host.ShowAsync(access, Scene.OneFace, 3);
        var (session, slots) = (host.Live(access), host.Get<InferenceSlots>());
        List<InferenceSlot> others = [];
        while (slots.Free > 0)
            others.Add(await slots.TakeAsync(TestContext.Current.CancellationToken));

        for (var frame = 0; frame < 100 && session.State != WatchState.Blind; frame++)
        {
            host.Pass(access, TimeSpan.FromMilliseconds(500));
            Assert.Null(session.TakeFrame("test", ScriptedFrameReader.Frame(Scene.OneFace)));
            // The session's loop waits on the test's clock for its turn and reports between two waits.
            SpinWait.SpinUntil(() => session.State == WatchState.Blind, TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(WatchState.Blind, session.State);
        others.ForEach(slot => slot.Dispose());
        await host.Camera.NextReadAsync();
        await host.ShowAsync(access, Scene.OneFace, 30);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Equal(("monitoring_degraded", "the server was over its limit"), report!.Violations.Select(v => (v.Type, v.Detail)).Single());
    }

    [Fact]
    public async Task A_full_queue_of_signals_stops_neither_frames_nor_ticks()
    {
        var queue = new FrameQueue();
        while (queue.Put(new PageSignal("flood", 1, null, null))) { }

        queue.PutTick();
        queue.Put(new Frame([1], Start, 0, 1));
        List<object> read = [];
        await foreach (var item in queue.ReadAsync().WithCancellation(TestContext.Current.CancellationToken))
        {
            read.Add(item);
            if (read.Count == 256)
            {
                queue.PutTick();
                queue.Put(new Frame([2], Start, 0, 2));
                queue.Close();
            }
        }

        Assert.Equal((258, 1), (read.Count, queue.Replaced));
        Assert.Equal(2, Assert.IsType<Frame>(read[^2]).Number);
        Assert.IsType<FrameQueue.Tick>(read[^1]);
    }
}
