using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>Finds faces with models that make different errors. UltraFace misses few faces but detects a pizza as one; the mesh does not.
/// BlazeFace detects tilted heads and profiles, in which the mesh fails. No single model is enough for a face.</summary>
internal sealed class FaceFinder(IFaceDetector first, IFaceDetector second, FaceMesh mesh) : IDisposable
{
    /// <summary>The mesh confirms a face from this presence on. Most of its answers are near 0 or 1.</summary>
    public const float Confirmed = 0.5f;

    /// <summary>The presence that the mesh needs to confirm a box of the second detector, which is the weaker one.</summary>
    const float ConfirmedAlone = 0.7f;

    /// <summary>The presence that makes up for an unsure second detector. Animals stay below; most people that only BlazeFace detects are
    /// above
    /// (docs/accuracy.md, Detection).</summary>
    const float Certain = 0.98f;

    /// <summary>The presence that a followed face needs. A face half outside the picture has less.</summary>
    public const float Followed = 0.9f;

    /// <summary>Boxes of one face from both detectors overlap at least this much. One ends at the brow, the other at the hair.</summary>
    const float SameFace = 0.4f;

    /// <summary>If the mesh fails, as in a profile, both detectors need at least these scores. A cat had 0.71 from the second.</summary>
    const float SureFirst = 0.95f;

    const float SureSecond = 0.75f;

    /// <summary>The first detector's score of a face that looks into the camera, except in the worst light.</summary>
    const float SureAlone = 0.9f;

    /// <summary>Lets the mesh decide if the second detector finds no face in any direction.</summary>
    const float Some = 0.01f;

    /// <summary>The score of a face that all models are sure of and that is not tilted. No face has more.</summary>
    public const float MostUpright = (1 + Some) * 2;

    /// <summary>The margin added on each side, as a share of the picture, to find a face that fills it.</summary>
    const float Margin = 0.3f;

    /// <summary>Finds the faces of a picture (8 bits, BGR, any size).</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="times">Collects the time of each step, for measurements.</param>
    /// <param name="before">The face of the frame before; null if there is none.</param>
    public FacesRead Find(Mat picture, StepTimes? times = null, ReadFace? before = null)
    {
        var seen = Detect(first, picture, times);
        FaceDetection? again = null;
        FaceDetection Again() => again ??= Detect(second, picture, times);
        var known = before is null ? -1 : IndexOf(before.Box, seen.Faces);
        var faces = seen
            .Faces.Select((f, i) => (i == known ? Continue(picture, f, before!, times) : null) ?? Confirm(picture, f, Again, times))
            .OfType<ReadFace>()
            .ToList();
        if (faces.Count > 0)
            return new FacesRead(Largest(faces), seen.BestScore, first.Name);

        faces = [.. Again().Faces.Select(f => Read(picture, f, times)).Where(ConfirmedBySecond)];
        if (faces.Count > 0)
            return new FacesRead(Largest(faces), Again().BestScore, second.Name);

        var inside = DetectWithMargin(picture, times);
        faces = [.. inside.Faces.Select(f => Read(picture, f, times)).Where(f => f.Mesh.Presence >= Confirmed)];
        return new FacesRead(Largest(faces), Math.Max(seen.BestScore, faces.Count > 0 ? inside.BestScore : 0), first.Name);
    }

    /// <summary>Decides whether both detectors and the mesh are sure of a face that looks into the camera. A cup on a saucer convinces two
    /// of them.</summary>
    public bool AllAgree(Mat picture, ReadFace face) =>
        face.Mesh.Presence >= Followed
        && Detect(first, picture, null).Faces.Any(seen => seen.Score >= SureAlone && Overlap.Of(seen.Box, face.Box) >= SameFace)
        && Detect(second, picture, null).Faces.Any(seen => Overlap.Of(seen.Box, face.Box) >= SameFace);

