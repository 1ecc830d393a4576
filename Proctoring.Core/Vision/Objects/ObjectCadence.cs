namespace Proctoring.Core.Vision.Objects;

/// <summary>
/// Schedules object detection for one session: quick passes at a steady pace; a full pass after a suspicious quick one, after a change of
/// scene, and at intervals. Uses only the times of the frames. Not thread-safe.
/// </summary>
internal sealed class ObjectCadence
{
    /// <summary>The delay before a suspicion is checked again, so that two of three passes take a few seconds.</summary>
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(0.9);

    /// <summary>How long passes follow each other soon after the first that counted several people. The rule needs three seconds.</summary>
    static readonly TimeSpan Confirming = TimeSpan.FromSeconds(3.5);

    /// <summary>The longest interval of quick passes while several people are counted. One of them may be missed within the time after
    /// which the rule ends an episode.</summary>
    static readonly TimeSpan WithOthers = TimeSpan.FromSeconds(2);

    /// <summary>How long after a pass that counted several people the next ones come sooner.</summary>
    static readonly TimeSpan OthersStay = TimeSpan.FromSeconds(5);

    /// <summary>How long a weak suspicion that a full pass dismissed is not checked again.</summary>
    static readonly TimeSpan Dismissed = TimeSpan.FromSeconds(8);

    /// <summary>The increase in score that makes a dismissed suspicion count again at once.</summary>
    const float Surer = 0.1f;

    /// <summary>
    /// The score of other suspicious objects. They lie around openly and get no second pass, so they need more than phones.
    /// </summary>
    public const float OthersFrom = 0.35f;

    /// <summary>An object with this score in a full pass is checked again soon.</summary>
    public const float Lasting = 0.35f;

    static readonly HashSet<string> Suspicious = ["tv", "laptop", "remote", ObjectClasses.Phone, ObjectClasses.Book];

    DateTime? lookedAt;
    DateTime? thoroughAt;
    DateTime? dismissedAt;
    DateTime? othersSince;
    DateTime? othersAt;
    float dismissedScore;
    bool eager;

    /// <summary>Returns the effort for this frame; null for none.</summary>
    /// <param name="at">The time of the frame.</param>
    /// <param name="motion">The share of the picture that changed visibly, 0–1.</param>
    /// <param name="options">The intervals.</param>
    public ObjectEffort? Next(DateTime at, float motion, VisionOptions options)
    {
        var sinceLook = at - lookedAt ?? TimeSpan.MaxValue;
        var sinceThorough = at - thoroughAt ?? TimeSpan.MaxValue;
        if (sinceThorough >= options.ThoroughObjectsEvery)
            return ObjectEffort.Full;
        if (motion >= PictureMemory.NewScene && sinceThorough >= options.ObjectsEvery)
            return ObjectEffort.Full;
        if (eager && sinceLook >= Soon)
            return ObjectEffort.Full;
        return sinceLook >= QuickEvery(at, options.ObjectsEvery) ? ObjectEffort.Cheap : null;
    }

    /// <summary>Decides whether a full pass should check the result of a quick one in the same frame.</summary>
    public bool AsksForMore(ObjectsRead quick, DateTime at)
    {
        var worst = Worst(quick);
        return worst > 0 && !(dismissedAt is { } then && at - then < Dismissed && worst < dismissedScore + Surer);
    }

    /// <summary>Records a pass.</summary>
    /// <param name="read">The result; null if the pass failed.</param>
    /// <param name="effort">Its effort.</param>
    /// <param name="at">Its time.</param>
    /// <param name="quick">The result of the quick pass that asked for this one; null if none did.</param>
    public void Looked(ObjectsRead? read, ObjectEffort effort, DateTime at, ObjectsRead? quick = null)
    {
        lookedAt = at;
        if (read is { PersonCount: > 1 })
            (othersSince, othersAt) = (HasOthers(at) ? othersSince : at, at);
        if (effort != ObjectEffort.Full)
            return;
        thoroughAt = at;
        eager = read?.Objects.Any(thing => Suspicious.Contains(thing.Class) && thing.Score >= Lasting) ?? false;
        if (quick is not null && !eager)
            (dismissedAt, dismissedScore) = (at, Worst(quick));
    }

    /// <summary>A second person is confirmed by several passes, so these come sooner than the first.</summary>
    TimeSpan QuickEvery(DateTime at, TimeSpan usual)
    {
        if (!HasOthers(at))
            return usual;
        var sooner = at - othersSince <= Confirming ? Soon : WithOthers;
        return sooner < usual ? sooner : usual;
    }

    bool HasOthers(DateTime at) => at - othersAt <= OthersStay;

    static float Worst(ObjectsRead read) =>
        read
            .Objects.Where(thing =>
                Suspicious.Contains(thing.Class)
                && thing.Score >= (thing.Class == ObjectClasses.Phone ? ObjectReader.SecondLookFrom : OthersFrom)
            )
            .Select(thing => thing.Score)
            .DefaultIfEmpty()
            .Max();
}
