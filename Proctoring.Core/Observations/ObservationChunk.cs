namespace Proctoring.Core.Observations;

/// <summary>A stretch of a session's observations, packed; see <see cref="ObservationSeries"/>.</summary>
public sealed class ObservationChunk
{
    public Guid SessionId { get; init; }

    /// <summary>Its place in the session, from 0.</summary>
    public int Sequence { get; init; }

    /// <summary>When the server took the session up, UTC. Chunks of one taking up were judged by one engine; a restart begins with a fresh
    /// one.</summary>
    public DateTime TakenUpAt { get; init; }

    /// <summary>The time of the first observation, UTC.</summary>
    public DateTime FromAt { get; init; }

    /// <summary>The time of the last observation, UTC.</summary>
    public DateTime ToAt { get; init; }

    public int Count { get; init; }

    public required byte[] Content { get; init; }
}
