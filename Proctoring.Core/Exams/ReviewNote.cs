namespace Proctoring.Core.Exams;

/// <summary>A staff note on a session or on one violation.</summary>
public sealed class ReviewNote
{
    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>The violation; null for the whole session.</summary>
    public Guid? ViolationId { get; init; }

    public Guid AuthorId { get; init; }

    public required string Text { get; init; }

    public DateTime WrittenAt { get; init; }
}

/// <summary>A candidate's comment on one violation.</summary>
public sealed class CandidateReply
{
    public Guid ViolationId { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>At most 1,000 characters of plain text.</summary>
    public required string Text { get; set; }

    public DateTime WrittenAt { get; set; }
}
