using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Running;
using Proctoring.Core.Telemetry;
using Xunit;

namespace Proctoring.Tests.Telemetry;

/// <summary>Metrics and traces cost no memory while nothing listens.</summary>
[Collection(nameof(HotPathTests))]
public sealed class HotPathTests
{
    [Fact]
    public void A_frame_allocates_nothing_for_telemetry_that_is_off()
    {
        var (session, gaps) = (Guid.NewGuid(), new GapCounter());
        SensorGap[] current = [new(Sensor.Camera, GapCause.NoFrames, DateTime.UnixEpoch)];
        // Code that is compiled for the first time allocates.
        for (var frame = 0; frame < 100; frame++)
            Measure(session, gaps, current);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var frame = 0; frame < 10_000; frame++)
            Measure(session, gaps, current);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    static void Measure(Guid session, GapCounter gaps, SensorGap[] current)
    {
        var receipt = ProctoringTraces.Received(session, 1);
        ProctoringMetrics.FrameReplaced(TimeSpan.FromSeconds(1));
        using (ProctoringTraces.Start(ProctoringTraces.Analyse, receipt))
            ProctoringMetrics.InferenceEnded(ProctoringMetrics.StartInference(), "ultraface");
        ProctoringMetrics.FrameAnalysed(TimeSpan.FromSeconds(1));
        ProctoringMetrics.FrameDropped(ProctoringMetrics.Refused);
        gaps.Saw(current);
        ProctoringMetrics.SaveEnded(ProctoringMetrics.StartSave(), stored: true);
        ProctoringMetrics.RecordWriteEnded(ProctoringMetrics.StartRecordWrite(), stored: true);
    }
}
