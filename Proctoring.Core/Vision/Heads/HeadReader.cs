using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Heads;

/// <summary>The models that look into a face that was found, loaded once; thread-safe.</summary>
internal sealed class HeadReader(IrisReader iris, LivenessReader liveness) : IDisposable
{
    /// <summary>Loads the models.</summary>
    /// <exception cref="ModelMissingException">A model isn't restored, or is damaged.</exception>
    public static HeadReader Load(ModelStore models) => new(new IrisReader(models.Open("iris")), new LivenessReader(models.Open("liveness")));

    /// <summary>Reads one eye; null where it is too small to be read.</summary>
    public EyeReading? ReadEye(Mat picture, MeshReading mesh, Eye eye) => iris.Read(picture, mesh, eye);

    /// <summary>Says how much a face looks like a living one.</summary>
    public Liveness ReadLiveness(Mat picture, Rect2f face) => liveness.Read(picture, face);

    public void Dispose()
    {
        iris.Dispose();
        liveness.Dispose();
    }
}