    /// <summary>Scores how much the largest face stands upright. Only compare scores of the same picture: all three models also find faces
    /// that are upside down, with lower scores.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="above">A score that does not exceed this one is of no interest and may be returned as 0, which saves runs.</param>
    /// <returns>The score, at most <see cref="MostUpright"/>.</returns>
    public float Uprightness(Mat picture, float above)
    {
        var again = Detect(second, picture, null).Faces;
        // Presence and tilt only lower the score, so the other networks cannot raise it above this.
        if ((Some + (again.Count > 0 ? again.Max(found => found.Score) : 0)) * 2 <= above)
            return 0;
        var seen = Detect(first, picture, null).Faces;
        if ((seen.Count > 0 ? seen : again).MaxBy(found => found.Box.Width * found.Box.Height) is not { } face)
            return 0;
        var twin = again.FirstOrDefault(other => Overlap.Of(other.Box, face.Box) >= SameFace);
        if ((Some + (twin?.Score ?? 0)) * 2 <= above)
            return 0;
        var read = mesh.Read(picture, face);
        return (Some + (twin?.Score ?? 0)) * read.Presence * (1 + MathF.Cos(read.Roll));
    }

    /// <summary>Tracks a face from the previous frame without a detector; null if the face is no longer certain.</summary>
    public FacesRead? Follow(Mat picture, ReadFace before, StepTimes? times = null)
    {
        using var _ = times?.Measure(StepTimes.Mesh);
        var now = mesh.Follow(picture, before.Mesh);
        if (now.Presence < Followed || !now.Steady)
            return null;
        return new FacesRead(
            [new ReadFace(before.Detected with { Box = Moved(before.Box, before.Mesh.Extent, now.Extent), Score = now.Presence }, now)],
            now.Presence,
            mesh.Name
        )
        {
            Followed = true,
        };
    }

    /// <summary>Continues the mesh of the frame before in a face that the detector found at its place; null if it does not fit.</summary>
    ReadFace? Continue(Mat picture, DetectedFace face, ReadFace before, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Mesh);
        var now = mesh.Follow(picture, before.Mesh);
        var fits = now is { Presence: >= Followed, Steady: true } && Overlap.Of(now.Extent, face.Box) >= SameFace;
        return fits ? new ReadFace(face, now) : null;
    }

    /// <summary>The face at a place; -1 if there is none.</summary>
    static int IndexOf(Rect2f place, IReadOnlyList<DetectedFace> faces)
    {
        var (best, most) = (-1, SameFace);
        for (var i = 0; i < faces.Count; i++)
        {
            if (Overlap.Of(place, faces[i].Box) is var overlap && overlap >= most)
                (best, most) = (i, overlap);
        }

        return best;
    }

    /// <summary>Moves and scales a detector's box like the mesh.</summary>
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

    /// <summary>A face that the first detector misses needs a sure second detector or a certain mesh. A bear had neither.</summary>
    static bool ConfirmedBySecond(ReadFace face) => face.Mesh.Presence >= (face.Score >= SureSecond ? ConfirmedAlone : Certain);

    ReadFace? Confirm(Mat picture, DetectedFace face, Func<FaceDetection> again, StepTimes? times)
    {
        var read = Read(picture, face, times);
        if (read.Mesh.Presence >= Confirmed)
            return read;
        var twin = again().Faces.FirstOrDefault(f => Overlap.Of(f.Box, face.Box) >= SameFace);
        if (twin is null)
            return null;
        // The second detector knows the tilt of the head; the first does not.
        var level = Read(picture, twin, times);
        if (level.Mesh.Presence >= ConfirmedAlone)
            return new ReadFace(face, level.Mesh);
        return face.Score >= SureFirst && twin.Score >= SureSecond ? read : null;
    }

    ReadFace Read(Mat picture, DetectedFace face, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Mesh);
        return new ReadFace(face, mesh.Read(picture, face));
    }

    /// <summary>Adds a margin and detects again: the detector was not trained on faces that fill the whole picture.</summary>
    FaceDetection DetectWithMargin(Mat picture, StepTimes? times)
    {
        var (x, y) = ((int)(picture.Width * Margin), (int)(picture.Height * Margin));
        using var wider = new Mat();
        Cv2.CopyMakeBorder(picture, wider, y, y, x, x, BorderTypes.Constant, Scalar.Black);
        var seen = Detect(first, wider, times);
        return seen with
        {
            Faces = [.. seen.Faces.Select(f => f with { Box = new Rect2f(f.Box.X - x, f.Box.Y - y, f.Box.Width, f.Box.Height) })],
        };
    }

    static FaceDetection Detect(IFaceDetector detector, Mat picture, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Detect);
        return detector.Detect(picture);
    }

    static List<ReadFace> Largest(IEnumerable<ReadFace> faces) => [.. faces.OrderByDescending(f => f.Box.Width * f.Box.Height)];
}
