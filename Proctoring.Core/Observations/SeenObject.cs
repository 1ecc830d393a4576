namespace Proctoring.Core.Observations;

/// <summary>An object that vision found in a frame, such as a phone.</summary>
/// <param name="Class">A COCO class such as "cell phone", "book" or "laptop".</param>
/// <param name="Where">Its box in the frame.</param>
/// <param name="Confidence">The combined confidence of the detectors, 0–1.</param>
public sealed record SeenObject(string Class, Box Where, float Confidence);
