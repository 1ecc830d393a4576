using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>All models that look at faces, loaded once; thread-safe.</summary>
internal sealed class FaceReader : IDisposable
{
    readonly UltraFace first;
    readonly BlazeFace second;
    readonly FaceMesh mesh;
    readonly MobileFaceNet mobileFaceNet;
    readonly DlibFaceNet dlib;

    public FaceReader(Func<string, string> pathOf)
    {
        first = new UltraFace(new Network(pathOf("ultraface")));
        second = new BlazeFace(new Network(pathOf("blazeface")));
        mesh = new FaceMesh(new Network(pathOf("facemesh")));
        mobileFaceNet = new MobileFaceNet(new Network(pathOf("mobilefacenet")));
        dlib = new DlibFaceNet(new Network(pathOf("dlib-resnet")));
    }

    /// <summary>Finds the faces; where the first detector finds none, the second looks too.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    public FacesRead ReadFaces(Mat picture)
    {
        var seen = first.Detect(picture);
        return new FacesRead([.. seen.Faces.Select(f => new ReadFace(f))], seen.BestScore, first.Name);
    }

    /// <summary>The face's mesh; read once, kept with the face.</summary>
    public MeshReading ReadMesh(Mat picture, ReadFace face) => face.Mesh ??= mesh.Read(picture, face.Detected);

    /// <summary>Embeds a face.</summary>
    /// <param name="picture">The picture that the face was found in.</param>
    /// <param name="face">The face.</param>
    /// <param name="both">Ask the second embedder too.</param>
    public FaceEmbedding Embed(Mat picture, ReadFace face, bool both = true)
    {
        var points = ReadMesh(picture, face);
        return new FaceEmbedding(mobileFaceNet.Embed(picture, points), both ? dlib.Embed(picture, points) : null);
    }

    public void Dispose()
    {
        first.Dispose();
        second.Dispose();
        mesh.Dispose();
        mobileFaceNet.Dispose();
        dlib.Dispose();
    }
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
