using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>
/// What one session remembers of the faces in its earlier frames, so that identity is decided over several of them and
/// never over frames of two people. Not thread-safe: a session's frames are read one after the other.
/// </summary>
internal sealed class FaceMemory
{
    /// <summary>Fewer frames decide nothing: one turned or blurred picture must accuse no one.</summary>
    public const int FramesToDecide = 3;

    /// <summary>More frames add little, and would make a change of person slow to show.</summary>
    public const int FramesToKeep = 5;

    /// <summary>Whose face is known to be the right one is compared this often; all others in every frame.</summary>
    public static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(3);

    /// <summary>After so long without a frame somebody else may sit there.</summary>
    public static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(5);

    /// <summary>Boxes of one face in consecutive frames overlap at least so much (intersection over union); less is a jump.</summary>
    public const float SamePlace = 0.2f;

    /// <summary>A frame less similar to the mean of the others is of somebody else: strangers lie around 0.1, one person's frames above 0.5.</summary>
    public const float SomebodyElse = 0.3f;

    readonly List<FaceEmbedding> window = [];
    FaceEmbedding? reference;
    Box? lastPlace;
    DateTime lastSeen;
    DateTime lastCompared;
    bool certain;

    /// <param name="reference">The face to compare with, if there is one yet.</param>
    public FaceMemory(FaceEmbedding? reference = null) => this.reference = reference;

    /// <summary>The face that the candidate's is compared with; null where there is none (yet). A new one starts the comparison anew.</summary>
    public FaceEmbedding? Reference
    {
        get => reference;
        set
        {
            reference = value;
            Forget();
        }
    }

    /// <summary>Takes note of the faces of a frame.</summary>
    /// <param name="faces">Their boxes; null where nobody could look.</param>
    /// <param name="at">When the frame came.</param>
    /// <returns>True where the one face should be compared with the reference now.</returns>
    public bool Saw(IReadOnlyList<Box>? faces, DateTime at)
    {
        if (faces is not [var place])
        {
            Forget();
            return false;
        }

        var jumped = lastPlace is { } last && Overlap.Of(last, place) < SamePlace;
        if (jumped || at - lastSeen > LongestGap) Forget();
        (lastPlace, lastSeen) = (place, at);
        return reference is not null && (!certain || at - lastCompared >= CheckEvery);
    }

    /// <summary>The scene changed so much that somebody else may sit in the same place: who was certain is so no more.</summary>
    public void Doubt() => certain = false;

    /// <summary>Compares the one face of a frame, together with those of the frames before, with the reference.</summary>
    /// <param name="seen">The face, by the first embedder; by the second where the reference has no other.</param>
    /// <param name="at">When the frame came.</param>
    /// <param name="nameOf">Names the embedders that decided.</param>
    /// <param name="secondOpinion">Asks the second embedder; called only where its answer could matter.</param>
    /// <exception cref="InvalidOperationException">There is no reference.</exception>
    public IdentityCheck Compare(FaceEmbedding seen, DateTime at, Func<Embedders, string> nameOf, Func<FaceEmbedding> secondOpinion)
    {
        var wanted = reference ?? throw new InvalidOperationException("There is no reference face to compare with.");
        if (window.Count > 0 && FaceComparer.Similarity(FaceEmbedding.Average(window), seen) < SomebodyElse) window.Clear();
        if (window.Count == FramesToKeep) window.RemoveAt(0);
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
        // One frame that doubts what the mean says is looked into at once, not seconds later.
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
