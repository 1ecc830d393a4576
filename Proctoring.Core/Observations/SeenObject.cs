namespace Proctoring.Core.Observations;

/// <summary>An object that vision found in a frame, such as a phone.</summary>
/// <param name="Class">A COCO class such as "cell phone", "book" or "laptop".</param>
/// <param name="Where">Its box in the frame.</param>
/// <param name="Confidence">The combined confidence of the detectors, 0–1.</param>
public sealed record SeenObject(string Class, Box Where, float Confidence)
{
    /// <summary>The class of people.</summary>
    public const string Person = "person";

    /// <summary>
    /// Persons smaller than this share of the picture are not counted: most are on posters and screens (docs/accuracy.md, People).
    /// </summary>
    public const float SmallestPerson = 0.01f;

    /// <summary>The persons of a count, highest confidence first.</summary>
    /// <param name="objects">All objects of the picture.</param>
    /// <param name="count">The number of persons that were counted.</param>
    internal static IEnumerable<SeenObject> Persons(IEnumerable<SeenObject> objects, int count) =>
        objects
            .Where(thing => thing.Class == Person && thing.Where.Area >= SmallestPerson)
            .OrderByDescending(thing => thing.Confidence)
            .Take(count);
}
