using System.Numerics.Tensors;
using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>
/// The deciding embedder: of the available ones the one with the smallest differences between groups of people (docs/accuracy.md).
/// </summary>
/// <remarks>
/// Embeds the face and its mirror image and adds the vectors, which reduces the effect of side light and a turned head (TAR at FAR 1 % on
/// imfdb .65 → .68). Input: RGB, (x − 127.5) / 128, 1×112×112×3, ArcFace chip. Output: 192 numbers, here of length 1; compare by cosine.
/// </remarks>
internal sealed class MobileFaceNet(OnnxModel model) : IFaceEmbedder
{
    public const int VectorLength = 192;

    public string Name { get; } = model.ToString();

    public int Length => VectorLength;

    public float[] Embed(Mat picture, MeshReading mesh)
    {
        using var chip = FaceAlignment.ArcFaceChip(picture, mesh);
        return Embed(chip);
    }

    public float[] EmbedOnce(Mat picture, MeshReading mesh)
    {
        using var chip = FaceAlignment.ArcFaceChip(picture, mesh);
        using var pixels = ModelInput.Interleaved(chip, 1 / 128.0, Scalar.All(127.5));
        using var outputs = model.Run(pixels.Floats);
        var vector = outputs[0][..VectorLength].ToArray();
        Normalise(vector);
        return vector;
    }

    float[] Embed(Mat chip)
    {
        using var mirrored = new Mat();
        using var both = new Mat();
        Cv2.Flip(chip, mirrored, FlipMode.Y);
        Cv2.VConcat(chip, mirrored, both); // a batch of two is one picture below the other in memory
        using var pixels = ModelInput.Interleaved(both, 1 / 128.0, Scalar.All(127.5));
        using var outputs = model.Run(pixels.Floats);
        var vectors = outputs[0];
        var vector = new float[VectorLength];
        TensorPrimitives.Add(vectors[..VectorLength], vectors[VectorLength..], vector);
        Normalise(vector);
        return vector;
    }

    /// <summary>Scales a vector to length 1 in place; a vector of zeros is unchanged.</summary>
    public static void Normalise(Span<float> vector)
    {
        var length = TensorPrimitives.Norm<float>(vector);
        if (length > 0)
            TensorPrimitives.Divide(vector, length, vector);
    }

    public void Dispose() => model.Dispose();
}
