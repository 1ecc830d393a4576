using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Outbox;

namespace Proctoring.Core.Notifications;

/// <summary>A way in which events leave the product. Each channel is one file.</summary>
internal interface IOutboxChannel
{
    /// <summary>The name of the channel in the delivery log; at most 16 characters.</summary>
    string Name { get; }

    /// <summary>The targets that receive an event.</summary>
    Task<IReadOnlyList<Guid>> TargetsAsync(ProctoringDb database, OutboxEvent occurred, CancellationToken cancellation);

    /// <summary>Sends an event to a target once.</summary>
    Task<DeliveryResult> SendAsync(Guid targetId, OutboxEvent occurred, CancellationToken cancellation);
}

/// <summary>The result of one attempt.</summary>
/// <param name="Delivered">Whether the target accepted the event.</param>
/// <param name="Status">The target's HTTP status; null without an answer.</param>
/// <param name="Error">Why it failed; null if it did not.</param>
/// <param name="Final">Whether further attempts are useless.</param>
internal sealed record DeliveryResult(bool Delivered, int? Status, string? Error, bool Final = false);
