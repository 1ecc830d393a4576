namespace Proctoring.Core.Exams;

/// <summary>A rule setting overridden for one student in every session that starts from now on: for example, no gaze rule for a blind
/// student.</summary>
public sealed class Accommodation
{
    public int Id { get; init; }

    public int StudentId { get; init; }

    public Student? Student { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule's setting.</summary>
    public required string Setting { get; init; }

    /// <summary>The setting's value, written as in appsettings.json.</summary>
    public required string Value { get; set; }

    public required string Reason { get; set; }

    /// <summary>The member of staff who arranged it; null for the console.</summary>
    public Guid? AuthorId { get; set; }

    public DateTime CreatedAt { get; set; }
}
