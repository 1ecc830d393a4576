using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>
/// Finds faces by witnesses that err differently. UltraFace misses hardly any but takes a pizza for a face; the mesh doesn't.
/// BlazeFace sees tilted heads and profiles, where the mesh is at a loss. No one's word alone makes a face.
/// </summary>
internal sealed class FaceFinder(IFaceDetector first, IFaceDetector second, FaceMesh mesh) : IDisposable
{
    /// <summary>The presence from which the mesh confirms a face; it answers near 0 or near 1.</summary>
    public const float Confirmed = 0.5f;

    /// <summary>The presence asked for where the second detector's box is the ground for it: it is the weaker witness.</summary>
    const float ConfirmedAlone = 0.7f;

    /// <summary>The presence that stands for a second detector that is not sure: animals' faces stay below, people's that only BlazeFace sees are mostly above.</summary>
    const float Certain = 0.98f;

    /// <summary>The presence asked for where no detector looked; a face half out of the picture has less.</summary>
    public const float Followed = 0.9f;

    /// <summary>Both detectors' boxes of one face overlap at least so much; one ends at the brow, the other at the hair.</summary>
    const float SameFace = 0.4f;

    /// <summary>Where the mesh sees nothing, as in a profile, both detectors must be as sure as this: profiles often are, a cat isn't (0.71 of the second).</summary>
    const float SureFirst = 0.95f;

    const float SureSecond = 0.75f;

    /// <summary>What the first detector gives a face that looks into the camera in all but the worst light.</summary>
    const float SureAlone = 0.9f;

    /// <summary>The margin added on each side, as a share of the picture, to find a face that fills it.</summary>
    const float Margin = 0.3f;

    /// <summary>Finds the faces of a picture (8 bits, BGR, any size).</summary>
    public FacesRead Find(Mat picture, StepTimes? times = null)
    {
        var seen = Detect(first, picture, times);
        FaceDetection? again = null;
        FaceDetection Again() => again ??= Detect(second, picture, times);
        var faces = seen.Faces.Select(f => Confirm(picture, f, Again, times)).OfType<ReadFace>().ToList();
        if (faces.Count > 0) return new FacesRead(Largest(faces), seen.BestScore, first.Name);

        faces = [.. Again().Faces.Select(f => Read(picture, f, times)).Where(ConfirmedBySecond)];
        if (faces.Count > 0) return new FacesRead(Largest(faces), Again().BestScore, second.Name);

        var inside = DetectWithMargin(picture, times);
        faces = [.. inside.Faces.Select(f => Read(picture, f, times)).Where(f => f.Mesh.Presence >= Confirmed)];
        return new FacesRead(Largest(faces), Math.Max(seen.BestScore, faces.Count > 0 ? inside.BestScore : 0), first.Name);
    }

    /// <summary>Whether both detectors and the mesh are sure of a face, as they are of one that looks into the camera; a cup on a saucer has two of the three.</summary>
    public bool AllAgree(Mat picture, ReadFace face) =>
        face.Mesh.Presence >= Followed
        && Detect(first, picture, null).Faces.Any(seen => seen.Score >= SureAlone && Overlap.Of(seen.Box, face.Box) >= SameFace)
        && Detect(second, picture, null).Faces.Any(seen => Overlap.Of(seen.Box, face.Box) >= SameFace);

    /// <summary>Looks for a face where it was in the frame before, without asking a detector; null where it isn't surely there any more.</summary>
    public FacesRead? Follow(Mat picture, ReadFace before, StepTimes? times = null)
    {
        using var _ = times?.Measure(StepTimes.Mesh);
        var now = mesh.Follow(picture, before.Mesh);
        if (now.Presence < Followed || !now.Steady) return null;
        return new FacesRead([new ReadFace(before.Detected with { Box = Moved(before.Box, before.Mesh.Extent, now.Extent), Score = now.Presence }, now)], now.Presence, mesh.Name);
    }

    /// <summary>A detector's box, moved and scaled as the mesh was.</summary>
    static Rect2f Moved(Rect2f box, Rect2f from, Rect2f to)
    {
        var (x, y) = (to.Width / Math.Max(1, from.Width), to.Height / Math.Max(1, from.Height));
        return new Rect2f(to.X + ((box.X - from.X) * x), to.Y + ((box.Y - from.Y) * y), box.Width * x, box.Height * y);
    }

    /// <summary>Runs both detectors and the mesh once, whatever the picture shows.</summary>
    public MeshReading WarmUp(Mat picture)
    {
        Detect(first, picture, null);
        Detect(second, picture, null);
        var middle = new Rect2f(picture.Width / 4f, picture.Height / 4f, picture.Width / 2f, picture.Height / 2f);
        return mesh.Read(picture, new DetectedFace(middle, 1));
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        mesh.Dispose();
    }

    /// <summary>What the first detector doesn't see needs a second that is sure, or a mesh that is certain: a bear had neither.</summary>
    static bool ConfirmedBySecond(ReadFace face) => face.Mesh.Presence >= (face.Score >= SureSecond ? ConfirmedAlone : Certain);

    ReadFace? Confirm(Mat picture, DetectedFace face, Func<FaceDetection> again, StepTimes? times)
    {
        var read = Read(picture, face, times);
        if (read.Mesh.Presence >= Confirmed) return read;
        var twin = again().Faces.FirstOrDefault(f => Overlap.Of(f.Box, face.Box) >= SameFace);
        if (twin is null) return null;
        // The first detector doesn't know how the head is tilted; the second does.
        var level = Read(picture, twin, times);
        if (level.Mesh.Presence >= ConfirmedAlone) return new ReadFace(face, level.Mesh);
        return face.Score >= SureFirst && twin.Score >= SureSecond ? read : null;
    }

    ReadFace Read(Mat picture, DetectedFace face, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Mesh);
        return new ReadFace(face, mesh.Read(picture, face));
    }

    /// <summary>A face that reaches the edges all around, as in a tight portrait or before a laptop, has no place in the detector's world; give it some air.</summary>
    FaceDetection DetectWithMargin(Mat picture, StepTimes? times)
    {
        var (x, y) = ((int)(picture.Width * Margin), (int)(picture.Height * Margin));
        using var wider = new Mat();
        Cv2.CopyMakeBorder(picture, wider, y, y, x, x, BorderTypes.Constant, Scalar.Black);
        var seen = Detect(first, wider, times);
        return seen with { Faces = [.. seen.Faces.Select(f => f with { Box = new Rect2f(f.Box.X - x, f.Box.Y - y, f.Box.Width, f.Box.Height) })] };
    }

    static FaceDetection Detect(IFaceDetector detector, Mat picture, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Detect);
        return detector.Detect(picture);
    }

    static List<ReadFace> Largest(IEnumerable<ReadFace> faces) => [.. faces.OrderByDescending(f => f.Box.Width * f.Box.Height)];
}
