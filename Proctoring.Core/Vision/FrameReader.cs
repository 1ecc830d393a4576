using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>What became of a frame: an observation, or the reason for refusing it.</summary>
/// <param name="Observation">What was seen; null where the frame was refused.</param>
/// <param name="Refusal">Why the frame was refused; null where it was read.</param>
internal sealed record FrameReading(Observation? Observation, PictureRefusal? Refusal);

/// <summary>Reads camera frames: the bytes of one go in, the facts about that instant come out. Thread-safe; a memory belongs to one sitting.</summary>
internal sealed class FrameReader(FaceReader faces, ILogger<FrameReader> logger) : IFrameReader
{
    /// <summary>Reads one frame. Never throws for what is in it: a model that fails leaves its fact null.</summary>
    /// <param name="jpeg">The frame's bytes.</param>
    /// <param name="at">When it came, UTC, by the server's clock.</param>
    /// <param name="frameNumber">Its running number in the sitting.</param>
    /// <param name="memory">What the sitting remembers of earlier frames; not to be used by two calls at once.</param>
    public FrameReading Read(ReadOnlySpan<byte> jpeg, DateTime at, long frameNumber, FaceMemory memory)
    {
        _ = logger;
        _ = memory;
        using var decoded = PictureDecoder.Decode(jpeg, PictureLimits.Frame);
        if (decoded.Pixels is not { } picture) return new FrameReading(null, decoded.Refusal);
        var seen = PictureStatistics.Read(picture);
        var observation = new Observation { At = at, Frame = frameNumber, Picture = seen };
        if (seen.Blocked) return new FrameReading(observation, null);
        var read = faces.ReadFaces(picture);
        observation = observation with
        {
            Faces = [.. read.Faces.Select(f => new SeenFace(BoxOf(f.Box, picture.Size()), f.Score))],
            BestFaceScore = read.BestScore,
            FaceModel = read.Model,
        };
        return new FrameReading(observation, null);
    }

    /// <summary>A box in pixels as fractions of the picture, cut at its edges.</summary>
    internal static Box BoxOf(Rect2f box, Size size)
    {
        var (left, top) = (Math.Clamp(box.Left / size.Width, 0, 1), Math.Clamp(box.Top / size.Height, 0, 1));
        var (right, bottom) = (Math.Clamp(box.Right / size.Width, 0, 1), Math.Clamp(box.Bottom / size.Height, 0, 1));
        return new Box(left, top, right - left, bottom - top);
    }
}
