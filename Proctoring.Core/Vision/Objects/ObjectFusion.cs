namespace Proctoring.Core.Vision.Objects;

/// <summary>Makes one opinion of several: where detectors, or passes over parts of a picture, see the same thing, they make each other surer.</summary>
internal static class ObjectFusion
{
    /// <summary>The overlap from which boxes of two opinions are the same thing; detectors draw its edges differently.</summary>
    public const float SameThing = 0.4f;

    /// <summary>The share of a smaller box inside a larger one that will do too: half a phone at the edge of a crop.</summary>
    public const float InsideOther = 0.8f;

    /// <summary>Fuses opinions: each box joins the one that overlaps it most and that its own opinion has not joined yet; the surest box stays.</summary>
    /// <param name="opinions">What each pass found.</param>
    /// <returns>The things found, surest first.</returns>
    public static IReadOnlyList<DetectedObject> Fuse(params IReadOnlyList<IReadOnlyList<DetectedObject>> opinions)
    {
        var things = new List<(DetectedObject Thing, HashSet<int> Joined)>();
        foreach (var (opinion, found) in opinions.Index().SelectMany(o => o.Item.Select(found => (o.Index, found))).OrderByDescending(o => o.found.Score))
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

    /// <summary>One box a thing: what one opinion saw as two boxes of one phone, other opinions have joined to one of them or the other.</summary>
    static List<DetectedObject> Once(IEnumerable<DetectedObject> things)
    {
        var kept = new List<DetectedObject>();
        foreach (var thing in things)
        {
            if (thing.Class == ObjectClasses.Person || !kept.Exists(k => k.Class == thing.Class && Same(k, thing))) kept.Add(thing);
        }

        return kept;
    }

    /// <summary>The chance that at least one of two independent opinions is right (noisy-or).</summary>
    public static float Either(float a, float b) => 1 - (1 - a) * (1 - b);

    // People stand before one another: one inside another's box is another one.
    static bool Same(DetectedObject a, DetectedObject b) =>
        Overlap.Of(a.Box, b.Box) >= SameThing || (a.Class != ObjectClasses.Person && Overlap.OfSmaller(a.Box, b.Box) >= InsideOther);
}
