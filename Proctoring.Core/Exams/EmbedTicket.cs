namespace Proctoring.Core.Exams;

/// <summary>A link that opens a session in a frame, once.</summary>
public sealed class EmbedTicket
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public DateTime ExpiresAt { get; init; }

    /// <summary>When it was used; a used one opens nothing.</summary>
    public DateTime? UsedAt { get; set; }
}
