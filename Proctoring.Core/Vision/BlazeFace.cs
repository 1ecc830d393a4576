using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>The second detector: MediaPipe's BlazeFace back-256, which also detects tilted heads and locates the eyes.</summary>
/// <remarks>
/// Input: RGB, x / 127.5 − 1, 1×256×256×3, letterboxed. Outputs: for 16×16×2 and 8×8×6 anchors
/// (cell centres) a score each, and 16 numbers: box centre, box size, then six points, all in input pixels relative to the anchor.
/// </remarks>
internal sealed class BlazeFace(OnnxModel model) : IFaceDetector
{
    const int Side = 256;
    const int NumbersPerAnchor = 16;

    /// <summary>Boxes with at least this score count as faces (docs/accuracy.md, Detection).</summary>
    public const float Threshold = 0.5f;

    /// <summary>Boxes that overlap at least this much are the same face.</summary>
    const float SameFace = 0.3f;

    static readonly (int Cells, int PerCell, string Scores, string Boxes)[] Layers =
    [
        (16, 2, "Identity:0", "Identity_2:0"),
        (8, 6, "Identity_1:0", "Identity_3:0"),
    ];

    public string Name { get; } = model.ToString();

    public FaceDetection Detect(Mat picture)
    {
        using var input = Letterbox.Fit(picture, Side, Side);
        using var pixels = ModelInput.Interleaved(input.Pixels, 1 / 127.5, Scalar.All(127.5));
        using var outputs = model.Run(pixels.Floats);
        var best = 0f;
        var found = new List<DetectedFace>();
        foreach (var (cells, perCell, scoresName, boxesName) in Layers)
        {
            var scores = outputs[scoresName];
            var boxes = outputs[boxesName];
            for (var i = 0; i < scores.Length; i++)
            {
                var score = 1 / (1 + MathF.Exp(-scores[i]));
                best = Math.Max(best, score);
                if (score < Threshold)
                    continue;
                var cell = i / perCell;
                var anchor = new Point2f((cell % cells + 0.5f) * Side / cells, (cell / cells + 0.5f) * Side / cells);
                found.Add(Read(boxes.Slice(i * NumbersPerAnchor, NumbersPerAnchor), anchor, score, input.Scale));
            }
        }

        return new FaceDetection(Overlap.Blend(found, SameFace), best);
    }

    static DetectedFace Read(ReadOnlySpan<float> n, Point2f anchor, float score, float scale)
    {
        var (width, height) = (n[2], n[3]);
        var box = new Rect2f(
            (anchor.X + n[0] - (width / 2)) / scale,
            (anchor.Y + n[1] - (height / 2)) / scale,
            width / scale,
            height / scale
        );
        // The first two points are the eyes, the picture's left one first.
        var roll = MathF.Atan2(n[7] - n[5], n[6] - n[4]);
        return new DetectedFace(box, score, roll);
    }

    public void Dispose() => model.Dispose();
}
