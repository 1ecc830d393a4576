namespace Proctoring.Core.Observations;

/// <summary>The comparison of the one face in view with the reference face of the session.</summary>
/// <param name="Similarity">The similarity of the averaged embedding and the reference, -1–1: MobileFaceNet's cosine, corrected by at most
/// 0.1 if a second embedder ran.</param>
/// <param name="Threshold">The similarity from which two faces count as the same person.</param>
/// <param name="Same">The decision; null while there are too few frames to decide.</param>
/// <param name="Frames">The number of frames in the averaged embedding.</param>
/// <param name="Model">The models behind the decision, with their versions.</param>
public sealed record IdentityCheck(float Similarity, float Threshold, bool? Same, int Frames, string Model);
