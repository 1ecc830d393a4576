namespace Proctoring.Core.Observations;

/// <summary>Statistics of a frame's pixels, computed before any model runs.</summary>
/// <param name="Brightness">Mean luminance, 0–255.</param>
/// <param name="Contrast">Standard deviation of the luminance, 0–127.5.</param>
/// <param name="Blocked">True if the frame shows nothing: a covered lens, a dark or a uniform picture.</param>
/// <param name="Change">The share of small cells (64×48) that differ at all from the previous frame, 0–1; camera noise alone changes some.
/// Null for the first frame.</param>
public sealed record SeenPicture(float Brightness, float Contrast, bool Blocked, float? Change = null);
