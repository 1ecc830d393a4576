using Proctoring.Core.Observations;
using Xunit;

namespace Proctoring.Tests.Observations;

/// <summary>How much of a session was monitored.</summary>
public sealed class SensorCoverageTests
{
    static readonly DateTime Start = new(2026, 11, 28, 9, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void Gaps_that_overlap_count_once_and_only_within_the_session() =>
        Assert.Equal(
            0.5,
            ShareOf(Sensor.Camera, Gap(Sensor.Camera, GapCause.NoFrames, -10, 20), Gap(Sensor.Camera, GapCause.NoFrames, 10, 50))
        );

    [Theory]
    [InlineData(GapCause.Stalled, 0.7, 0.7, 0.7)]
    [InlineData(GapCause.SoundNotAnalysed, 1, 0.7, 1)]
    [InlineData(GapCause.ModelsUnavailable, 0.7, 1, 1)]
    public void What_the_server_cannot_analyse_is_not_monitored(GapCause cause, double camera, double microphone, double page)
    {
        var gap = Gap(Sensor.Server, cause, 0, 30);

        Assert.Equal((camera, microphone, page), (ShareOf(Sensor.Camera, gap), ShareOf(Sensor.Microphone, gap), ShareOf(Sensor.Page, gap)));
    }

    static double ShareOf(Sensor sensor, params SensorGapSpan[] gaps) =>
        Assert.Single(SensorCoverage.Of(gaps, Start, Start.AddSeconds(100), [sensor])).Share;

    static SensorGapSpan Gap(Sensor sensor, GapCause cause, double from, double to) =>
        new(sensor, cause, Start.AddSeconds(from), Start.AddSeconds(to));
}
