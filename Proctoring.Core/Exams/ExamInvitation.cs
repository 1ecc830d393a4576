namespace Proctoring.Core.Exams;

/// <summary>An invitation of one student to an exam. Its link contains the id, signed; a student has at most one invitation to an exam
/// that was not withdrawn.</summary>
public sealed class ExamInvitation
{
    public Guid Id { get; init; }

    public int ExamId { get; init; }

    public Exam? Exam { get; init; }

    /// <summary>A student of this server's own pages.</summary>
    public int StudentId { get; init; }

    public Student? Student { get; init; }

    public required string Name { get; init; }

    /// <summary>Where the link is sent; null if staff hand it over themselves.</summary>
    public string? Email { get; init; }

    public DateTime CreatedAt { get; init; }

    /// <summary>When it was withdrawn, UTC; null while it is valid.</summary>
    public DateTime? WithdrawnAt { get; set; }

    /// <summary>When the mail server accepted the last message with its link, UTC.</summary>
    public DateTime? SentAt { get; set; }

    /// <summary>Why the last attempt to send it failed; null if none failed since the last message.</summary>
    public string? SendError { get; set; }
}
