namespace Proctoring.Core.Exams;

/// <summary>One enrolment of a student's face: the history of the face, without the face.</summary>
public sealed class FaceEnrolment
{
    /// <summary>The most characters of <see cref="ApprovedBy"/>.</summary>
    public const int LongestApprover = 200;

    public Guid Id { get; init; }

    public int StudentId { get; init; }

    /// <summary>When the face was enrolled, UTC.</summary>
    public DateTime EnrolledAt { get; init; }

    /// <summary>The API key that sent the photo; null for callers without one.</summary>
    public Guid? ApiKeyId { get; init; }

    /// <summary>How sharp the face is, 0–1.</summary>
    public double Quality { get; init; }

    /// <summary>The person who accepted the photo although the server refused it; null if the server accepted it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Why the server refused the photo that a person accepted, such as "masked"; null otherwise.</summary>
    public string? RefusedFor { get; init; }

    /// <summary>When another face replaced it or it was erased, UTC; null while it is the enrolled one.</summary>
    public DateTime? EndedAt { get; set; }
}

/// <summary>The decision of a person to accept a photo that the server refused.</summary>
/// <param name="By">The person.</param>
/// <param name="RefusedFor">Why the server refused it.</param>
public sealed record PhotoApproval(string By, string RefusedFor);
