namespace Proctoring.Core.Exams;

/// <summary>The number by which another system knows a session: the <c>exam_id</c> of the API.</summary>
public sealed class SessionNumber
{
    /// <summary>Given by the database, from 1.</summary>
    public int Number { get; init; }

    public Guid SessionId { get; init; }

    public ProctoringSession? Session { get; init; }
}
