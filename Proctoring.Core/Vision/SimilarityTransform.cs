using OpenCvSharp;

namespace Proctoring.Core.Vision;

/// <summary>A turn, a uniform scale and a shift: x' = A·x − B·y + Dx, y' = B·x + A·y + Dy.</summary>
internal readonly record struct SimilarityTransform(float A, float B, float Dx, float Dy)
{
    /// <summary>Target pixels per source pixel.</summary>
    public float Scale => MathF.Sqrt((A * A) + (B * B));

    /// <summary>The opposite transform.</summary>
    public SimilarityTransform Inverse
    {
        get
        {
            var n = (A * A) + (B * B);
            var (a, b) = (A / n, -B / n);
            return new SimilarityTransform(a, b, -((a * Dx) - (b * Dy)), -((b * Dx) + (a * Dy)));
        }
    }

    public Point2f Apply(Point2f p) => new((A * p.X) - (B * p.Y) + Dx, (B * p.X) + (A * p.Y) + Dy);

    /// <summary>Maps a turned square of the source onto an upright one of <paramref name="side"/> pixels.</summary>
    public static SimilarityTransform OfSquare(TurnedSquare square, int side)
    {
        var scale = side / square.Side;
        var (sin, cos) = MathF.SinCos(-square.Roll);
        var (a, b) = (scale * cos, scale * sin);
        var half = side / 2f;
        return new SimilarityTransform(
            a,
            b,
            half - ((a * square.Centre.X) - (b * square.Centre.Y)),
            half - ((b * square.Centre.X) + (a * square.Centre.Y))
        );
    }

    /// <summary>The least-squares transform of points onto points (Umeyama 1991, without reflection; closed form in the plane).</summary>
    public static SimilarityTransform Fit(ReadOnlySpan<Point2f> from, ReadOnlySpan<Point2f> to)
    {
        var (fromMean, toMean) = (Mean(from), Mean(to));
        var (along, across, spread) = (0f, 0f, 0f);
        for (var i = 0; i < from.Length; i++)
        {
            var (p, q) = (from[i] - fromMean, to[i] - toMean);
            along += (p.X * q.X) + (p.Y * q.Y);
            across += (p.X * q.Y) - (p.Y * q.X);
            spread += (p.X * p.X) + (p.Y * p.Y);
        }

        if (spread <= float.Epsilon)
            spread = 1; // all points coincide, so any scale fits
        var (a, b) = (along / spread, across / spread);
        return new SimilarityTransform(
            a,
            b,
            toMean.X - ((a * fromMean.X) - (b * fromMean.Y)),
            toMean.Y - ((b * fromMean.X) + (a * fromMean.Y))
        );
    }

    static Point2f Mean(ReadOnlySpan<Point2f> points)
    {
        var sum = default(Point2f);
        foreach (var p in points)
            sum += p;
        return sum * (1f / points.Length);
    }
}

/// <summary>A square in a picture, turned clockwise by <paramref name="Roll"/> radians about its centre.</summary>
internal readonly record struct TurnedSquare(Point2f Centre, float Side, float Roll);
