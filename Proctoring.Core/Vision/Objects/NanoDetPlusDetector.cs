using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Objects;

/// <summary>A NanoDet-Plus model of the operator, as the authors' export_onnx.py writes it.</summary>
/// <remarks>
/// Input as <see cref="NanoDetDetector"/>, 1×3×height×width. Output [1, n, classes + 32] for cells of 8, 16, 32 and 64 pixels: 0–1 for each
/// class,
/// then four sides of 8 bins, counted from the cell's corner.
/// </remarks>
internal sealed class NanoDetPlusDetector : IObjectDetector
{
    const int Bins = 8;

    /// <summary>Boxes that overlap at least this much are the same object; the authors' value.</summary>
    const float SameThing = 0.6f;

    readonly OnnxModel model;
    readonly IReadOnlyList<string> classes;
    readonly Size input;
    readonly NanoDetGrid grid;

    /// <param name="model">The network.</param>
    /// <param name="classes">The classes in the order of its outputs.</param>
    /// <exception cref="NotSupportedException">The file is not such a network, or has another number of classes.</exception>
    public NanoDetPlusDetector(OnnxModel model, IReadOnlyList<string> classes)
    {
        (this.model, this.classes, input) = (model, classes, OperatorDetector.InputOf(model));
        grid = new NanoDetGrid(input.Width, [8, 16, 32, 64], Bins, Offset: 0);
        OperatorDetector.Check(model, OperatorDetector.Cells(input, grid.Strides), classes.Count + 4 * Bins);
    }

    public string Name => model.ToString();

    public IReadOnlyList<DetectedObject> Detect(Mat picture)
    {
        using var fitted = Letterbox.Fit(picture, input.Width, input.Height);
        using var planes = NanoDetGrid.Normalized(fitted.Pixels);
        using var outputs = model.Run(planes.Floats);
        var rows = outputs[0];
        var (found, first) = (new List<DetectedObject>(), 0);
        foreach (var stride in grid.Strides)
        {
            var cells = OperatorDetector.Cells(input, [stride]);
            var (scores, boxes) = Split(rows, first, cells);
            grid.Decode(
                scores,
                boxes,
                stride,
                classes,
                (name, box, score) =>
                {
                    if (ObjectClasses.Matter(name))
                        found.Add(new DetectedObject(name, Overlap.Inside(Overlap.Scaled(box, 1 / fitted.Scale), picture.Size()), score));
                }
            );
            first += cells;
        }

        return Overlap.KeepSurestOfEachClass(found, SameThing);
    }

    public void Dispose() => model.Dispose();

    (float[] Scores, float[] Boxes) Split(ReadOnlySpan<float> rows, int first, int count)
    {
        var (scores, boxes, length) = (new float[count * classes.Count], new float[count * 4 * Bins], classes.Count + 4 * Bins);
        for (var i = 0; i < count; i++)
        {
            var row = rows.Slice((first + i) * length, length);
            row[..classes.Count].CopyTo(scores.AsSpan(i * classes.Count));
            row[classes.Count..].CopyTo(boxes.AsSpan(i * 4 * Bins));
        }

        return (scores, boxes);
    }
}
