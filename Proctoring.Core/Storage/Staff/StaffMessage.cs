namespace Proctoring.Core.Storage.Staff;

/// <summary>A proctor's message to a candidate during the session.</summary>
public sealed class StaffMessage
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    public Guid AuthorId { get; init; }

    /// <summary>At most 500 characters of plain text.</summary>
    public required string Text { get; init; }

    public DateTime SentAt { get; init; }

    /// <summary>When the candidate's page showed it; null until then.</summary>
    public DateTime? ShownAt { get; set; }
}
