namespace Proctoring.Core.Observations;

/// <summary>A face that vision found in a frame.</summary>
/// <param name="Where">The face's box in the frame.</param>
/// <param name="Confidence">The detector's score, 0–1.</param>
/// <param name="Still">True if it was much smaller than a person's face beside it and has not moved since it was first seen: a poster or a
/// screen, not a person. Null otherwise.</param>
public sealed record SeenFace(Box Where, float Confidence, bool? Still = null);
