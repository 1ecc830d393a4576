using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>The embedders to run.</summary>
[Flags]
internal enum Embedders
{
    None = 0,
    MobileFaceNet = 1,
    Dlib = 2,
    Both = MobileFaceNet | Dlib,
}

/// <summary>The models for faces, loaded once. Thread-safe.</summary>
internal sealed class FaceReader(FaceFinder finder, IFaceEmbedder mobileFaceNet, IFaceEmbedder dlib) : IDisposable
{
    /// <summary>A turned copy of a picture must be this much more upright than the picture itself.</summary>
    const float Clearly = 1.25f;

    /// <summary>The score of a face that is upright beyond doubt; 2 is the most. A cup or a profile has less in any direction.</summary>
    const float Upright = 1.2f;

    static readonly RotateFlags[] Turns = [RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180, RotateFlags.Rotate90Counterclockwise];

    /// <summary>Loads the models, all or none.</summary>
    /// <exception cref="ModelMissingException">A model is not restored, or is damaged.</exception>
    public static FaceReader Load(ModelStore models)
    {
        var opened = models.OpenAll("ultraface", "blazeface", "facemesh", "mobilefacenet", "dlib-resnet");
        var finder = new FaceFinder(new UltraFace(opened[0]), new BlazeFace(opened[1]), new FaceMesh(opened[2]));
        return new FaceReader(finder, new MobileFaceNet(opened[3]), new DlibFaceNet(opened[4]));
    }

    /// <summary>Runs every model once on a picture that shows no face, so that the first frame of an exam is not the slow one.</summary>
    public void WarmUp(Mat picture)
    {
        var mesh = finder.WarmUp(picture);
        mobileFaceNet.Embed(picture, mesh);
        dlib.Embed(picture, mesh);
    }

    /// <summary>Finds the faces.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="times">Collects the time of each step, for measurements.</param>
    /// <param name="before">The face of the frame before, which saves a run of the mesh if the detector confirms it; null if there is
    /// none.</param>
    public FacesRead ReadFaces(Mat picture, StepTimes? times = null, ReadFace? before = null) => finder.Find(picture, times, before);

    /// <summary>Follows a face from the frame before; null if it is no longer certain.</summary>
    public FacesRead? Follow(Mat picture, ReadFace before, StepTimes? times = null) => finder.Follow(picture, before, times);

    /// <summary>Decides whether all models are sure that this is a face.</summary>
    public bool AllAgree(Mat picture, ReadFace face) => finder.AllAgree(picture, face);

    /// <summary>Finds the turn that brings the largest face of a picture upright; null if it is. Takes as long as a frame with a new face
    /// if the face is upright beyond doubt, and up to four times as long otherwise.</summary>
    public RotateFlags? TurnOf(Mat picture) => TurnOf(picture, any: false);

    /// <summary>Decides whether a turned copy of a picture has a clearly more upright face. Takes as long as <see cref="TurnOf(Mat)"/> or
    /// less.</summary>
    public bool IsTurned(Mat picture) => TurnOf(picture, any: true) is not null;

    RotateFlags? TurnOf(Mat picture, bool any)
    {
        var (best, turn) = (Math.Max(Upright, finder.Uprightness(picture, Upright / Clearly) * Clearly), default(RotateFlags?));
        using var turned = new Mat();
        foreach (var flag in Turns)
        {
            // Most faces of candidates are so upright that no copy can be more so.
            if (best >= FaceFinder.MostUpright || (any && turn is not null))
                break;
            Cv2.Rotate(picture, turned, flag);
            var score = finder.Uprightness(turned, best);
            if (score > best)
                (best, turn) = (score, flag);
        }

        return turn;
    }

    /// <summary>Embeds a face.</summary>
    /// <param name="picture">The picture that the face was found in.</param>
    /// <param name="face">The face.</param>
    /// <param name="embedders">The embedders to run.</param>
    /// <param name="times">Collects the time of each step, for measurements.</param>
    public FaceEmbedding Embed(Mat picture, ReadFace face, Embedders embedders = Embedders.Both, StepTimes? times = null)
    {
        using var _ = times?.Measure(StepTimes.Embed);
        return new FaceEmbedding(
            embedders.HasFlag(Embedders.MobileFaceNet) ? mobileFaceNet.Embed(picture, face.Mesh) : null,
            embedders.HasFlag(Embedders.Dlib) ? dlib.Embed(picture, face.Mesh) : null
        );
    }

    /// <summary>Embeds a face without its mirror image, which takes half the time and is enough for a face that is already
    /// recognised.</summary>
    public FaceEmbedding EmbedOnce(Mat picture, ReadFace face, StepTimes? times = null)
    {
        using var _ = times?.Measure(StepTimes.Embed);
        return new FaceEmbedding(mobileFaceNet.EmbedOnce(picture, face.Mesh), null);
    }

    /// <summary>Returns the names and versions of embedders, which are stored with their decisions.</summary>
    public string NameOf(Embedders embedders) =>
        string.Join(
            " + ",
            new[] { (Embedders.MobileFaceNet, mobileFaceNet), (Embedders.Dlib, dlib) }
                .Where(e => embedders.HasFlag(e.Item1))
                .Select(e => e.Item2.Name)
        );

    public void Dispose()
    {
        finder.Dispose();
        mobileFaceNet.Dispose();
        dlib.Dispose();
    }
}

/// <summary>The faces of one picture.</summary>
/// <param name="Faces">The faces, largest first.</param>
/// <param name="BestScore">The best score of the deciding detector anywhere in the picture, 0–1.</param>
/// <param name="Model">The deciding detector with its version.</param>
internal sealed record FacesRead(IReadOnlyList<ReadFace> Faces, float BestScore, string Model)
{
    /// <summary>Whether the mesh followed the one face of a person, and no detector looked for others.</summary>
    public bool Followed { get; init; }
}

/// <summary>One face of a picture.</summary>
/// <param name="Detected">The face as the detector saw it.</param>
/// <param name="Mesh">Its mesh.</param>
internal sealed record ReadFace(DetectedFace Detected, MeshReading Mesh)
{
    /// <summary>Beyond this angle half of the face is hidden, and its embedding is unreliable.</summary>
    public const float ComparableYaw = 40 * MathF.PI / 180;

    /// <summary>The box in pixels; it may reach over the picture's edge.</summary>
    public Rect2f Box => Detected.Box;

    /// <summary>The detector's score, 0–1.</summary>
    public float Score => Detected.Score;

    /// <summary>Decides whether the face looks enough towards the camera to be compared. A face that is turned away must not count as
    /// another person.</summary>
    public bool Comparable => Mesh.Steady && Mesh.Presence >= FaceFinder.Confirmed && MathF.Abs(Mesh.Yaw) <= ComparableYaw;
}
