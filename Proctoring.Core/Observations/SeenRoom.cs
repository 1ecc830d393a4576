namespace Proctoring.Core.Observations;

/// <summary>The facts about one picture of the room camera, a phone beside the candidate. As in an observation, null means that nothing
/// looked.</summary>
public sealed record SeenRoom
{
    /// <summary>The number of the picture among those of its phone camera.</summary>
    public required long Number { get; init; }

    /// <summary>Whether the picture shows nothing: a covered lens or a dark room; null if nothing looked.</summary>
    public bool? Blocked { get; init; }

    /// <summary>The faces that are not posters or screens; null if no model looked.</summary>
    public IReadOnlyList<SeenFace>? Faces { get; init; }

    /// <summary>The number of persons, with or without a visible face; null if they were not counted.</summary>
    public int? Persons { get; init; }

    /// <summary>The objects that matter in an exam; null if the picture was not searched.</summary>
    public IReadOnlyList<SeenObject>? Objects { get; init; }

    /// <summary>The object detectors that ran, with their versions; null if none did.</summary>
    public string? ObjectModel { get; init; }

    /// <summary>The facts of a picture that the reader of camera frames has read.</summary>
    /// <param name="number">The number of the picture.</param>
    /// <param name="read">The observation of the reader.</param>
    public static SeenRoom Of(long number, Observation read) =>
        new()
        {
            Number = number,
            Blocked = read.Picture?.Blocked,
            Faces = read.Faces is { } faces ? [.. faces.Where(face => face.Still != true)] : null,
            Persons = read.Persons,
            Objects = read.Objects,
            ObjectModel = read.ObjectModel,
        };
}
