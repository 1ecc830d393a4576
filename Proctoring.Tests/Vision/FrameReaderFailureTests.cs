using Microsoft.Extensions.Time.Testing;
using Proctoring.Core;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Bytes that are no picture are refused, and a model that fails leaves its facts unknown.</summary>
public sealed class FrameReaderFailureTests : FrameReaderTest
{
    [Fact]
    public async Task Bad_bytes_are_refused()
    {
        var reader = await TestPictures.FramesAsync(log);
        Assert.Equal(PictureRefusal.NotAnImage, reader.Read(TestPictures.Slot, [1, 2, 3], now, 1, memory).Refusal);
        Assert.Equal(PictureRefusal.TooManyPixels, reader.Read(TestPictures.Slot, Encoded.Header(9000, 9000), now, 2, memory).Refusal);
        Assert.Null(reader.Read(TestPictures.Slot, Encoded.Header(640, 480), now, 3, memory).Observation);
    }

    [Fact]
    public void A_model_that_fails_leaves_the_fact_unknown_and_is_logged_once_a_minute()
    {
        // Without any model every step fails.
        var time = new FakeTimeProvider();
        var reader = new FrameReader(
            new FaceReader(null!, null!, null!),
            new HeadReader(null!, null!),
            new ObjectReader(null!),
            new VisionOptions(),
            time,
            log
        );
        using var candidate = TestPictures.Candidate();
        for (var i = 0; i < 3; i++)
        {
            var reading = reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now, i, memory);
            Assert.True(reading.Failed);
            Assert.NotNull(reading.Observation!.Picture);
            Assert.Null(reading.Observation.Faces);
            Assert.Null(reading.Observation.Objects);
            Assert.Null(reading.Observation.Persons);
            Assert.Null(reading.Observation.Head);
        }

        Assert.Equal(2, log.Warnings); // one for each step

        time.Advance(FailureLog.Interval);
        reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now + FailureLog.Interval, 4, memory);
        Assert.Equal(4, log.Warnings);
    }

    [Fact]
    public async Task A_failed_step_counts_until_it_succeeds_although_the_others_work()
    {
        using var candidate = TestPictures.Candidate();
        var works = await TestPictures.FramesAsync(log);
        var fails = new FrameReader(
            await TestPictures.FacesAsync(),
            await TestPictures.HeadsAsync(),
            new ObjectReader(null!),
            new VisionOptions(),
            TimeProvider.System,
            log
        );
        FrameReading Read(FrameReader reader, double seconds) =>
            reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now += TimeSpan.FromSeconds(seconds), ++number, memory);

        Assert.False(Read(works, 0.5).Failed);
        var failed = Read(fails, 4);
        Assert.Single(failed.Observation!.Faces!);
        Assert.Null(failed.Observation.Objects);
        Assert.True(failed.Failed);
        // No pass was due, so objects are still unknown.
        Assert.True(Read(works, 0.5).Failed);
        Assert.False(Read(works, 4).Failed);
    }

    [Fact]
    public void A_failure_of_long_ago_says_nothing()
    {
        var steps = new FailedSteps();
        Assert.False(steps.Any(now));
        steps.Failed("face comparison", now);
        Assert.True(steps.Any(now.AddSeconds(20)));
        Assert.False(steps.Any(now.AddSeconds(21)));
        steps.Failed("liveness", now.AddSeconds(21));
        steps.Succeeded("face comparison");
        Assert.True(steps.Any(now.AddSeconds(21)));
        steps.Succeeded("liveness");
        Assert.False(steps.Any(now.AddSeconds(21)));
    }
}
