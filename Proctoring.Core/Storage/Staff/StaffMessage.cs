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

    /// <summary>When the candidate closed it; null until then. A reload shows it again.</summary>
    public DateTime? ClosedAt { get; set; }
}

/// <summary>A candidate's message to the proctor during the session.</summary>
public sealed class CandidateMessage
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>At most 500 characters of plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The state of the page that was sent with a problem, at most 1,000 characters; null for a plain message.</summary>
    public string? PageState { get; init; }

    public DateTime SentAt { get; init; }
}
