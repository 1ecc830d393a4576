using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>The second embedder: dlib's ResNet. Systems built on face_recognition store its vectors.</summary>
/// <remarks>
/// Input: RGB − (122.782, 117.001, 104.298), over 256, 1×150×150×3, dlib's chip. Output: 128 numbers; compare by Euclidean distance.
/// </remarks>
internal sealed class DlibFaceNet(OnnxModel model) : IFaceEmbedder
{
    public const int VectorLength = 128;

    public string Name { get; } = model.ToString();

    public int Length => VectorLength;

    public float[] Embed(Mat picture, MeshReading mesh)
    {
        using var chip = FaceAlignment.DlibChip(picture, mesh);
        using var pixels = ModelInput.Interleaved(chip, 1 / 256.0, new Scalar(122.782, 117.001, 104.298));
        using var outputs = model.Run(pixels.Floats);
        return outputs[0].ToArray();
    }

    public void Dispose() => model.Dispose();
}
