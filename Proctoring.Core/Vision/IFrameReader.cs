namespace Proctoring.Core.Vision;

/// <summary>Reads camera frames; an interface because tests of the pipeline play scenes that no picture file holds.</summary>
internal interface IFrameReader
{
    /// <summary>Reads one frame. Never throws for what is in it: a model that fails leaves its fact null.</summary>
    /// <param name="jpeg">The frame's bytes.</param>
    /// <param name="at">When it came, UTC, by the server's clock.</param>
    /// <param name="frameNumber">Its running number in the session.</param>
    /// <param name="memory">What the session remembers of earlier frames; not to be used by two calls at once.</param>
    FrameReading Read(ReadOnlySpan<byte> jpeg, DateTime at, long frameNumber, VisionMemory memory);
}
