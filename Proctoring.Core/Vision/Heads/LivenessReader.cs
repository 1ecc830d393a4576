using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Heads;

/// <summary>
/// Scores how much a face looks like a living one and not like a print or a screen. Small or soft pictures of living people score low too.
/// </summary>
/// <remarks>Input: BGR, 0–255, 1×3×128×128, the face's box times 2.7, moved inside the picture. Output: three logits, the first of a living
/// face.</remarks>
internal sealed class LivenessReader(OnnxModel model) : IDisposable
{
    const int Side = 128;

    /// <summary>The area around the face in units of the face, as in training: it shows a frame's edge, a hand, a bezel.</summary>
    const float Surroundings = 2.7f;

    static readonly float[] Even = [1, 1, 1];

    /// <summary>Reads one face.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="face">The face's box in pixels.</param>
    public Liveness Read(Mat picture, Rect2f face)
    {
        using var part = new Mat(picture, Region(face, picture.Size()));
        using var input = new Mat();
        Cv2.Resize(
            part,
            input,
            new Size(Side, Side),
            interpolation: part.Width > Side ? InterpolationFlags.Area : InterpolationFlags.Linear
        );
        using var planes = ModelInput.PlanesBgr(input, default, Even);
        using var outputs = model.Run(planes.Floats);
        return new Liveness(FirstOf(outputs["output"]), model.ToString());
    }

    public void Dispose() => model.Dispose();

    /// <summary>Returns the box of the face with its surroundings, reduced and moved to fit into the picture.</summary>
    internal static Rect Region(Rect2f face, Size picture)
    {
        var factor = Math.Min(Surroundings, Math.Min(picture.Width / Math.Max(1, face.Width), picture.Height / Math.Max(1, face.Height)));
        var (width, height) = (
            Math.Clamp((int)(face.Width * factor), 1, picture.Width),
            Math.Clamp((int)(face.Height * factor), 1, picture.Height)
        );
        var left = Math.Clamp((int)(face.X + ((face.Width - width) / 2)), 0, picture.Width - width);
        var top = Math.Clamp((int)(face.Y + ((face.Height - height) / 2)), 0, picture.Height - height);
        return new Rect(left, top, width, height);
    }

    /// <summary>The first value of a softmax.</summary>
    static float FirstOf(ReadOnlySpan<float> logits)
    {
        var sum = 0f;
        foreach (var logit in logits)
            sum += MathF.Exp(logit - logits[0]);
        return 1 / sum;
    }
}
