using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Heads;

/// <summary>The models that read details of a face, loaded once. Thread-safe.</summary>
internal sealed class HeadReader(IrisReader iris, LivenessReader liveness) : IDisposable
{
    /// <summary>Loads the models, all or none.</summary>
    /// <exception cref="ModelMissingException">A model is not restored, or is damaged.</exception>
    public static HeadReader Load(ModelStore models)
    {
        var opened = models.OpenAll("iris", "liveness");
        return new HeadReader(new IrisReader(opened[0]), new LivenessReader(opened[1]));
    }

    /// <summary>Runs both models once, whatever the picture shows.</summary>
    public void WarmUp(Mat picture)
    {
        iris.WarmUp(picture);
        liveness.WarmUp(picture);
    }

    /// <summary>Reads one eye, or returns its earlier reading if it still looks the same; null if it is too small.</summary>
    public EyeView? ReadEye(Mat picture, MeshReading mesh, Eye eye, EyeView? before = null) => iris.Read(picture, mesh, eye, before);

    /// <summary>Scores how much a face looks like a living one; null if the light does not allow it.</summary>
    public Liveness? ReadLiveness(Mat picture, Rect2f face) => liveness.Read(picture, face);

    public void Dispose()
    {
        iris.Dispose();
        liveness.Dispose();
    }
}
