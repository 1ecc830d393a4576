namespace Proctoring.Core.Exams;

/// <summary>The report of one finished session as it stood at its end, kept whole so that later changes of rules or words do not touch it.</summary>
public sealed class ProctoringReport
{
    public Guid SessionId { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>The content as JSON: see Reports.</summary>
    public required string Content { get; init; }
}
