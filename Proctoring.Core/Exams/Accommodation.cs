namespace Proctoring.Core.Exams;

/// <summary>What is set otherwise for one student in every session that starts from now on, and why: gaze is not judged of a blind student.</summary>
public sealed class Accommodation
{
    public int Id { get; init; }

    public int StudentId { get; init; }

    public Student? Student { get; init; }

    /// <summary>The rule's id.</summary>
    public required string Rule { get; init; }

    /// <summary>The rule's setting.</summary>
    public required string Setting { get; init; }

    /// <summary>Its value, as it would stand in appsettings.json.</summary>
    public required string Value { get; set; }

    public required string Reason { get; set; }

    public DateTime CreatedAt { get; set; }
}
