namespace Proctoring.Core.Exams;

/// <summary>A person with an enrolled face or at least one session.</summary>
public sealed class Student
{
    public int Id { get; init; }

    /// <summary>The calling system's id of the person; unique.</summary>
    public required string ExternalId { get; init; }

    public string? Name { get; set; }

    /// <summary>In lower case; unique unless null.</summary>
    public string? Email { get; set; }

    /// <summary>The password for the API, hashed by ASP.NET Core Identity.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Stored as the calling system sent it; never displayed.</summary>
    public string? PostalAddress { get; set; }

    /// <summary>The enrolled face embedding, encrypted; null for a student without an enrolment.</summary>
    public byte[]? EnrolledFace { get; set; }

    /// <summary>When the face was enrolled, UTC.</summary>
    public DateTime? EnrolledAt { get; set; }

    /// <summary>The language that the student last chose, as a tag of BCP 47; messages to them are written in it. Null for English.</summary>
    public string? Language { get; set; }

    public DateTime CreatedAt { get; init; }
}
