using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Pictures;

namespace Proctoring.Core.Vision;

/// <summary>
/// Reads camera frames: turns the bytes of a frame into the facts about that instant. Thread-safe; a memory belongs to one session.
/// </summary>
internal sealed partial class FrameReader(
    FaceReader faces,
    HeadReader heads,
    ObjectReader objects,
    VisionOptions options,
    TimeProvider time,
    ILogger<FrameReader> logger
) : IFrameReader
{
    /// <summary>Objects with a lower score are not recorded; a rule needs twice as much.</summary>
    const float LeastObject = 0.2f;

    readonly FailureLog failures = new(time);

    FrameReading IFrameReader.Read(
        InferenceSlot place,
        ReadOnlySpan<byte> picture,
        DateTime at,
        long frameNumber,
        VisionMemory memory,
        PictureLimits limits
    ) => Read(place, picture, at, frameNumber, memory, limits);

    /// <summary>Reads one frame. Never throws because of its content: if a model fails, its fact is null and the reading has
    /// failed.</summary>
    /// <param name="place">The inference slot that the caller holds.</param>
    /// <param name="file">The bytes of the frame.</param>
    /// <param name="at">The time of arrival by the server's clock, UTC.</param>
    /// <param name="frameNumber">Its running number in the session.</param>
    /// <param name="memory">The session's memory of earlier frames. Two calls must not use it at once.</param>
    /// <param name="limits">The limits that the frame must keep; <see cref="PictureLimits.Frame"/> by default.</param>
    /// <param name="times">Collects the time of each step, for measurements.</param>
    public FrameReading Read(
        InferenceSlot place,
        ReadOnlySpan<byte> file,
        DateTime at,
        long frameNumber,
        VisionMemory memory,
        PictureLimits? limits = null,
        StepTimes? times = null
    )
    {
        memory.Sight = new HeadSight(null, ChallengeReason.Late);
        using var decoded = Decode(place, file, limits ?? PictureLimits.Frame, times);
        if (decoded.Pixels is not { } picture)
            return new FrameReading(null, decoded.Refusal);
        var observation = Examine(picture, at, frameNumber, memory, times);
        return new FrameReading(observation, null) { Failed = memory.Failures.Any(at) };
    }

    Observation Examine(Mat picture, DateTime at, long frameNumber, VisionMemory memory, StepTimes? times)
    {
        var seen = Look(picture, at, memory, times);
        var observation = new Observation
        {
            At = at,
            Frame = frameNumber,
            Picture = seen,
        };
        var read = FindFaces(picture, at, memory, times);
        // If a face was detected, the lens is not covered, even if the picture is dark.
        if (seen is { Blocked: true } && read is { Faces.Count: > 0 })
            observation = observation with { Picture = seen = seen with { Blocked = false } };
        if (seen is { Blocked: true })
        {
            // Behind a covered lens the faces are unknown, and afterwards another person may sit there.
            memory.Faces.Saw(null, at);
            memory.Sight = new HeadSight(null, ChallengeReason.Dark);
            return observation;
        }

        observation = LookForObjects(observation, picture, read, memory, times);
        if (read is null)
        {
            memory.Faces.Saw(null, at);
            return observation;
        }

        if (memory.Picture.Motion >= PictureMemory.NewScene)
            memory.Faces.Doubt();
        return Describe(observation, picture, read, memory, times);
    }

    /// <summary>Adds the facts about the faces.</summary>
    Observation Describe(Observation observation, Mat picture, FacesRead read, VisionMemory memory, StepTimes? times)
    {
        var at = observation.At;
        List<ReadFace> faces = new(read.Faces.Count);
        List<Box> boxes = new(read.Faces.Count);
        foreach (var face in read.Faces)
        {
            var where = BoxOf(face.Box, picture.Size());
            if (memory.Things.IsAnimal(where, at))
                continue;
            faces.Add(face);
            boxes.Add(where);
        }

        var still = memory.Stills.Saw(picture, boxes, at, memory.Picture.Motion);
        List<Box> people = new(boxes.Count);
        List<SeenFace> seen = new(boxes.Count);
        ReadFace? only = null;
        for (var i = 0; i < faces.Count; i++)
        {
            seen.Add(new SeenFace(boxes[i], faces[i].Score, still[i] ? true : null));
            if (still[i])
                continue;
            people.Add(boxes[i]);
            only = people.Count == 1 ? faces[i] : null;
        }

        seen.AddRange(memory.Stills.Missed(picture, boxes, memory.Track.Stills));
        memory.Track.SawStills(only, seen.FindAll(face => face.Still == true));
        if (only is not null && memory.Picture.MotionIn(people[0]) >= PictureMemory.NewFace)
            memory.Faces.Doubt();
        if (memory.WantsSight)
            memory.Sight = SightOf(only, people.Count);
        // A picture without a face would count as upright, and the next face of the turned camera as another person's.
        var turned = only is not null && memory.Camera.IsTurned && memory.Camera.Check(at, Turned);
        var due = memory.Faces.Saw(people, at, only is { Comparable: true } && !turned);
        var identity = due && only is not null ? Compare(picture, only, at, memory, times) : null;
        // The face of a turned camera is no other person's.
        if (identity is not null && !memory.Camera.Allows(identity, at, Turned))
            identity = null;
        var statistics = observation.Picture;
        return observation with
        {
            Replay = people.Count > 0 && statistics is not null ? CompareWithEarlier(statistics, at, memory, times) : null,
            Faces = seen,
            BestFaceScore = read.BestScore,
            FaceModel = read.Model,
            Identity = identity,
            UncomparedSince = only is null ? null : memory.Faces.UncomparedSince,
            CameraTurned = only is not null && memory.Camera.IsTurned ? true : null,
            // The pose, the eyes and the liveness of a face upside down are wrong.
            Head = only is null || memory.Camera.IsTurned ? null : LookAtHead(picture, only, people[0], at, memory, times),
        };

        bool? Turned() => IsTurned(picture, at, memory);
    }

    bool? IsTurned(Mat picture, DateTime at, VisionMemory memory) =>
        Try("check of the camera's turn", at, memory, () => new Answer<bool>(faces.IsTurned(picture)))?.Value;

    static HeadSight SightOf(ReadFace? only, int people)
    {
        if (only is null)
            return new HeadSight(null, people == 0 ? ChallengeReason.NoFace : ChallengeReason.SeveralFaces);
        return HeadShape.Of(only.Mesh) is { } shape
            ? new HeadSight(shape, ChallengeReason.None)
            : new HeadSight(null, ChallengeReason.NoFace);
    }

    /// <summary>Runs every model once on a noisy picture, so that the first frames of the day are not the slow ones.</summary>
    public void WarmUp()
    {
        using var picture = new Mat(480, 640, MatType.CV_8UC3);
        Cv2.Randu(picture, Scalar.All(0), Scalar.All(255));
        faces.WarmUp(picture);
        heads.WarmUp(picture);
        objects.WarmUp(picture);
        PictureStatistics.Read(picture);
    }

    /// <summary>Converts a box in pixels to fractions of the picture and clips it at the edges.</summary>
    internal static Box BoxOf(Rect2f box, Size size)
    {
        var (left, top) = (Math.Clamp(box.Left / size.Width, 0, 1), Math.Clamp(box.Top / size.Height, 0, 1));
        var (right, bottom) = (Math.Clamp(box.Right / size.Width, 0, 1), Math.Clamp(box.Bottom / size.Height, 0, 1));
        return new Box(left, top, right - left, bottom - top);
    }

    static DecodedPicture Decode(InferenceSlot place, ReadOnlySpan<byte> file, PictureLimits limits, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Decode);
        return PictureDecoder.Decode(place, file, limits);
    }

    SeenPicture? Look(Mat picture, DateTime at, VisionMemory memory, StepTimes? times) =>
        Try(
            "picture statistics",
            at,
            memory,
            () =>
            {
                using var _ = times?.Measure(StepTimes.Statistics);
                return PictureStatistics.Read(picture, memory.Picture);
            }
        );

    /// <summary>Compares the picture with the earlier ones. Only a face must move: an empty room may look the same for hours.</summary>
    SeenReplay? CompareWithEarlier(SeenPicture seen, DateTime at, VisionMemory memory, StepTimes? times) =>
        Try(
            "comparison with earlier frames",
            at,
            memory,
            () =>
            {
                using var _ = times?.Measure(StepTimes.Replay);
                return memory.Picture.Cells is { } cells ? memory.Replay.Saw(cells, seen.Contrast, at) : null;
            }
        );

    FacesRead? FindFaces(Mat picture, DateTime at, VisionMemory memory, StepTimes? times)
    {
        var before = memory.Track.Before(picture.Size(), at, memory.Picture);
        var due =
            before is null
            || memory.Track.DetectorDue(BoxOf(before.Box, picture.Size()), at, options.FacesEvery, memory.Picture)
            || !memory.Stills.LookTheSame(picture, memory.Track.Stills);
        // Its failure is no loss: the detector looks instead.
        var followed = due ? null : Try("face following", at, null, () => faces.Follow(picture, before!, times));
        // A face that could not be followed is no help to the detector.
        var read = followed ?? Try("face detection", at, memory, () => faces.ReadFaces(picture, times, due ? before : null));
        memory.Track.Saw(read, picture.Size(), at);
        return read;
    }

    Observation LookForObjects(Observation observation, Mat picture, FacesRead? faces, VisionMemory memory, StepTimes? times)
    {
        if (memory.Objects.Next(observation.At, memory.Picture.Motion, options) is not { } effort)
            return observation;
        using var _ = times?.Measure(StepTimes.Objects);
        var face = faces is { Faces: [{ Box: var box }, ..] } ? box : default(Rect2f?);
        var at = observation.At;
        var read = Try("object detection", at, memory, () => objects.Read(picture, effort, face: face));
        var quick = effort == ObjectEffort.Cheap && read is not null && memory.Objects.AsksForMore(read, at) ? read : null;
        if (quick is not null)
            (effort, read) = (
                ObjectEffort.Full,
                Try("object detection", at, memory, () => objects.Read(picture, ObjectEffort.Full, quick, face))
            );
        memory.Objects.Looked(read, effort, at, quick);
        memory.Things.Saw(read, at);
        return read is null
            ? observation
            : observation with
            {
                Objects = [.. read.Objects.Where(thing => thing.Score >= LeastObject && !thing.IsAnimal).Select(thing => thing.Seen)],
                Persons = read.PersonCount,
                ObjectModel = read.Model,
            };
    }

    SeenHead? LookAtHead(Mat picture, ReadFace face, Box where, DateTime at, VisionMemory session, StepTimes? times)
    {
        var memory = session.Head;
        using var _ = times?.Measure(StepTimes.Head);
        // Both detectors are sure of a face that the mesh does not confirm: something covers it.
        if (face.Mesh.Presence < FaceFinder.Confirmed)
            return new SeenHead { Covered = true };
        if (!face.Mesh.Steady)
            return null;
        var pose = HeadPoseReader.Read(face.Mesh);
        var eye = memory.EyesReadable(pose)
            ? Try(
                "eye reading",
                at,
                session,
                () => new Answer<EyeView?>(heads.ReadEye(picture, face.Mesh, memory.NextEye, memory.Known(at)))
            )?.Value
            : null;
        memory.Remember(eye, at);
        var head = memory.Saw(at, pose, MouthReader.Read(face.Mesh), eye?.Reading);
        if (!memory.LivenessDue(at, options.LivenessEvery))
            return head;
        memory.LivenessRead(at);
        return head with
        {
            Liveness = Try("liveness", at, session, () => new Answer<Liveness?>(heads.ReadLiveness(picture, face.Box)))?.Value,
            OnScreen = session.Things.OnScreen(where, at),
        };
    }

    IdentityCheck? Compare(Mat picture, ReadFace face, DateTime at, VisionMemory session, StepTimes? times) =>
        Try(
            "face comparison",
            at,
            session,
            () =>
            {
                var memory = session.Faces;
                var embedder = memory.Reference?.MobileFaceNet is null ? Embedders.Dlib : Embedders.MobileFaceNet;
                return memory.Compare(Embed(picture, face, embedder, memory, times), at, faces.NameOf(embedder));
            }
        );

    /// <summary>Embeds a face; without its mirror image if it was recognised and is clear.</summary>
    FaceEmbedding Embed(Mat picture, ReadFace face, Embedders embedder, FaceMemory memory, StepTimes? times)
    {
        if (
            embedder == Embedders.MobileFaceNet
            && memory.Recognised
            && faces.EmbedOnce(picture, face, times) is var once
            && memory.IsClear(once)
        )
            return once;
        return faces.Embed(picture, face, embedder, times);
    }

    /// <summary>Runs a step that may fail. A failure inside a model must neither end the session nor count as "no face".</summary>
    /// <param name="step">Its name in the log.</param>
    /// <param name="at">The time of the frame.</param>
    /// <param name="session">The memory of the session that loses the step's facts; null if it loses none.</param>
    /// <param name="read">The step.</param>
    T? Try<T>(string step, DateTime at, VisionMemory? session, Func<T?> read)
        where T : class
    {
        try
        {
            var result = read();
            session?.Failures.Succeeded(step);
            if (failures.Succeeded(step) is > 0 and var earlier)
                LogRecovery(logger, step, earlier);
            return result;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            session?.Failures.Failed(step, at);
            if (failures.Failed(step) is > 0 and var count)
                LogFailure(logger, e, step, count);
            return null;
        }
    }

    /// <summary>Wraps a result that may be null although the step succeeded.</summary>
    sealed record Answer<T>(T Value);

    [LoggerMessage(
        Microsoft.Extensions.Logging.LogLevel.Warning,
        "The step {Step} failed {Count} time(s) since the last such line. Until it works again, its facts are recorded as unknown."
    )]
    static partial void LogFailure(ILogger logger, Exception exception, string step, int count);

    [LoggerMessage(Microsoft.Extensions.Logging.LogLevel.Information, "The step {Step} works again after {Count} failure(s).")]
    static partial void LogRecovery(ILogger logger, string step, int count);
}
