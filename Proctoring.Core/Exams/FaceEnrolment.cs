namespace Proctoring.Core.Exams;

/// <summary>One enrolment of a student's face: the history of the face, without the face.</summary>
public sealed class FaceEnrolment
{
    public Guid Id { get; init; }

    public int StudentId { get; init; }

    /// <summary>When the face was enrolled, UTC.</summary>
    public DateTime EnrolledAt { get; init; }

    /// <summary>The API key that sent the photo; null for callers without one.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>How sharp the face is, 0–1.</summary>
    public double Quality { get; init; }

    /// <summary>When another face replaced it or it was erased, UTC; null while it is the enrolled one.</summary>
    public DateTime? EndedAt { get; set; }
}
