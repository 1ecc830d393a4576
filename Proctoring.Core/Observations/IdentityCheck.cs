namespace Proctoring.Core.Observations;

/// <summary>How the one face in view compares with the reference face of the session.</summary>
/// <param name="Similarity">Similarity of the averaged embedding with the reference, -1–1: MobileFaceNet's cosine, moved by at most 0.1
/// where a second embedder was asked.</param>
/// <param name="Threshold">The similarity from which two faces count as the same person.</param>
/// <param name="Same">The decision; null while there are too few frames to decide.</param>
/// <param name="Frames">How many frames the averaged embedding is made of.</param>
/// <param name="Model">The model or models that decided, with their version.</param>
public sealed record IdentityCheck(float Similarity, float Threshold, bool? Same, int Frames, string Model);
