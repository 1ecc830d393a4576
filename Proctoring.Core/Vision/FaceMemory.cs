using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>
/// A session's memory of the faces in earlier frames. Identity is decided over several frames and never over frames of two people.
/// Not thread-safe: a session's frames are read one after the other.
/// </summary>
internal sealed class FaceMemory
{
    /// <summary>Fewer frames decide nothing: one turned or blurred picture must not accuse anyone.</summary>
    public const int FramesToDecide = 3;

    /// <summary>More frames add little accuracy and delay the detection of another person.</summary>
    public const int FramesToKeep = 5;

    /// <summary>A recognised face is compared this often; any other face in every frame.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(6);

    /// <summary>A recognised face that jumped, or whose picture changed much, and that is clear in one frame is compared again after this
    /// time.</summary>
    public static readonly TimeSpan CheckAgainAfter = TimeSpan.FromSeconds(1.5);

    /// <summary>After this long without a frame, another person may sit in front of the camera. A busy server asks for a frame every five
    /// seconds.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>After this long with a face that cannot be compared, it may be another person's.</summary>
    public static readonly TimeSpan LongestDoubt = TimeSpan.FromSeconds(3);

    /// <summary>A face that was out of view for longer than this begins a new time without a comparison.</summary>
    static readonly TimeSpan LongestLoss = TimeSpan.FromSeconds(10);

    /// <summary>Boxes of one face in consecutive frames overlap at least this much (intersection over union).</summary>
    public const float SamePlace = 0.2f;

    /// <summary>A frame with less similarity to the mean of the others shows another person, or is a bad picture: the comparison restarts.
    /// Frames of one webcam and person are above 0.65, those of two people at most 0.54; photographs of different years have less
    /// (docs/decisions/0030-identity-zones.md).</summary>
    public const float SomeoneElse = 0.4f;

    /// <summary>Frames from before an interruption count if the face has at least this similarity to their mean. The value lies between
    /// the same two figures.</summary>
    const float SamePerson = 0.6f;

    /// <summary>After this long without a comparison, earlier frames no longer count. Frames that come every ten seconds still
    /// decide.</summary>
    static readonly TimeSpan FramesCountFor = TimeSpan.FromSeconds(30);

    /// <summary>A certain face needs this much more than the limit, or the next frame is compared too.</summary>
    public const float Margin = 0.06f;

    /// <summary>A face that was recognised and lost this much similarity may be another, similar person.</summary>
    const float Fall = 0.25f;

    readonly IdentityZones zones;
    readonly List<FaceEmbedding> window = [];
    FaceEmbedding? reference;
    Box? lastPlace;
    DateTime lastSeen;
    DateTime lastCompared;
    bool recheck;
    bool interrupted;
    DateTime? unsureSince;
    DateTime? doubtedSince;
    float? before;

    /// <param name="reference">The face to compare with; null if there is none yet.</param>
    /// <param name="zones">The limits; null for those of the code.</param>
    public FaceMemory(FaceEmbedding? reference = null, IdentityZones? zones = null) =>
        (this.reference, this.zones) = (reference, zones ?? IdentityZones.Default);

    /// <summary>The face to compare the candidate with; null if there is none. A new reference restarts the comparison.</summary>
    public FaceEmbedding? Reference
    {
        get => reference;
        set
        {
            (reference, before, unsureSince) = (value, null, null);
            Forget();
            window.Clear();
        }
    }

    /// <summary>Whether the face was recognised and nothing has happened since that could have changed it.</summary>
    public bool Certain { get; private set; }

    /// <summary>Whether the face is certain, or was until it jumped or its picture changed much. Then one clear frame is enough until the
    /// next comparison.</summary>
    public bool Recognised => Certain || recheck;

    /// <summary>The time since which the one face in view could not be compared with the reference, UTC. Null if the last face could be
    /// compared, or if there is no reference.</summary>
    public DateTime? UncomparedSince { get; private set; }

