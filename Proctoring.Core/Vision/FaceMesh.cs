using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core.Vision;

/// <summary>MediaPipe's face mesh: locates 468 points of a face and scores whether there is a face.</summary>
/// <remarks>Input: RGB / 255, 1×192×192×3, a square 1.5 times the face, turned to level the eyes. Outputs: 1404 numbers, and the
/// presence as a logit.</remarks>
internal sealed class FaceMesh(OnnxModel model) : IDisposable
{
    /// <summary>Name and version, stored with the faces that it followed.</summary>
    public string Name { get; } = model.ToString();

    const int Side = 192;
    const int PointCount = 468;

    /// <summary>The input square of the network relative to the face, as in training.</summary>
    const float Margin = 1.5f;

    /// <summary>One pass corrects about 30° of tilt, so a head lying on its side needs all of these.</summary>
    const int MostPasses = 5;

    /// <summary>The mesh fits if the line of the eyes turns by less than this between two passes, in radians.</summary>
    const float SteadyRoll = 0.1f;

    /// <summary>A followed face that moved or grew by more than this share of its square is read again at its new place.</summary>
    const float Moved = 0.1f;

    /// <summary>
    /// Reads the mesh at least twice, because a detector's box is loose and the bounds of the first mesh are tight. Continues until the
    /// tilt
    /// of the head is settled.
    /// </summary>
    public MeshReading Read(Mat picture, DetectedFace face)
    {
        var box = face.Box;
        var centre = new Point2f(box.X + (box.Width / 2), box.Y + (box.Height / 2));
        return Settle(picture, Read(picture, new TurnedSquare(centre, Math.Max(box.Width, box.Height) * Margin, face.Roll)));
    }

    /// <summary>Reads the mesh at the place of the frame before. One pass is enough if the face hardly moved.</summary>
    public MeshReading Follow(Mat picture, MeshReading before)
    {
        var region = before.Bounds(Margin);
        var reading = Read(picture, region);
        var now = reading.Bounds(Margin);
        var moved =
            (float)now.Centre.DistanceTo(region.Centre) > Moved * region.Side || MathF.Abs(now.Side - region.Side) > Moved * region.Side;
        return !moved && Near(reading.Roll, before.Roll) ? reading : Settle(picture, reading);
    }

    MeshReading Settle(Mat picture, MeshReading reading)
    {
        for (var pass = 2; pass <= MostPasses; pass++)
        {
            var before = reading.Roll;
            reading = Read(picture, reading.Bounds(Margin));
            if (Near(reading.Roll, before))
                return reading;
        }

        return reading with
        {
            Steady = false,
        };
    }

    static bool Near(float roll, float other) => MathF.Abs(MathF.IEEERemainder(roll - other, MathF.Tau)) < SteadyRoll;

    MeshReading Read(Mat picture, TurnedSquare square)
    {
        var toInput = SimilarityTransform.OfSquare(square, Side);
        using var cut = PictureCutter.Cut(picture, toInput, Side);
        using var pixels = ModelInput.Interleaved(cut, 1 / 255.0, default);
        using var outputs = model.Run(pixels.Floats);
        var numbers = outputs["points"];
        var logit = outputs["presence"][0];
        var back = toInput.Inverse;
        var points = new Point3f[PointCount];
        for (var i = 0; i < PointCount; i++)
        {
            var p = back.Apply(new Point2f(numbers[3 * i], numbers[(3 * i) + 1]));
            points[i] = new Point3f(p.X, p.Y, numbers[(3 * i) + 2] * back.Scale);
        }

        return new MeshReading(points, 1 / (1 + MathF.Exp(-logit)));
    }

    public void Dispose() => model.Dispose();
}

/// <summary>The mesh of one face.</summary>
/// <param name="Points">468 points in the picture's pixels; Z is the depth in the same unit, smaller is nearer.</param>
/// <param name="Presence">The network's score that there is a face, 0–1.</param>
/// <param name="Steady">False if the tilt changed in every pass: then the points do not fit the face.</param>
internal sealed record MeshReading(Point3f[] Points, float Presence, bool Steady = true)
{
    const int LeftEyeOuter = 33;
    const int LeftEyeInner = 133;
    const int RightEyeInner = 362;
    const int RightEyeOuter = 263;
    const int Brow = 10;
    const int Chin = 152;

    /// <summary>The middle of the eye on the picture's left.</summary>
    public Point2f LeftEye => Middle(LeftEyeOuter, LeftEyeInner);

    /// <summary>The middle of the eye on the picture's right.</summary>
    public Point2f RightEye => Middle(RightEyeInner, RightEyeOuter);

    /// <summary>The angle of the line through the eyes, radians, clockwise.</summary>
    public float Roll => MathF.Atan2(RightEye.Y - LeftEye.Y, RightEye.X - LeftEye.X);

    /// <summary>
    /// The turn of the face to the side in radians, positive to the picture's left, from the plane through eyes, brow and chin.
    /// </summary>
    public float Yaw
    {
        get
        {
            var (across, down) = (Points[RightEyeOuter] - Points[LeftEyeOuter], Points[Chin] - Points[Brow]);
            // The cross product points into the picture, away from the camera, for a face that looks straight at it.
            var x = (across.Y * down.Z) - (across.Z * down.Y);
            var z = (across.X * down.Y) - (across.Y * down.X);
            return MathF.Atan2(x, z);
        }
    }

    public Point2f this[int index] => new(Points[index].X, Points[index].Y);

    /// <summary>Returns the square around the points, turned like the eyes, <paramref name="margin"/> times as large as the face.</summary>
    public TurnedSquare Bounds(float margin)
    {
        var (sin, cos) = MathF.SinCos(Roll);
        var (left, top, right, bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
        foreach (var p in Points)
        {
            var (x, y) = ((cos * p.X) + (sin * p.Y), (cos * p.Y) - (sin * p.X));
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }

        var (cx, cy) = ((left + right) / 2, (top + bottom) / 2);
        var centre = new Point2f((cos * cx) - (sin * cy), (sin * cx) + (cos * cy));
        return new TurnedSquare(centre, Math.Max(right - left, bottom - top) * margin, Roll);
    }

    /// <summary>The upright box around the points.</summary>
    public Rect2f Extent
    {
        get
        {
            var (left, top, right, bottom) = (float.MaxValue, float.MaxValue, float.MinValue, float.MinValue);
            foreach (var point in Points)
            {
                (left, right) = (Math.Min(left, point.X), Math.Max(right, point.X));
                (top, bottom) = (Math.Min(top, point.Y), Math.Max(bottom, point.Y));
            }

            return new Rect2f(left, top, right - left, bottom - top);
        }
    }

    Point2f Middle(int a, int b) => (this[a] + this[b]) * 0.5f;
}
