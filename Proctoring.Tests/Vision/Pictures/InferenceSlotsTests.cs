using Proctoring.Core.Vision.Pictures;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>Reading is bounded by the number of cores, and uploads leave a place for the frames of running sessions.</summary>
public sealed class InferenceSlotsTests
{
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
}
