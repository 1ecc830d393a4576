using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>SSDLite-MobileNetV2 300: the quick detector, better at counting people.</summary>
/// <remarks>
/// Input: RGB, x · 2 / 255 − 1, 1×300×300×3, stretched (a letterbox loses phones). Outputs: boxes [1, 1917, 4] relative to
/// <see cref="SsdAnchors"/> and scores [1, 1917, 10].
/// </remarks>
/// <param name="model">The network.</param>
/// <param name="classes">The classes in the order of its scores; null: those of the restored model.</param>
internal sealed class SsdDetector(OnnxModel model, IReadOnlyList<string>? classes = null) : IObjectDetector
{
    const int Side = 300;

    /// <summary>Boxes that overlap at least this much are the same object.</summary>
    const float SameThing = 0.5f;

    // The scale factors of TensorFlow's box coder.
    const float PlaceSteps = 10;
    const float SizeSteps = 5;

    readonly IReadOnlyList<string> classes = classes ?? ObjectClasses.OfSsd;

    public string Name { get; } = model.ToString();

    public IReadOnlyList<DetectedObject> Detect(Mat picture)
    {
        using var pixels = Input(picture);
        using var outputs = model.Run(pixels.Floats);
        return Decode(outputs["boxes"], outputs["scores"], classes, picture.Size());
    }

    /// <summary>Returns a picture as the network's input.</summary>
    internal static ModelInput Input(Mat picture)
    {
        using var small = new Mat();
        Shrink.To(picture, small, new Size(Side, Side));
        return ModelInput.Interleaved(small, 2 / 255.0, Scalar.All(127.5));
    }

    public void Dispose() => model.Dispose();

    /// <summary>Decodes the network's outputs for a picture of this size.</summary>
    internal static IReadOnlyList<DetectedObject> Decode(
        ReadOnlySpan<float> boxes,
        ReadOnlySpan<float> scores,
        IReadOnlyList<string> classes,
        Size size
    )
    {
        var found = new List<DetectedObject>();
        for (var i = 0; i < scores.Length; i++)
        {
            // Nearly all scores are lower, and a division for each of them would take longer than the rest of this method.
            if (!(scores[i] >= IObjectDetector.Floor))
                continue;
            var (anchor, name) = (i / classes.Count, classes[i % classes.Count]);
            if (ObjectClasses.Matter(name))
                found.Add(new DetectedObject(name, BoxOf(boxes.Slice(4 * anchor, 4), SsdAnchors.All[anchor], size), scores[i]));
        }

        return Overlap.KeepSurestOfEachClass(found, SameThing);
    }

    static Rect2f BoxOf(ReadOnlySpan<float> n, Anchor anchor, Size size)
    {
        var (y, x) = (n[0] / PlaceSteps * anchor.Height + anchor.Y, n[1] / PlaceSteps * anchor.Width + anchor.X);
        var (height, width) = (MathF.Exp(n[2] / SizeSteps) * anchor.Height, MathF.Exp(n[3] / SizeSteps) * anchor.Width);
        return Overlap.Inside(
            new Rect2f((x - width / 2) * size.Width, (y - height / 2) * size.Height, width * size.Width, height * size.Height),
            size
        );
    }
}
