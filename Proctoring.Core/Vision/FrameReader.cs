using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Proctoring.Core.Observations;

namespace Proctoring.Core.Vision;

/// <summary>What became of a frame: an observation, or the reason for refusing it.</summary>
/// <param name="Observation">What was seen; null where the frame was refused.</param>
/// <param name="Refusal">Why the frame was refused; null where it was read.</param>
internal sealed record FrameReading(Observation? Observation, PictureRefusal? Refusal);

/// <summary>Reads camera frames: the bytes of one go in, the facts about that instant come out. Thread-safe; a memory belongs to one sitting.</summary>
internal sealed partial class FrameReader(FaceReader faces, ILogger<FrameReader> logger) : IFrameReader
{
    readonly ConcurrentDictionary<string, bool> failures = new(StringComparer.Ordinal);

    FrameReading IFrameReader.Read(ReadOnlySpan<byte> jpeg, DateTime at, long frameNumber, FaceMemory memory) => Read(jpeg, at, frameNumber, memory);

    /// <summary>Reads one frame. Never throws for what is in it: a model that fails leaves its fact null.</summary>
    /// <param name="jpeg">The frame's bytes.</param>
    /// <param name="at">When it came, UTC, by the server's clock.</param>
    /// <param name="frameNumber">Its running number in the sitting.</param>
    /// <param name="memory">What the sitting remembers of earlier frames; not to be used by two calls at once.</param>
    /// <param name="limits">What the frame may measure; <see cref="PictureLimits.Frame"/> unless told.</param>
    /// <param name="times">Takes the time of each step, for measuring.</param>
    public FrameReading Read(ReadOnlySpan<byte> jpeg, DateTime at, long frameNumber, FaceMemory memory, PictureLimits? limits = null, StepTimes? times = null)
    {
        using var decoded = Decode(jpeg, limits ?? PictureLimits.Frame, times);
        if (decoded.Pixels is not { } picture) return new FrameReading(null, decoded.Refusal);
        var seen = Look(picture, times);
        var observation = new Observation { At = at, Frame = frameNumber, Picture = seen };
        var read = FindFaces(picture, times);
        // Where a face was seen, nothing was in the way, however dark it is.
        if (seen is { Blocked: true } && read is { Faces.Count: > 0 }) observation = observation with { Picture = seen = seen with { Blocked = false } };
        if (read is null || seen is { Blocked: true })
        {
            // Nobody can look past a covered lens: its faces stay unknown, and who comes after it may be somebody else.
            memory.Saw(null, at);
            return new FrameReading(observation, null);
        }

        var boxes = read.Faces.Select(f => BoxOf(f.Box, picture.Size())).ToList();
        var due = memory.Saw(boxes, at);
        return new FrameReading(
            observation with
            {
                Faces = [.. read.Faces.Select((f, i) => new SeenFace(boxes[i], f.Score))],
                BestFaceScore = read.BestScore,
                FaceModel = read.Model,
                Identity = due && read.Faces[0].Comparable ? Compare(picture, read.Faces[0], at, memory, times) : null,
            },
            null);
    }

    /// <summary>A box in pixels as fractions of the picture, cut at its edges.</summary>
    internal static Box BoxOf(Rect2f box, Size size)
    {
        var (left, top) = (Math.Clamp(box.Left / size.Width, 0, 1), Math.Clamp(box.Top / size.Height, 0, 1));
        var (right, bottom) = (Math.Clamp(box.Right / size.Width, 0, 1), Math.Clamp(box.Bottom / size.Height, 0, 1));
        return new Box(left, top, right - left, bottom - top);
    }

    static DecodedPicture Decode(ReadOnlySpan<byte> jpeg, PictureLimits limits, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Decode);
        return PictureDecoder.Decode(jpeg, limits);
    }

    SeenPicture? Look(Mat picture, StepTimes? times) => Try("picture statistics", () =>
    {
        using var _ = times?.Measure(StepTimes.Statistics);
        return PictureStatistics.Read(picture);
    });

    FacesRead? FindFaces(Mat picture, StepTimes? times) => Try("face detection", () => faces.ReadFaces(picture, times));

    IdentityCheck? Compare(Mat picture, ReadFace face, DateTime at, FaceMemory memory, StepTimes? times) => Try("face comparison", () =>
    {
        var onlyDlib = memory.Reference?.MobileFaceNet is null;
        var first = faces.Embed(picture, face, onlyDlib ? Embedders.Dlib : Embedders.MobileFaceNet, times);
        return memory.Compare(first, at, faces.NameOf, () => first with { Dlib = faces.Embed(picture, face, Embedders.Dlib, times).Dlib });
    });

    /// <summary>Runs a step that may fail. Whatever goes wrong inside a model must neither end the sitting nor count as "nobody there".</summary>
    T? Try<T>(string step, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Once for each kind: at two frames a second and sitting, more would drown the log.
            if (failures.TryAdd(step, true)) LogFailure(logger, e, step);
            return null;
        }
    }

    [LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Warning, "{Step} failed; frames count as not looked at until it works again. Further failures of this kind are not logged.")]
    static partial void LogFailure(ILogger logger, Exception exception, string step);
}
