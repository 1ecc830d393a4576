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

    /// <summary>The least mean luminance of a face. The score of living people falls in darker pictures (docs/accuracy.md,
    /// Liveness).</summary>
    public const double LeastBrightness = 60;

    /// <summary>The largest luminance of the surroundings relative to the face. Beyond it, light comes from behind the person.</summary>
    public const double MostBacklight = 1.5;

    /// <summary>The least standard deviation of a colour channel, in levels. A picture with less has no colours, as that of an infrared
    /// camera.</summary>
    const double LeastColour = 2;

    static readonly float[] Even = [1, 1, 1];

    /// <summary>Reads one face; null if it is too dark or lit from behind, or if the picture has no colours: all of these lower the score
    /// of living people. A grey picture of a face in a room with colours is read.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="face">The face's box in pixels.</param>
    public Liveness? Read(Mat picture, Rect2f face)
    {
        var region = Region(face, picture.Size());
        using var part = new Mat(picture, region);
        using var input = new Mat();
        Cv2.Resize(
            part,
            input,
            new Size(Side, Side),
            interpolation: part.Width > Side ? InterpolationFlags.Area : InterpolationFlags.Linear
        );
        if (!IsLit(input, Overlap.Inside(Within(face, region), input.Size())) || !HasColours(input))
            return null;
        using var planes = ModelInput.PlanesBgr(input, default, Even);
        using var outputs = model.Run(planes.Floats);
        return new Liveness(FirstOf(outputs["output"]), model.ToString());
    }

    /// <summary>Runs the model once, whatever the picture shows.</summary>
    public void WarmUp(Mat picture)
    {
        using var input = new Mat();
        Cv2.Resize(picture, input, new Size(Side, Side));
        using var planes = ModelInput.PlanesBgr(input, default, Even);
        model.Run(planes.Floats).Dispose();
    }

    public void Dispose() => model.Dispose();

    /// <summary>The face in pixels of the input.</summary>
    static Rect2f Within(Rect2f face, Rect region) =>
        new(
            (face.X - region.X) * Side / region.Width,
            (face.Y - region.Y) * Side / region.Height,
            face.Width * Side / region.Width,
            face.Height * Side / region.Height
        );

    static bool IsLit(Mat input, Rect2f face)
    {
        var (brightness, around) = LightOf(input, face);
        return brightness >= LeastBrightness && around <= MostBacklight * brightness;
    }

    static bool HasColours(Mat input)
    {
        using var colours = new Mat();
        Cv2.CvtColor(input, colours, ColorConversionCodes.BGR2YCrCb);
        Cv2.MeanStdDev(colours, out _, out var spread);
        return Math.Max(spread.Val1, spread.Val2) >= LeastColour;
    }

    /// <summary>The mean luminance of a face and of its surroundings.</summary>
    internal static (double Face, double Around) LightOf(Mat input, Rect2f face)
    {
        using var grey = new Mat();
        Cv2.CvtColor(input, grey, ColorConversionCodes.BGR2GRAY);
        // The middle of the face, without hair and background.
        var middle = new Rect(
            (int)(face.X + (face.Width / 5)),
            (int)(face.Y + (face.Height / 5)),
            Math.Max(1, (int)(face.Width * 3 / 5)),
            Math.Max(1, (int)(face.Height * 3 / 5))
        );
        using var part = new Mat(grey, middle.Intersect(new Rect(0, 0, grey.Width, grey.Height)));
        using var box = new Mat(grey, new Rect((int)face.X, (int)face.Y, Math.Max(1, (int)face.Width), Math.Max(1, (int)face.Height)));
        var (all, inner) = (Cv2.Sum(grey).Val0, Cv2.Sum(box).Val0);
        var outside = Math.Max(1, (grey.Width * grey.Height) - (box.Width * box.Height));
        return (Cv2.Mean(part).Val0, (all - inner) / outside);
    }

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
