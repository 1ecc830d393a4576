namespace Proctoring.Core.Vision.Objects;

/// <summary>Fuses the results of detectors and of passes over parts of a picture. Results for the same object raise its score.</summary>
internal static class ObjectFusion
{
    /// <summary>Boxes of two results that overlap at least this much are the same object. Detectors draw edges differently.</summary>
    public const float SameThing = 0.4f;

    /// <summary>
    /// A smaller box with at least this share inside a larger one is the same object too: half a phone at the edge of a crop.
    /// </summary>
    public const float InsideOther = 0.8f;

    /// <summary>Fuses results: each box joins the box that overlaps it most and that its own result has not joined yet. The box with the
    /// highest score
    /// stays.</summary>
    /// <param name="opinions">The result of each pass.</param>
    /// <returns>The objects, highest score first.</returns>
    public static IReadOnlyList<DetectedObject> Fuse(params IReadOnlyList<IReadOnlyList<DetectedObject>> opinions)
    {
        var things = new List<(DetectedObject Thing, HashSet<int> Joined)>();
        foreach (
            var (opinion, found) in opinions
                .Index()
                .SelectMany(o => o.Item.Select(found => (o.Index, found)))
                .OrderByDescending(o => o.found.Score)
        )
        {
            var same = things.FindIndex(t => t.Thing.Class == found.Class && !t.Joined.Contains(opinion) && Same(t.Thing, found));
            if (same < 0)
            {
                things.Add((found, [opinion]));
                continue;
            }

            var (thing, joined) = things[same];
            joined.Add(opinion);
            things[same] = (thing with { Score = Either(thing.Score, found.Score) }, joined);
        }

        return Once(things.Select(t => t.Thing).OrderByDescending(t => t.Score));
    }

    /// <summary>Merges boxes of one object: if one result has two boxes of a phone, other results may have joined either.</summary>
    static List<DetectedObject> Once(IEnumerable<DetectedObject> things)
    {
        var merged = new List<DetectedObject>();
        foreach (var thing in things)
        {
            if (thing.Class == ObjectClasses.Person || !merged.Exists(k => k.Class == thing.Class && Same(k, thing)))
                merged.Add(thing);
        }

        return merged;
    }

    /// <summary>The probability that at least one of two independent results is right (noisy-or).</summary>
    public static float Either(float a, float b) => 1 - (1 - a) * (1 - b);

    // People stand in front of each other: a person inside another's box is another person.
    static bool Same(DetectedObject a, DetectedObject b) =>
        Overlap.Of(a.Box, b.Box) >= SameThing || (a.Class != ObjectClasses.Person && Overlap.OfSmaller(a.Box, b.Box) >= InsideOther);
}
