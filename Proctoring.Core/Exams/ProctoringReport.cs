namespace Proctoring.Core.Exams;

/// <summary>The report of a finished session, stored whole so later changes of rules or texts do not affect it.</summary>
public sealed class ProctoringReport
{
    public Guid SessionId { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>The content as JSON: a ReportContent of the Reports folder.</summary>
    public required string Content { get; init; }
}
