using System.Diagnostics;
using Xunit;

namespace Proctoring.Tests.Load;

public sealed class LoadMeterTests
{
    [Fact]
    public void Percentiles_are_the_nearest_rank()
    {
        double[] sorted = [.. Enumerable.Range(1, 200).Select(number => (double)number)];

        Assert.Equal(100, LoadMeter.Percentile(sorted, 0.5));
        Assert.Equal(198, LoadMeter.Percentile(sorted, 0.99));
        Assert.Equal(200, LoadMeter.Percentile(sorted, 1));
        Assert.Equal(0, LoadMeter.Percentile([], 0.99));
    }

    [Fact]
    public void Only_frames_of_the_measured_time_count_and_those_without_an_answer_are_the_longest()
    {
        var meter = new LoadMeter();
        meter.Due(1, Stopwatch.GetTimestamp());
        meter.Begin();
        for (var frame = 2; frame <= 5; frame++)
            meter.Due(frame, Stopwatch.GetTimestamp());
        meter.End();
        meter.Due(6, Stopwatch.GetTimestamp());
        meter.Answered(1, null, slower: false);
        meter.Answered(2, null, slower: true);
        meter.Answered(3, "too_often", slower: false);
        meter.Failed(4);
        meter.Answered(6, null, slower: false);

        Assert.Equal((4, 2, 1), (meter.Sent, meter.Lost, meter.Slowed));
        Assert.Equal(1, meter.Refused["too_often"]);
        var sorted = meter.Sorted();
        Assert.Equal(4, sorted.Length);
        Assert.True(double.IsFinite(LoadMeter.Percentile(sorted, 0.5)));
        Assert.True(double.IsInfinity(LoadMeter.Percentile(sorted, 0.95)));
    }

    [Fact]
    public void A_late_frame_counts_from_the_moment_it_was_due()
    {
        var meter = new LoadMeter();
        meter.Begin();
        var due = Stopwatch.GetTimestamp();
        meter.Due(1, due);
        // It is sent late: only the moment it was due matters.
        while (Stopwatch.GetElapsedTime(due) < TimeSpan.FromMilliseconds(5))
            Thread.SpinWait(100);
        meter.Answered(1, null, slower: false);

        Assert.True(meter.Sorted()[0] >= 5);
    }
}
