using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>A way in which events leave the product. Each channel is one file.</summary>
internal interface IOutboxChannel
{
    /// <summary>The name of the channel in the delivery log; at most 16 characters.</summary>
    string Name { get; }

    /// <summary>The most events that one message to a target may contain.</summary>
    int MostAtOnce => 1;

    /// <summary>The targets that receive an event.</summary>
    Task<IReadOnlyList<DeliveryTarget>> TargetsAsync(ProctoringDb database, OutboxEvent occurred, CancellationToken cancellation);

    /// <summary>Sends events to a target once, in one message.</summary>
    /// <param name="targetId">The target.</param>
    /// <param name="occurred">1 to <see cref="MostAtOnce"/> events, oldest first.</param>
    /// <param name="cancellation">Stops the attempt.</param>
    Task<DeliveryResult> SendAsync(Guid targetId, IReadOnlyList<OutboxEvent> occurred, CancellationToken cancellation);
}

/// <summary>A target that receives an event.</summary>
/// <param name="Id">The target within the channel.</param>
/// <param name="NotBefore">The time of the first attempt, UTC; null for at once.</param>
internal readonly record struct DeliveryTarget(Guid Id, DateTime? NotBefore = null);

/// <summary>The result of one attempt.</summary>
/// <param name="Delivered">Whether the target accepted the event.</param>
/// <param name="Status">The target's HTTP status; null without an answer.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="Final">Whether further attempts are useless.</param>
/// <param name="NotBefore">When to look again, UTC, if it was too early to send; this does not count as an attempt.</param>
internal sealed record DeliveryResult(bool Delivered, int? Status, string? Error, bool Final = false, DateTime? NotBefore = null)
{
    /// <summary>Whether nothing is to be sent any more, because a person withdrew or deleted it. This is no failure.</summary>
    public bool Cancelled { get; private init; }

    /// <summary>The delay that the target asked for before the next attempt; null if it did not.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Nothing is to be sent any more.</summary>
    /// <param name="reason">What happened to it.</param>
    public static DeliveryResult Cancel(string reason) => new(false, null, reason, Final: true) { Cancelled = true };
}
