using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>The first detector: UltraFace RFB-320, fast and reliable for upright faces of any size.</summary>
/// <remarks>
/// Input: RGB, (x − 127) / 128, 1×3×240×320, letterboxed. Outputs: scores [1, 4420, 2] and boxes [1, 4420, 4] as fractions.
/// </remarks>
internal sealed class UltraFace(OnnxModel model) : IFaceDetector
{
    const int Width = 320;
    const int Height = 240;

    /// <summary>
    /// Boxes with at least this score count as faces; the authors' value (Ultra-Light-Fast-Generic-Face-Detector-1MB, README).
    /// </summary>
    public const float Threshold = 0.7f;

    /// <summary>Boxes that overlap at least this much are the same face.</summary>
    const float SameFace = 0.3f;

    public string Name { get; } = model.ToString();

    public FaceDetection Detect(Mat picture)
    {
        using var input = Letterbox.Fit(picture, Width, Height);
        using var planes = ModelInput.Planes(input.Pixels, 1 / 128.0, new Scalar(127, 127, 127));
        using var outputs = model.Run(planes.Floats);
        var scores = outputs["scores"];
        var boxes = outputs["boxes"];
        var best = 0f;
        var found = new List<DetectedFace>();
        for (var i = 0; i < scores.Length / 2; i++)
        {
            var score = scores[(2 * i) + 1];
            best = Math.Max(best, score);
            if (score < Threshold)
                continue;
            var (left, top) = (boxes[4 * i] * Width, boxes[(4 * i) + 1] * Height);
            var (right, bottom) = (boxes[(4 * i) + 2] * Width, boxes[(4 * i) + 3] * Height);
            found.Add(
                new DetectedFace(
                    new Rect2f(left / input.Scale, top / input.Scale, (right - left) / input.Scale, (bottom - top) / input.Scale),
                    score
                )
            );
        }

        return new FaceDetection(Overlap.KeepSurest(found, SameFace), best);
    }

    public void Dispose() => model.Dispose();
}
