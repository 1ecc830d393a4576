namespace Proctoring.Core.Observations;

/// <summary>A packed part of a session's observations; see <see cref="ObservationSeries"/>.</summary>
public sealed class ObservationChunk
{
    public Guid SessionId { get; init; }

    /// <summary>Its place in the session, from 0.</summary>
    public int Sequence { get; init; }

    /// <summary>When the server loaded the session, UTC. One rule engine judged all chunks with the same value; a restart begins with a new
    /// engine.</summary>
    public DateTime TakenUpAt { get; init; }

    /// <summary>The time of the first observation, UTC.</summary>
    public DateTime FromAt { get; init; }

    /// <summary>The time of the last observation, UTC.</summary>
    public DateTime ToAt { get; init; }

    public int Count { get; init; }

    public required byte[] Content { get; init; }
}
