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
    public static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(3);

    /// <summary>After this long without a frame, another person may sit in front of the camera.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>Boxes of one face in consecutive frames overlap at least this much (intersection over union).</summary>
    public const float SamePlace = 0.2f;

    /// <summary>A frame with less similarity to the mean of the others shows another person. Strangers score around 0.1, one person above
    /// 0.5 (docs/decisions/0006-identity.md).</summary>
    public const float SomebodyElse = 0.3f;

    readonly List<FaceEmbedding> window = [];
    FaceEmbedding? reference;
    Box? lastPlace;
    DateTime lastSeen;
    DateTime lastCompared;
    bool certain;

    /// <param name="reference">The face to compare with; null if there is none yet.</param>
    public FaceMemory(FaceEmbedding? reference = null) => this.reference = reference;

    /// <summary>The face to compare the candidate with; null if there is none. A new reference restarts the comparison.</summary>
    public FaceEmbedding? Reference
    {
        get => reference;
        set
        {
            reference = value;
            Forget();
        }
    }

    /// <summary>Records the faces of a frame.</summary>
    /// <param name="faces">Their boxes; null if the frame could not be examined.</param>
    /// <param name="at">The time of the frame.</param>
    /// <returns>True if the one face should be compared with the reference now.</returns>
    public bool Saw(IReadOnlyList<Box>? faces, DateTime at)
    {
        if (faces is not [var place])
        {
            Forget();
            return false;
        }

        var jumped = lastPlace is { } last && Overlap.Of(last, place) < SamePlace;
        if (jumped || at - lastSeen > LongestGap)
            Forget();
        (lastPlace, lastSeen) = (place, at);
        return reference is not null && (!certain || at - lastCompared >= CheckEvery);
    }

    /// <summary>Withdraws certainty: the scene changed so much that another person may sit in the same place.</summary>
    public void Doubt() => certain = false;

    /// <summary>Compares the one face of a frame, together with those of the frames before, with the reference.</summary>
    /// <param name="seen">The face from the first embedder, or from the second if the reference has only that vector.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="nameOf">Returns the names of the embedders that decided.</param>
    /// <param name="secondOpinion">Runs the second embedder; called only if its answer could matter.</param>
    /// <exception cref="InvalidOperationException">There is no reference.</exception>
    public IdentityCheck Compare(FaceEmbedding seen, DateTime at, Func<Embedders, string> nameOf, Func<FaceEmbedding> secondOpinion)
    {
        var wanted = reference ?? throw new InvalidOperationException("There is no reference face to compare with.");
        if (window.Count > 0 && FaceComparer.Similarity(FaceEmbedding.Average(window), seen) < SomebodyElse)
            window.Clear();
        if (window.Count == FramesToKeep)
            window.RemoveAt(0);
        window.Add(seen);
        var mean = FaceEmbedding.Average(window);
        if (wanted.Dlib is not null && seen.Dlib is null && FaceComparer.WantsSecondOpinion(mean, wanted))
        {
            window[^1] = secondOpinion();
            mean = FaceEmbedding.Average(window);
        }

        var similarity = FaceComparer.Similarity(mean, wanted);
        var likely = similarity >= FaceComparer.Threshold;
        bool? same = window.Count >= FramesToDecide ? likely : null;
        // A frame that contradicts the mean is compared again at once, not seconds later.
        certain = same == true && FaceComparer.Similarity(window[^1], wanted) >= FaceComparer.Threshold - FaceComparer.Margin;
        lastCompared = at;
        return new IdentityCheck(similarity, FaceComparer.Threshold, same, window.Count, nameOf(FaceComparer.Shared(mean, wanted)));
    }

    void Forget()
    {
        window.Clear();
        lastPlace = null;
        certain = false;
    }
}
