using OpenCvSharp;
using OpenCvSharp.Dnn;

namespace Proctoring.Core.Vision;

/// <summary>The second opinion: dlib's ResNet, whose vectors are also what systems built on face_recognition have stored.</summary>
/// <remarks>Input: RGB − (122.782, 117.001, 104.298), over 256, 1×3×150×150, dlib's chip. Output: 128 numbers; compare by Euclidean distance.</remarks>
internal sealed class DlibFaceNet(Network network) : IFaceEmbedder
{
    public const int VectorLength = 128;

    /// <summary>Name and version of the weights.</summary>
    public const string Model = "dlib-resnet 0.0.0";

    public string Name => Model;

    public int Length => VectorLength;

    public float[] Embed(Mat picture, MeshReading mesh)
    {
        using var chip = FaceAlignment.DlibChip(picture, mesh);
        using var blob = CvDnn.BlobFromImage(chip, 1 / 256.0, default, new Scalar(122.782, 117.001, 104.298), swapRB: true, crop: false);
        return network.Run(blob, 1, 3, FaceAlignment.DlibSide, FaceAlignment.DlibSide)[0];
    }

    public void Dispose() => network.Dispose();
}
