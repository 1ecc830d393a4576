namespace Proctoring.Core.Storage.Outbox;

/// <summary>An address of another system that receives events of its exams.</summary>
public sealed class WebhookEndpoint
{
    public Guid Id { get; init; }

    /// <summary>The system, as in <see cref="Staff.ApiKey.OwnerId"/>.</summary>
    public Guid OwnerId { get; init; }

    public required string Url { get; init; }

    /// <summary>The secret that signs the messages, encrypted.</summary>
    public required byte[] Secret { get; set; }

    /// <summary>The types of events, separated by spaces.</summary>
    public required string Events { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When the endpoint stopped receiving events, UTC; null while it does.</summary>
    public DateTime? DisabledAt { get; set; }
}
