using System.Numerics.Tensors;
using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>The embedder that decides: of those at hand the one that treats groups of people most alike.</summary>
/// <remarks>Input: RGB, (x − 127.5) / 128, 1×112×112×3, ArcFace chip. Output: 192 numbers, here of length 1; compare by cosine.</remarks>
internal sealed class MobileFaceNet(OnnxModel model) : IFaceEmbedder
{
    public const int VectorLength = 192;

    public string Name { get; } = model.ToString();

    public int Length => VectorLength;

    public float[] Embed(Mat picture, MeshReading mesh)
    {
        using var chip = FaceAlignment.ArcFaceChip(picture, mesh);
        using var pixels = ModelInput.Interleaved(chip, 1 / 128.0, -127.5 / 128);
        using var outputs = model.Run(pixels.Floats);
        var vector = outputs[0].ToArray();
        Normalise(vector);
        return vector;
    }

    /// <summary>Scales a vector to length 1, in place; one of zeros stays as it is.</summary>
    public static void Normalise(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0) TensorPrimitives.Divide(vector, length, vector);
    }

    public void Dispose() => model.Dispose();
}
