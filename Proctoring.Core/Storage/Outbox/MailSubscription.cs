namespace Proctoring.Core.Storage.Outbox;

/// <summary>The events of which a member of staff is informed by email, for one exam or all.</summary>
public sealed class MailSubscription
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>The exam's name, as in its sessions; null for all exams that the person may see.</summary>
    public string? ExamName { get; init; }

    /// <summary>The types of events, separated by spaces.</summary>
    public required string Events { get; set; }

    /// <summary>Whether the events of a day come in one message, instead of at once.</summary>
    public bool Daily { get; set; }

    /// <summary>The language of the messages: that of the page where the person asked for them. Null, in rows of earlier versions: the
    /// site's.</summary>
    public string? Language { get; set; }

    public DateTime CreatedAt { get; init; }
}
