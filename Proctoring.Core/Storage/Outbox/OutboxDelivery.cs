namespace Proctoring.Core.Storage.Outbox;

/// <summary>The delivery of one event to one target: a row of the delivery log.</summary>
public sealed class OutboxDelivery
{
    internal const int LongestError = 300;

    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public OutboxEvent? Event { get; init; }

    /// <summary>The name of the channel that delivers it.</summary>
    public required string Channel { get; init; }

    /// <summary>The target within the channel, such as a webhook.</summary>
    public Guid TargetId { get; init; }

    public int Attempts { get; set; }

    /// <summary>When the next attempt is due, UTC; null when there is none. A delivery that is neither due, delivered nor given up was
    /// cancelled: its message was no longer wanted.</summary>
    public DateTime? NextAttemptAt { get; set; }

    public DateTime? LastAttemptAt { get; set; }

    /// <summary>The HTTP status of the last attempt; null without an answer.</summary>
    public int? LastStatus { get; set; }

    /// <summary>Why the last attempt failed; null if it did not.</summary>
    public string? LastError { get; set; }

    public DateTime? DeliveredAt { get; set; }

    /// <summary>When the last attempt allowed had failed, UTC.</summary>
    public DateTime? GivenUpAt { get; set; }
}
