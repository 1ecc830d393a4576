namespace Proctoring.Core.Observations;

/// <summary>The comparison of the one face in view with the reference face of the session.</summary>
/// <param name="Similarity">The similarity of the averaged embedding and the reference, -1–1: MobileFaceNet's cosine.</param>
/// <param name="Threshold">The similarity from which two faces count as the same person.</param>
/// <param name="Same">True for the same person, false for another; null if the result is unsure, or while there are too few frames to
/// decide.</param>
/// <param name="Frames">The number of frames in the averaged embedding.</param>
/// <param name="Model">The models behind the decision, with their versions.</param>
public sealed record IdentityCheck(float Similarity, float Threshold, bool? Same, int Frames, string Model)
{
    /// <summary>The similarity below which two faces count as different people; null in records from before there was a zone of
    /// doubt.</summary>
    public float? DifferentBelow { get; init; }

    /// <summary>The time since which the result is unsure, UTC; null if it is not.</summary>
    public DateTime? UnsureSince { get; init; }

    /// <summary>The similarity before it fell from the same person's to an unsure one; null if it did not fall far.</summary>
    public float? Before { get; init; }
}
