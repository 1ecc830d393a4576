using Proctoring.Core.Observations;

namespace Proctoring.Core.Sessions.Running;

/// <summary>The observations of one live session that are not written down yet. One reader; bounded.</summary>
internal sealed class SeriesBuffer(Guid sessionId, DateTime takenUpAt, int nextSequence)
{
    /// <summary>What a crash may cost of the series.</summary>
    static readonly TimeSpan SealEvery = TimeSpan.FromSeconds(30);

    /// <summary>A page that signals without end fills chunks sooner, not the memory.</summary>
    const int MostInChunk = 1000;

    /// <summary>Half an hour of chunks may wait for a database that is away, a few kilobytes each.</summary>
    const int MostWaiting = 60;

    readonly List<Observation> open = [];
    readonly Queue<ObservationChunk> waiting = new();

    /// <summary>Takes an observation in and gives it back as it is kept, so that what is judged is what can be replayed.</summary>
    public Observation Add(Observation observation)
    {
        var kept = ObservationSeries.Round(observation);
        open.Add(kept);
        if (open.Count >= MostInChunk || kept.At - open[0].At >= SealEvery)
            Seal();
        return kept;
    }

    /// <summary>Packs what is open, for writing.</summary>
    public void Seal()
    {
        if (open.Count == 0)
            return;
        waiting.Enqueue(new ObservationChunk
        {
            SessionId = sessionId,
            Sequence = nextSequence++,
            TakenUpAt = takenUpAt,
            FromAt = open[0].At,
            ToAt = open[^1].At,
            Count = open.Count,
            Content = ObservationSeries.Pack(open),
        });
        open.Clear();
        // The gap in the numbers shows what was lost.
        if (waiting.Count > MostWaiting)
            waiting.Dequeue();
    }

    /// <summary>The chunk that is to be written next; null where none waits.</summary>
    public ObservationChunk? Next => waiting.TryPeek(out var chunk) ? chunk : null;

    /// <summary>The next chunk is written.</summary>
    public void TextLimits() => waiting.Dequeue();
}
