namespace Proctoring.Core.Integration;

/// <summary>An event that a calling system or a candidate's browser reports.</summary>
internal sealed record ReportedEvent
{
    /// <summary>The caller's name of the event, in any case; see <see cref="EventNames"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The caller's description.</summary>
    public string? Objects { get; init; }

    /// <summary>The number of occurrences in one report.</summary>
    public int Times { get; init; } = 1;

    public EvidencePicture? Picture { get; init; }

    /// <summary>The caller's own id, so that a repeated report counts once.</summary>
    public string? ClientEventId { get; init; }

    /// <summary>The time, UTC; null for now.</summary>
    public DateTime? At { get; init; }

    /// <summary>The age by the caller's monotonic clock; null if unknown. It takes precedence over <see cref="At"/>.</summary>
    public TimeSpan? Age { get; init; }
}

/// <summary>A file that was decoded as a picture.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ContentType">Its type.</param>
internal sealed record EvidencePicture(byte[] Content, string ContentType);

/// <summary>The result of a report.</summary>
/// <param name="Id">The violation; null if the rule is switched off for this exam and nothing was stored.</param>
/// <param name="Created">False if it had been reported before.</param>
/// <param name="Name">The rule that its name means.</param>
internal sealed record KeptEvent(Guid? Id, bool Created, EventName Name);
