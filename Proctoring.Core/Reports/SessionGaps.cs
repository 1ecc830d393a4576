using Proctoring.Core.Observations;

namespace Proctoring.Core.Reports;

/// <summary>Reads the gaps of a session's sensors from its stored observations.</summary>
internal static class SessionGaps
{
    /// <summary>The gaps in the order of their beginning; lost and damaged observations are gaps of the server.</summary>
    /// <param name="chunks">The stored observations, in order.</param>
    /// <param name="finishedAt">The session's end, or the time of the last record, UTC.</param>
    /// <param name="visit">Also gets each observation.</param>
    public static IReadOnlyList<SensorGapSpan> Read(
        IEnumerable<ObservationChunk> chunks,
        DateTime finishedAt,
        Action<Observation>? visit = null
    )
    {
        var spans = new SensorGapSpans();
        ObservationChunk? last = null;
        foreach (var chunk in chunks)
        {
            if (last is not null && last.TakenUpAt != chunk.TakenUpAt)
                spans.Break();
            if (chunk.Sequence != (last is null ? 0 : last.Sequence + 1))
                spans.Add(Lost(last?.ToAt ?? chunk.TakenUpAt, chunk.FromAt));
            last = chunk;
            if (Unpack(chunk) is not { } observations)
            {
                spans.Add(Lost(chunk.FromAt, chunk.ToAt));
                continue;
            }

            foreach (var observation in observations)
            {
                spans.Add(observation);
                visit?.Invoke(observation);
            }
        }

        return spans.ToList(finishedAt);
    }

    static SensorGapSpan Lost(DateTime from, DateTime to) => new(Sensor.Server, GapCause.RecordsLost, from, to > from ? to : from);

    /// <summary>The observations of a chunk; null if it is damaged.</summary>
    static IReadOnlyList<Observation>? Unpack(ObservationChunk chunk)
    {
        try
        {
            return ObservationSeries.Unpack(chunk.Content);
        }
        catch (InvalidDataException)
        {
            // The rest is shown all the same; the caller records the gap.
            return null;
        }
    }
}
