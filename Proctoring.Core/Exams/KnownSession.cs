namespace Proctoring.Core.Exams;

/// <summary>A reviewed session with which reviewers calibrate. It copies the decisions on which the reviewers agreed; nothing of it is part
/// of the session's own record.</summary>
public sealed class KnownSession
{
    public Guid SessionId { get; init; }

    /// <summary>Whether reviewers without a right to the exam may decide its flags too.</summary>
    public bool ForAll { get; init; }

    /// <summary>The administrator's name at the time.</summary>
    public required string MarkedBy { get; init; }

    public DateTime MarkedAt { get; init; }

    public List<KnownFlag> Flags { get; init; } = [];
}

/// <summary>A flag of a known session and the decision on which its reviewers agreed.</summary>
public sealed class KnownFlag
{
    public Guid ViolationId { get; init; }

    public Guid SessionId { get; init; }

    public Decision Decision { get; init; }
}

/// <summary>A reviewer's decision on a known flag. It is final, so that it cannot follow the agreed one.</summary>
public sealed class CalibrationDecision
{
    public Guid ReviewerId { get; init; }

    public Guid ViolationId { get; init; }

    public Guid SessionId { get; init; }

    public Decision Decision { get; init; }

    public DateTime DecidedAt { get; init; }
}