    /// <summary>Records the faces of a frame.</summary>
    /// <param name="faces">Their boxes; null if the frame could not be examined.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="comparable">Whether the one face looks enough towards the camera to be compared.</param>
    /// <returns>True if the one face should be compared with the reference now.</returns>
    public bool Saw(IReadOnlyList<Box>? faces, DateTime at, bool comparable = true)
    {
        if (faces is not [var place])
        {
            Forget();
            return false;
        }

        if (comparable || at - lastSeen > LongestLoss)
            UncomparedSince = null;
        if (at - lastSeen > LongestGap)
            Forget();
        else if (lastPlace is { } last && Overlap.Of(last, place) < SamePlace)
            Doubt();
        (lastPlace, lastSeen) = (place, at);
        if (!comparable)
        {
            doubtedSince ??= at;
            if (reference is not null)
                UncomparedSince ??= at;
            return false;
        }

        if (at - doubtedSince > LongestDoubt)
            Doubt();
        doubtedSince = null;
        return reference is not null && (!Certain || at - lastCompared >= (recheck ? CheckAgainAfter : CheckEvery));
    }

    /// <summary>Restarts the comparison: the picture changed so much that another person may sit in the same place.</summary>
    public void Doubt() => Interrupt(Recognised);

    /// <summary>Restarts the comparison of a recognised face. The frames of any other face are kept until the next one shows whether
    /// it is the same person's: otherwise a face that jumps, is often lost or comes rarely would never be decided.</summary>
    void Interrupt(bool again)
    {
        if (Recognised)
            window.Clear();
        (interrupted, recheck, Certain) = (true, again, false);
    }

    /// <summary>Decides whether a face is clearly the reference's, so that no further work on this frame is needed.</summary>
    public bool IsClear(FaceEmbedding seen) =>
        reference is { } wanted && zones.Similarity(seen, wanted) >= zones.LimitsOf(wanted).SameFrom + Margin;

    /// <summary>Compares the one face of a frame, together with those of the frames before, with the reference.</summary>
    /// <param name="seen">The face's vector that the reference has too.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="model">The name of the embedder.</param>
    /// <exception cref="InvalidOperationException">There is no reference.</exception>
    public IdentityCheck Compare(FaceEmbedding seen, DateTime at, string model)
    {
        var wanted = reference ?? throw new InvalidOperationException("There is no reference face to compare with.");
        if (at - lastCompared > FramesCountFor)
            window.Clear();
        if (window.Count > 0 && !FaceEmbedding.Average(window).IsLike(seen, interrupted ? SamePerson : SomeoneElse))
            window.Clear();
        interrupted = false;
        if (window.Count == FramesToKeep)
            window.RemoveAt(0);
        window.Add(seen);
        lastCompared = at;
        var similarity = zones.Similarity(FaceEmbedding.Average(window), wanted);
        var limits = zones.LimitsOf(wanted);
        var zone = window.Count >= FramesToDecide ? limits.Of(similarity) : default(IdentityZone?);
        var alone = zones.Similarity(seen, wanted);
        if (recheck && alone >= limits.SameFrom + Margin)
        {
            // Two frames that are clear by themselves say as much as the mean of three. Until the third, nothing is decided.
            (Certain, recheck) = (true, window.Count < 2);
            // A face that jumps often has no third frame, and a fall must not count from a similarity of long ago.
            before = recheck ? before : similarity;
        }
        else
        {
            // A frame that contradicts the mean is compared again at once, not seconds later.
            (Certain, recheck) = (zone == IdentityZone.Same && alone >= limits.SameFrom - Margin, false);
        }

        return Describe(similarity, limits, zone, at, model);
    }

    IdentityCheck Describe(float similarity, ZoneLimits limits, IdentityZone? zone, DateTime at, string model)
    {
        if (zone == IdentityZone.Same)
            before = similarity;
        if (zone is not null)
            unsureSince = zone == IdentityZone.Unsure ? unsureSince ?? at : null;
        return new IdentityCheck(
            similarity,
            limits.SameFrom,
            zone switch
            {
                IdentityZone.Same => true,
                IdentityZone.Different => false,
                _ => null,
            },
            window.Count,
            model
        )
        {
            DifferentBelow = limits.DifferentBelow,
            UnsureSince = zone == IdentityZone.Unsure ? unsureSince : null,
            Before = zone == IdentityZone.Unsure && before - similarity >= Fall ? before : null,
        };
    }

    void Forget()
    {
        Interrupt(again: false);
        lastPlace = null;
    }
}
