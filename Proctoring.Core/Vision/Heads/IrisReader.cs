using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision.Heads;

/// <summary>An eye by its side in the picture.</summary>
internal enum Eye
{
    /// <summary>The eye on the picture's left.</summary>
    Left,

    /// <summary>The eye on the picture's right.</summary>
    Right,
}

/// <summary>The state of an eye in units of its width.</summary>
/// <param name="X">The place of the iris along the eye: -1 at the corner on the picture's left, 0 in the middle, 1 at the other.</param>
/// <param name="Y">Its height above the line through the corners, in halves of the eye's width.</param>
/// <param name="Openness">The gap between the lids over the width; open eyes have 0.2 to 0.5.</param>
internal readonly record struct EyeReading(float X, float Y, float Openness);

/// <summary>MediaPipe's iris network: lids and iris of one eye.</summary>
/// <remarks>
/// Input: RGB / 255, 1×64×64×3, a square 2.3 times as wide as the eye, turned to level it. It was trained on the eye on the picture's
/// right;
/// the other is mirrored. Output: 71 points of the lids (0–8 the lower from corner to corner, 9–15 the upper between them), then 5 of the
/// iris.
/// </remarks>
internal sealed class IrisReader(OnnxModel model) : IDisposable
{
    const int Side = 64;
    const float Margin = 2.3f;
    const int Centre = 71;
    const int LowerFirst = 0;
    const int LowerLast = 8;
    const int UpperFirst = 9;
    const int UpperMiddle = 12;

    /// <summary>An eye with fewer pixels between its corners shows no iris.</summary>
    const float LeastWidth = 10;

    static readonly (int Outer, int Inner) LeftCorners = (33, 133);
    static readonly (int Outer, int Inner) RightCorners = (263, 362);

    /// <summary>Reads one eye; null if it is too small.</summary>
    /// <param name="picture">8 bits, BGR, any size.</param>
    /// <param name="mesh">The mesh of the face.</param>
    /// <param name="eye">The eye to read.</param>
    /// <param name="before">An earlier reading of this eye, which is returned if the eye still looks the same; null if there
    /// is none.</param>
    public EyeView? Read(Mat picture, MeshReading mesh, Eye eye, EyeView? before = null)
    {
        var (outer, inner) = eye == Eye.Left ? LeftCorners : RightCorners;
        var (from, to) = eye == Eye.Left ? (mesh[outer], mesh[inner]) : (mesh[inner], mesh[outer]);
        var width = (float)from.DistanceTo(to);
        if (width < LeastWidth)
            return null;
        var square = new TurnedSquare((from + to) * 0.5f, width * Margin, MathF.Atan2(to.Y - from.Y, to.X - from.X));
        return Read(picture, square, eye, before);
    }

    /// <summary>Runs the model once, whatever the picture shows.</summary>
    public void WarmUp(Mat picture) =>
        Read(picture, new TurnedSquare(new Point2f(picture.Width / 2f, picture.Height / 2f), Side, 0), Eye.Right, null);

    public void Dispose() => model.Dispose();

    EyeView Read(Mat picture, TurnedSquare square, Eye eye, EyeView? before)
    {
        using var cut = PictureCutter.Cut(picture, SimilarityTransform.OfSquare(square, Side), Side);
        var cells = EyeView.CellsOf(cut);
        if (before?.Shows(cells) == true)
            return before;
        if (eye == Eye.Left)
            Cv2.Flip(cut, cut, FlipMode.Y);
        using var pixels = ModelInput.Interleaved(cut, 1 / 255.0, default);
        using var outputs = model.Run(pixels.Floats);
        var read = Measure(outputs["points"]);
        return new EyeView(eye == Eye.Left ? read with { X = -read.X } : read, cells);
    }

    /// <summary>Computes distances from the network's points, which have x, y and z.</summary>
    static EyeReading Measure(ReadOnlySpan<float> points)
    {
        var (a, b, iris) = (Point(points, LowerFirst), Point(points, LowerLast), Point(points, Centre));
        // The order of the corners depends on the eye that the network was trained on.
        if (a.X > b.X)
            (a, b) = (b, a);
        var (along, length) = (b - a, Math.Max(float.Epsilon, (float)a.DistanceTo(b)));
        var (from, square) = (iris - a, length * length);
        var x = (((from.X * along.X) + (from.Y * along.Y)) / square * 2) - 1;
        var y = -(((along.X * from.Y) - (along.Y * from.X)) / square * 2);
        // Only the three middle pairs: near the corners the lids of open eyes meet too.
        var gap = 0f;
        for (var i = UpperMiddle - 1; i <= UpperMiddle + 1; i++)
            gap += (float)Point(points, i).DistanceTo(Point(points, i - UpperFirst + 1)) / 3;
        return new EyeReading(Math.Clamp(x, -1, 1), Math.Clamp(y, -1, 1), gap / length);
    }

    static Point2f Point(ReadOnlySpan<float> points, int index) => new(points[3 * index], points[(3 * index) + 1]);
}
