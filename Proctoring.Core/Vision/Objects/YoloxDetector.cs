using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>A YOLOX model of the operator, as the authors' export_onnx.py writes it without --decode_in_inference.</summary>
/// <remarks>
/// Input: BGR, 0–255, 1×3×height×width, letterboxed at the top left on grey. Output [1, n, 5 + classes] for cells of 8, 16 and 32 pixels:
/// centre and
/// logarithm of the size in cells, then the score of any object, and of each class, 0–1.
/// </remarks>
internal sealed class YoloxDetector : IObjectDetector
{
    /// <summary>The grey beside the picture, as in the authors' preproc().</summary>
    const double Grey = 114;

    /// <summary>Boxes that overlap at least this much are the same object; the authors' value.</summary>
    const float SameThing = 0.45f;

    static readonly int[] Strides = [8, 16, 32];

    readonly OnnxModel model;
    readonly IReadOnlyList<string> classes;
    readonly Size input;

    /// <param name="model">The network.</param>
    /// <param name="classes">The classes in the order of its outputs.</param>
    /// <exception cref="NotSupportedException">The file is not such a network, or has another number of classes.</exception>
    public YoloxDetector(OnnxModel model, IReadOnlyList<string> classes)
    {
        (this.model, this.classes, input) = (model, classes, OperatorDetector.InputOf(model));
        OperatorDetector.Check(model, OperatorDetector.Cells(input, Strides), 5 + classes.Count);
    }

    public string Name => model.ToString();

    public IReadOnlyList<DetectedObject> Detect(Mat picture)
    {
        using var fitted = Letterbox.Fit(picture, input.Width, input.Height, Grey);
        using var planes = ModelInput.PlanesBgr(fitted.Pixels, Scalar.Black, [1, 1, 1]);
        using var outputs = model.Run(planes.Floats);
        return Decode(outputs[0], classes, input, fitted.Scale, picture.Size());
    }

    public void Dispose() => model.Dispose();

    /// <summary>Decodes the network's output for a picture of this size, shrunk by this scale.</summary>
    internal static IReadOnlyList<DetectedObject> Decode(
        ReadOnlySpan<float> output,
        IReadOnlyList<string> classes,
        Size input,
        float scale,
        Size picture
    )
    {
        var found = new List<DetectedObject>();
        var row = 0;
        foreach (var stride in Strides)
            for (var (cell, columns) = (0, input.Width / stride); cell < columns * (input.Height / stride); cell++, row++)
            {
                var n = output.Slice(row * (5 + classes.Count), 5 + classes.Count);
                if (n[4] < IObjectDetector.Floor)
                    continue;
                var (width, height) = (MathF.Exp(n[2]) * stride, MathF.Exp(n[3]) * stride);
                var box = new Rect2f(
                    (n[0] + cell % columns) * stride - width / 2,
                    (n[1] + cell / columns) * stride - height / 2,
                    width,
                    height
                );
                for (var i = 0; i < classes.Count; i++)
                    if (n[4] * n[5 + i] >= IObjectDetector.Floor && ObjectClasses.Matter(classes[i]))
                        found.Add(new DetectedObject(classes[i], Overlap.Inside(Overlap.Scaled(box, 1 / scale), picture), n[4] * n[5 + i]));
            }

        return Overlap.KeepSurestOfEachClass(found, SameThing);
    }
}
