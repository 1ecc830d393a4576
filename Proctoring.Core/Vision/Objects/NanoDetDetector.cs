using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>NanoDet-g 416 × 320: the slower detector, better at phones and books on a desk.</summary>
/// <remarks>
/// Input: BGR minus its mean, divided by its deviation, 1×3×320×416, letterboxed. Outputs for cells of 8, 16 and 32 pixels: scores [1, n,
/// 8] and
/// boxes [1, n, 44].
/// </remarks>
internal sealed class NanoDetDetector(OnnxModel model) : IObjectDetector
{
    const int Width = 416;
    const int Height = 320;

    /// <summary>Boxes that overlap at least this much are the same object; the authors' value.</summary>
    const float SameThing = 0.6f;

    static readonly NanoDetGrid Grid = new(Width, [8, 16, 32], Bins: 11, Offset: 0.5f);

    public string Name { get; } = model.ToString();

    public IReadOnlyList<DetectedObject> Detect(Mat picture)
    {
        using var input = Fit(picture);
        using var planes = NanoDetGrid.Normalized(input.Pixels);
        using var outputs = model.Run(planes.Floats);
        var found = new List<DetectedObject>();
        foreach (var stride in Grid.Strides)
            Grid.Decode(
                outputs[$"scores{stride}"],
                outputs[$"boxes{stride}"],
                stride,
                ObjectClasses.All,
                (name, box, score) =>
                    found.Add(new DetectedObject(name, Overlap.Inside(Overlap.Scaled(box, 1 / input.Scale), picture.Size()), score))
            );
        return Overlap.KeepSurestOfEachClass(found, SameThing);
    }

    /// <summary>Fits a picture into the network's input.</summary>
    internal static Letterbox Fit(Mat picture) => Letterbox.Fit(picture, Width, Height, quick: true);

    public void Dispose() => model.Dispose();
}
