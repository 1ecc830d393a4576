namespace Proctoring.Core.Observations;

/// <summary>How much of a session one sensor was monitored.</summary>
/// <param name="Sensor">The sensor.</param>
/// <param name="MonitoredSeconds">The time without a gap.</param>
/// <param name="TotalSeconds">The length of the session.</param>
public sealed record SensorCoverage(Sensor Sensor, double MonitoredSeconds, double TotalSeconds)
{
    /// <summary>The monitored share, 0–1.</summary>
    public double Share => TotalSeconds <= 0 ? 0 : MonitoredSeconds / TotalSeconds;

    /// <summary>The share, rounded down: with a gap it is never 1.</summary>
    /// <param name="digits">The number of decimals.</param>
    public double RoundedDown(int digits)
    {
        var scale = Math.Pow(10, digits);
        // The inner rounding removes the error of binary fractions: 0.29 × 100 is less than 29.
        return Math.Floor(Math.Round(Share * scale, 6)) / scale;
    }

    /// <summary>Computes the coverage of some sensors. Time in which this server could not analyse a sensor is not monitored
    /// either.</summary>
    /// <param name="gaps">All gaps of the session.</param>
    /// <param name="from">Its start, UTC.</param>
    /// <param name="to">Its end, UTC.</param>
    /// <param name="sensors">The sensors that the session uses.</param>
    public static IReadOnlyList<SensorCoverage> Of(
        IReadOnlyList<SensorGapSpan> gaps,
        DateTime from,
        DateTime to,
        IEnumerable<Sensor> sensors
    ) =>
        [
            .. sensors.Select(sensor =>
            {
                var total = Math.Max(0, (to - from).TotalSeconds);
                var missed = Union(gaps.Where(gap => Affects(gap, sensor)), from, to);
                return new SensorCoverage(sensor, Math.Round(total - missed, 3), Math.Round(total, 3));
            }),
        ];

    static bool Affects(SensorGapSpan gap, Sensor sensor) =>
        gap.Sensor == sensor
        || (
            gap.Sensor == Sensor.Server
            && gap.Cause switch
            {
                GapCause.SoundNotAnalysed => sensor == Sensor.Microphone,
                GapCause.ModelsUnavailable or GapCause.Overloaded => sensor is Sensor.Camera or Sensor.Room,
                _ => true,
            }
        );

    /// <summary>The seconds that at least one of the gaps covers.</summary>
    static double Union(IEnumerable<SensorGapSpan> gaps, DateTime from, DateTime to)
    {
        var (seconds, reached) = (0.0, from);
        foreach (var gap in gaps.OrderBy(gap => gap.BeganAt))
        {
            var began = gap.BeganAt > reached ? gap.BeganAt : reached;
            var ended = gap.EndedAt < to ? gap.EndedAt : to;
            if (ended <= began)
                continue;
            seconds += (ended - began).TotalSeconds;
            reached = ended;
        }

        return seconds;
    }
}
