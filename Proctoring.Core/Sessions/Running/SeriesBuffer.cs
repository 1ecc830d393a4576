using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>Packs the observations of one live session into chunks. For one reader.</summary>
internal sealed class SeriesBuffer(Guid sessionId, DateTime openedAt, int nextSequence)
{
    /// <summary>The most time that a crash can lose.</summary>
    static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(30);

    /// <summary>A page that signals endlessly fills chunks sooner, not the memory.</summary>
    const int MostInChunk = 1000;

    readonly List<Observation> open = [];

    /// <summary>Adds an observation and returns it in its stored form, so that the rules judge the same as a replay.</summary>
    public Observation Add(Observation observation)
    {
        var stored = ObservationSeries.Round(observation);
        open.Add(stored);
        return stored;
    }

    /// <summary>Packs the observations if they are enough for a chunk; otherwise null.</summary>
    public ObservationChunk? TakeFull() =>
        open.Count >= MostInChunk || (open.Count > 0 && open[^1].At - open[0].At >= SealEvery) ? Seal() : null;

    /// <summary>Packs all observations; null if there are none.</summary>
    public ObservationChunk? Seal()
    {
        if (open.Count == 0)
            return null;
        Observation[] packed = [.. open];
        open.Clear();
        return new ObservationChunk
        {
            SessionId = sessionId,
            Sequence = nextSequence++,
            TakenUpAt = openedAt,
            FromAt = packed[0].At,
            ToAt = packed[^1].At,
            Count = packed.Length,
            Content = ObservationSeries.Pack(packed),
        };
    }
}
