using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>The result of reading a frame: an observation or the reason for refusing the frame.</summary>
/// <param name="Observation">The facts; null if the frame was refused.</param>
/// <param name="Refusal">The reason for the refusal; null if the frame was read.</param>
internal sealed record FrameReading(Observation? Observation, PictureRefusal? Refusal)
{
    /// <summary>Whether a step failed in this frame, or lately and has not succeeded since. Its facts are unknown.</summary>
    public bool Failed { get; init; }
}
