namespace Proctoring.Core.Exams;

/// <summary>The proof that a student's personal data was erased. It contains none of it.</summary>
public sealed class ErasureReceipt
{
    public Guid Id { get; init; }

    /// <summary>The system that the student belonged to.</summary>
    public Guid OwnerId { get; init; }

    /// <summary>The student's random number in the API.</summary>
    public int StudentNumber { get; init; }

    /// <summary>The API key that asked for it; null for staff.</summary>
    public Guid? ApiKeyId { get; init; }

    public DateTime ErasedAt { get; init; }

    /// <summary>The number of the student's sessions, whose record stays without the person.</summary>
    public int Sessions { get; init; }

    /// <summary>The number of pictures and audio files that were deleted.</summary>
    public int Files { get; init; }

    /// <summary>The number of encrypted faces that were deleted.</summary>
    public int Faces { get; init; }
}
