using Proctoring.Core.Telemetry;
using Proctoring.Core.Vision;

namespace Proctoring.Web.Hubs;

/// <summary>Counts and logs pictures whose pieces did not all arrive. The session measures the camera's gap.</summary>
internal sealed partial class IncompletePictures(TimeProvider time, ILogger<IncompletePictures> log)
{
    readonly FailureLog lines = new(time);

    /// <summary>Records that an incomplete picture was dropped.</summary>
    /// <param name="frame">Whether it was a frame of the camera; otherwise a picture of the screen.</param>
    public void Dropped(bool frame)
    {
        if (frame)
            ProctoringMetrics.FrameDropped(ProctoringMetrics.Incomplete);
        if (lines.Failed(nameof(IncompletePictures)) is > 0 and var count)
            LogDropped(count);
    }

    [LoggerMessage(LogLevel.Warning, "{Count} pictures of candidates were dropped since the last line: pieces are missing")]
    partial void LogDropped(int count);
}
