using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>Reads camera frames. An interface, because pipeline tests play scenes that no picture file contains.</summary>
internal interface IFrameReader
{
    /// <summary>Reads one frame. Never throws because of its content: if a model fails, its fact is null.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="picture">The bytes of the frame.</param>
    /// <param name="at">The time of arrival by the server's clock, UTC.</param>
    /// <param name="frameNumber">Its running number in the session.</param>
    /// <param name="memory">The session's memory of earlier frames. Two calls must not use it at once.</param>
    /// <param name="limits">The limits that the frame must keep.</param>
    FrameReading Read(
        InferenceSlot place,
        ReadOnlySpan<byte> picture,
        DateTime at,
        long frameNumber,
        VisionMemory memory,
        PictureLimits limits
    );
}
