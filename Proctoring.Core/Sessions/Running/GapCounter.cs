using Proctoring.Core.Observations;
using Proctoring.Core.Telemetry;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Counts the gaps of one session when they begin. For one thread.</summary>
internal sealed class GapCounter
{
    /// <summary>The beginning of the last gap of each sensor.</summary>
    readonly DateTime[] began = new DateTime[Enum.GetValues<Sensor>().Length];

    /// <summary>Counts the gaps that were not there before.</summary>
    public void Saw(IReadOnlyList<SensorGap>? gaps)
    {
        if (gaps is null || !ProctoringMetrics.CountsGaps)
            return;
        for (var at = 0; at < gaps.Count; at++)
        {
            var gap = gaps[at];
            // Its cause may change while it lasts; it is one gap.
            if (began[(int)gap.Sensor] == gap.Since)
                continue;
            began[(int)gap.Sensor] = gap.Since;
            ProctoringMetrics.GapBegan(gap.Sensor, gap.Cause);
        }
    }
}
