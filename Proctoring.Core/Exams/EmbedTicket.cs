namespace Proctoring.Core.Exams;

/// <summary>A single-use link that opens a session in a frame.</summary>
public sealed class EmbedTicket
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public DateTime ExpiresAt { get; init; }

    /// <summary>When the ticket was redeemed, UTC; null if it is still valid.</summary>
    public DateTime? UsedAt { get; set; }
}
