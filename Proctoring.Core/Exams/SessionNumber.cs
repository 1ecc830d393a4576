namespace Proctoring.Core.Exams;

/// <summary>The number of a session in the API: its <c>exam_id</c>.</summary>
public sealed class SessionNumber
{
    /// <summary>Assigned by the database, from 1.</summary>
    public int Number { get; init; }

    public Guid SessionId { get; init; }

    public ProctoringSession? Session { get; init; }
}
