namespace Proctoring.Core.Exams;

/// <summary>An enrolled person, or one who has sat an exam here once.</summary>
public sealed class Student
{
    public int Id { get; init; }

    /// <summary>The name under which the calling system knows the person; unique.</summary>
    public required string ExternalId { get; init; }

    public string? Name { get; set; }

    /// <summary>Lower case; unique where there is one.</summary>
    public string? Email { get; set; }

    /// <summary>Their password for the API, hashed as ASP.NET Core Identity does.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>As the calling system sent it; never shown by us.</summary>
    public string? PostalAddress { get; set; }

    /// <summary>The enrolled face embedding, encrypted; null for a student without an enrolment.</summary>
    public byte[]? EnrolledFace { get; set; }

    /// <summary>When the face was enrolled, UTC.</summary>
    public DateTime? EnrolledAt { get; set; }

    public DateTime CreatedAt { get; init; }
}
