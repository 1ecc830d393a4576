namespace Proctoring.Core.Observations;

/// <summary>One thing that vision found in a frame, such as a phone-like object.</summary>
/// <param name="Class">What it looks like: a name of COCO, as "cell phone", "book" or "laptop".</param>
/// <param name="Where">Its box in the frame.</param>
/// <param name="Confidence">How sure the detectors are together, 0–1.</param>
public sealed record SeenObject(string Class, Box Where, float Confidence);
