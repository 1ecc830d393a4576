namespace Proctoring.Core.Notifications;

/// <summary>The state of a delivery.</summary>
public enum DeliveryState
{
    /// <summary>The first attempt is due.</summary>
    Waiting,

    /// <summary>An attempt failed or is under way, and another one is planned.</summary>
    Retrying,

    Delivered,

    /// <summary>The last attempt allowed has failed.</summary>
    GivenUp,

    /// <summary>There was no longer anything to send.</summary>
    Cancelled,
}

/// <summary>A delivery to a webhook.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Event">The type of its event, such as <c>exam.submitted</c>.</param>
/// <param name="OccurredAt">When the event happened, UTC.</param>
/// <param name="State">Its state.</param>
/// <param name="Attempts">The number of attempts since it was created or sent again.</param>
/// <param name="LastAttemptAt">The last attempt, UTC; null before the first.</param>
/// <param name="NextAttemptAt">The next attempt, UTC; null if there is none.</param>
/// <param name="Status">The HTTP status of the last attempt; null without an answer.</param>
/// <param name="Error">Why the last attempt failed; null if it did not.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Address">Its scheme and host, because path and query can contain secrets; null if the webhook was deleted.</param>
/// <param name="System">The newest key of its system; null if there is none.</param>
/// <param name="OwnPages">Whether the webhook receives the events of the exams on this server's own pages.</param>
/// <param name="CanResend">Whether the delivery can be sent again: it was given up, and the webhook receives messages.</param>
public sealed record DeliveryRow(
    Guid Id,
    string Event,
    DateTime OccurredAt,
    DeliveryState State,
    int Attempts,
    DateTime? LastAttemptAt,
    DateTime? NextAttemptAt,
    int? Status,
    string? Error,
    Guid WebhookId,
    string? Address,
    string? System,
    bool OwnPages,
    bool CanResend
);

/// <summary>A part of the delivery log.</summary>
/// <param name="Rows">The deliveries, newest first.</param>
/// <param name="Counts">The number of deliveries in each state that occurs, whatever the filter.</param>
public sealed record DeliveryPage(IReadOnlyList<DeliveryRow> Rows, IReadOnlyDictionary<DeliveryState, int> Counts)
{
    /// <summary>The number of deliveries in a state; null for all states.</summary>
    public int Count(DeliveryState? state) => state is { } one ? Counts.GetValueOrDefault(one) : Counts.Values.Sum();
}
