namespace Proctoring.Core.Vision.Objects;

/// <summary>
/// Decides for one session when to look for things and how hard: quickly at a steady pace; with all that there is where something suspicious
/// shows, where the scene changed, or where it is its turn. Knows no clock but the frames'. Not thread-safe.
/// </summary>
internal sealed class ObjectCadence
{
    /// <summary>How soon a suspicion is looked into again, so that two of three looks take a few seconds and not ten.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.9);

    /// <summary>How long the same weak suspicion, once dismissed with all that there is, is not looked into again.</summary>
    static readonly TimeSpan Dismissed = TimeSpan.FromSeconds(8);

    /// <summary>So much surer the quick detector must be than when it was dismissed to be believed again at once.</summary>
    const float Surer = 0.1f;

    /// <summary>Other things than phones lie about openly, and have no second look: they need more to be suspicious.</summary>
    public const float OthersFrom = 0.35f;

    /// <summary>A thing this sure in a thorough look is looked at again soon.</summary>
    public const float Lasting = 0.35f;

    static readonly HashSet<string> Suspicious = ["tv", "laptop", "remote", ObjectClasses.Phone, ObjectClasses.Book];

    DateTime? lookedAt;
    DateTime? thoroughAt;
    DateTime? dismissedAt;
    float dismissedScore;
    bool eager;

    /// <summary>How hard to look in this frame; null for not at all.</summary>
    /// <param name="at">When the frame came.</param>
    /// <param name="motion">The share of the picture that changed visibly, 0–1.</param>
    /// <param name="options">The pace.</param>
    public ObjectEffort? Next(DateTime at, float motion, VisionOptions options)
    {
        var sinceLook = at - lookedAt ?? TimeSpan.MaxValue;
        var sinceThorough = at - thoroughAt ?? TimeSpan.MaxValue;
        if (sinceThorough >= options.ThoroughObjectsEvery) return ObjectEffort.Full;
        if (motion >= PictureMemory.NewScene && sinceThorough >= options.ObjectsEvery) return ObjectEffort.Full;
        if (eager && sinceLook >= Soon) return ObjectEffort.Full;
        return sinceLook >= options.ObjectsEvery ? ObjectEffort.Cheap : null;
    }

    /// <summary>True where a quick look saw something that a thorough one should decide, in this same frame.</summary>
    public bool AsksForMore(ObjectsRead quick, DateTime at)
    {
        var worst = Worst(quick);
        return worst > 0 && !(dismissedAt is { } then && at - then < Dismissed && worst < dismissedScore + Surer);
    }

    /// <summary>Takes note of a look.</summary>
    /// <param name="read">What was seen; null where the look failed.</param>
    /// <param name="effort">How hard it was.</param>
    /// <param name="at">When.</param>
    /// <param name="quick">What the quick look saw that asked for this one; null where none did.</param>
    public void Looked(ObjectsRead? read, ObjectEffort effort, DateTime at, ObjectsRead? quick = null)
    {
        lookedAt = at;
        if (effort != ObjectEffort.Full) return;
        thoroughAt = at;
        eager = read?.Objects.Any(thing => Suspicious.Contains(thing.Class) && thing.Score >= Lasting) ?? false;
        if (quick is not null && !eager) (dismissedAt, dismissedScore) = (at, Worst(quick));
    }

    static float Worst(ObjectsRead read) => read.Objects
        .Where(thing => Suspicious.Contains(thing.Class) && thing.Score >= (thing.Class == ObjectClasses.Phone ? ObjectReader.SecondLookFrom : OthersFrom))
        .Select(thing => thing.Score).DefaultIfEmpty().Max();
}
