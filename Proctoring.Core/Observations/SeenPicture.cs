namespace Proctoring.Core.Observations;

/// <summary>What the pixels of a frame say of the camera itself, before any model looks.</summary>
/// <param name="Brightness">Mean luminance, 0–255.</param>
/// <param name="Contrast">Standard deviation of the luminance, 0–127.5.</param>
/// <param name="Blocked">True where nothing could be seen in the frame: a covered lens, a dark or an even picture.</param>
/// <param name="Change">The share of small cells (64×48) that differ at all from the frame before, 0–1: a camera's noise alone changes
/// some. Null for the first frame.</param>
public sealed record SeenPicture(float Brightness, float Contrast, bool Blocked, float? Change = null);
