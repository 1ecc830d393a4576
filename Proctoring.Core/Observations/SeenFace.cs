namespace Proctoring.Core.Observations;

/// <summary>A face that vision found in a frame.</summary>
/// <param name="Where">The face's box in the frame.</param>
/// <param name="Confidence">The detector's score, 0–1.</param>
public sealed record SeenFace(Box Where, float Confidence);
