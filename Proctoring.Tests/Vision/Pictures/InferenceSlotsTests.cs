using Microsoft.Extensions.Time.Testing;
using Proctoring.Core.Vision.Pictures;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>Reading is bounded by the number of cores, and uploads leave a place for the frames of running sessions.</summary>
public sealed class InferenceSlotsTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task No_more_places_are_given_than_there_are()
    {
        using var places = new InferenceSlots(2);
        var first = await places.TakeAsync();
        var second = await places.TakeAsync();

        var third = places.TakeAsync();
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose();

        (await third).Dispose();
        second.Dispose();
        Assert.Equal(2, places.Free);
    }

    [Fact]
    public async Task Uploads_never_hold_the_last_place()
    {
        using var places = new InferenceSlots(2);
        using var upload = await places.TakeForUploadAsync();

        var waiting = places.TakeForUploadAsync();
        Assert.False(waiting.IsCompleted);
        (await places.TakeAsync()).Dispose();
        upload.Dispose();

        (await waiting).Dispose();
        Assert.Equal(2, places.Free);
    }

    [Fact]
    public async Task An_upload_that_stops_waiting_gives_back_what_it_holds()
    {
        using var places = new InferenceSlots(1);
        using var cancel = new CancellationTokenSource();
        var frame = await places.TakeAsync();
        var upload = places.TakeForUploadAsync(cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        frame.Dispose();

        (await places.TakeForUploadAsync()).Dispose();
    }

    [Fact]
    public async Task A_frame_waits_while_sessions_open()
    {
        FakeTimeProvider time = new();
        using var places = new InferenceSlots(1, time);
        var reading = await TakeAsync(places, Patience, time);
        var next = TakeAsync(places, Patience, time);
        var opening = places.HoldFrames();
        var another = places.HoldFrames();

        reading!.Dispose();
        opening.Dispose();
        opening.Dispose();
        Assert.False(next.IsCompleted);
        another.Dispose();

        using var read = await next;
        Assert.NotNull(read);
    }

    [Fact]
    public async Task A_frame_that_is_held_back_too_long_returns_to_its_place()
    {
        FakeTimeProvider time = new();
        using var places = new InferenceSlots(1, time);
        using var opening = places.HoldFrames();

        var frame = TakeAsync(places, Patience, time);
        time.Advance(Patience);

        Assert.Null(await frame);
        Assert.Equal(1, places.Free);
    }

    [Fact]
    public async Task Sessions_that_open_all_the_time_hold_frames_back_for_three_of_ten_seconds()
    {
        FakeTimeProvider time = new();
        using var places = new InferenceSlots(1, time);
        using var first = places.HoldFrames();

        var held = TakeAsync(places, TimeSpan.FromMinutes(1), time);
        time.Advance(FrameHold.Longest);
        (await held)!.Dispose();
        using (places.HoldFrames())
            (await TakeAsync(places, Patience, time))!.Dispose();

        time.Advance(TimeSpan.FromSeconds(7));
        using var later = places.HoldFrames();
        Assert.False(TakeAsync(places, Patience, time).IsCompleted);
    }

    [Fact]
    public async Task One_frame_is_held_back_for_less_time_than_all_of_them()
    {
        FakeTimeProvider time = new();
        using var places = new InferenceSlots(1, time);
        using var opening = places.HoldFrames();

        var first = places.TakeAsync(Patience, FrameHold.OneFrame, time);
        Assert.False(first.IsCompleted);
        time.Advance(FrameHold.OneFrame);
        var (slot, held) = await first;
        Assert.True(held);
        slot!.Dispose();

        // It has waited for this long before, and is not held back again.
        (slot, held) = await places.TakeAsync(Patience, TimeSpan.Zero, time);
        Assert.False(held);
        slot!.Dispose();
        Assert.False(places.TakeAsync(Patience, FrameHold.OneFrame, time).IsCompleted);
    }

    /// <summary>Takes a place for a frame that is held back for as long as all of them.</summary>
    static async Task<InferenceSlot?> TakeAsync(InferenceSlots places, TimeSpan patience, TimeProvider time) =>
        (await places.TakeAsync(patience, FrameHold.Longest, time)).Slot;
}
