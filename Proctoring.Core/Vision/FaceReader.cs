using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>Which embedders to ask.</summary>
[Flags]
internal enum Embedders
{
    None = 0,
    MobileFaceNet = 1,
    Dlib = 2,
    Both = MobileFaceNet | Dlib,
}

/// <summary>All models that look at faces, loaded once; thread-safe.</summary>
internal sealed class FaceReader(IFaceDetector first, IFaceDetector second, FaceMesh mesh, IFaceEmbedder mobileFaceNet, IFaceEmbedder dlib) : IDisposable
{
    /// <summary>Loads the models.</summary>
    /// <exception cref="ModelMissingException">A model isn't restored, or is damaged.</exception>
    public static FaceReader Load(ModelStore models) => new(
        new UltraFace(models.Open("ultraface")),
        new BlazeFace(models.Open("blazeface")),
        new FaceMesh(models.Open("facemesh")),
        new MobileFaceNet(models.Open("mobilefacenet")),
        new DlibFaceNet(models.Open("dlib-resnet")));

    /// <summary>Finds the faces; where the first detector finds none, the second looks too.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="times">Takes the time of each step, for measuring.</param>
    public FacesRead ReadFaces(Mat picture, StepTimes? times = null)
    {
        var seen = Detect(first, picture, times);
        var kept = Confirmed(picture, seen, times);
        if (kept.Count > 0) return new FacesRead(kept, seen.BestScore, first.Name);
        var again = Detect(second, picture, times);
        kept = Confirmed(picture, again, times);
        return kept.Count > 0
            ? new FacesRead(kept, again.BestScore, second.Name)
            : new FacesRead(kept, seen.BestScore, first.Name);
    }

    /// <summary>The face's mesh; read once, kept with the face.</summary>
    public MeshReading ReadMesh(Mat picture, ReadFace face, StepTimes? times = null)
    {
        if (face.Mesh is { } known) return known;
        using var _ = times?.Measure(StepTimes.Mesh);
        return face.Mesh = mesh.Read(picture, face.Detected);
    }

    /// <summary>Embeds a face.</summary>
    /// <param name="picture">The picture that the face was found in.</param>
    /// <param name="face">The face.</param>
    /// <param name="embedders">Whom to ask.</param>
    /// <param name="times">Takes the time of each step, for measuring.</param>
    public FaceEmbedding Embed(Mat picture, ReadFace face, Embedders embedders = Embedders.Both, StepTimes? times = null)
    {
        var points = ReadMesh(picture, face, times);
        using var _ = times?.Measure(StepTimes.Embed);
        return new FaceEmbedding(
            embedders.HasFlag(Embedders.MobileFaceNet) ? mobileFaceNet.Embed(picture, points) : null,
            embedders.HasFlag(Embedders.Dlib) ? dlib.Embed(picture, points) : null);
    }

    /// <summary>The names and versions of embedders, as they are kept with what they decided.</summary>
    public string NameOf(Embedders embedders) => string.Join(
        " + ",
        new[] { (Embedders.MobileFaceNet, mobileFaceNet), (Embedders.Dlib, dlib) }.Where(e => embedders.HasFlag(e.Item1)).Select(e => e.Item2.Name));

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        mesh.Dispose();
        mobileFaceNet.Dispose();
        dlib.Dispose();
    }

    static FaceDetection Detect(IFaceDetector detector, Mat picture, StepTimes? times)
    {
        using var _ = times?.Measure(StepTimes.Detect);
        return detector.Detect(picture);
    }

    /// <summary>Those that the mesh, too, takes for a face, largest first.</summary>
    List<ReadFace> Confirmed(Mat picture, FaceDetection seen, StepTimes? times) =>
        [.. seen.Faces.Select(f => new ReadFace(f))
            .Where(f => ReadMesh(picture, f, times).Presence >= 0.5f)
            .OrderByDescending(f => f.Box.Width * f.Box.Height)];
}

/// <summary>The faces of one picture.</summary>
/// <param name="Faces">The faces, largest first.</param>
/// <param name="BestScore">The best score that the answering detector gave anywhere, 0–1.</param>
/// <param name="Model">The detector that answered, with its version.</param>
internal sealed record FacesRead(IReadOnlyList<ReadFace> Faces, float BestScore, string Model);

/// <summary>One face of a picture; it remembers its mesh once that was read.</summary>
internal sealed class ReadFace(DetectedFace detected)
{
    public DetectedFace Detected => detected;

    /// <summary>The box in pixels; it may reach over the picture's edge.</summary>
    public Rect2f Box => detected.Box;

    /// <summary>The detector's score, 0–1.</summary>
    public float Score => detected.Score;

    /// <summary>The mesh, where it was read.</summary>
    public MeshReading? Mesh { get; set; }
}
