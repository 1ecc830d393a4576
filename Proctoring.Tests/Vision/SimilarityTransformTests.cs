using OpenCvSharp;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Tests the geometry that aligns faces.</summary>
public sealed class SimilarityTransformTests
{
    static readonly Point2f[] Points = [new(10, 20), new(70, 25), new(40, 60), new(20, 90), new(65, 88)];

    [Fact]
    public void A_fit_finds_the_transform_that_made_the_points()
    {
        var made = new SimilarityTransform(0.8f, 0.6f, 12, -7);
        var found = SimilarityTransform.Fit(Points, Array.ConvertAll(Points, made.Apply));
        Assert.Equal(made.A, found.A, 1e-4f);
        Assert.Equal(made.B, found.B, 1e-4f);
        Assert.Equal(made.Dx, found.Dx, 1e-2f);
        Assert.Equal(made.Dy, found.Dy, 1e-2f);
    }

    [Fact]
    public void A_fit_of_one_point_is_finite()
    {
        Point2f[] same = [new(5, 5), new(5, 5)];
        var found = SimilarityTransform.Fit(same, Points.AsSpan(0, 2));
        Assert.True(float.IsFinite(found.A + found.B + found.Dx + found.Dy));
    }

    [Fact]
    public void The_inverse_reverses_the_transform()
    {
        var t = new SimilarityTransform(1.5f, -0.4f, 30, 4);
        foreach (var p in Points)
        {
            var back = t.Inverse.Apply(t.Apply(p));
            Assert.Equal(p.X, back.X, 1e-3f);
            Assert.Equal(p.Y, back.Y, 1e-3f);
        }
    }

    [Fact]
    public void A_turned_square_becomes_upright()
    {
        var t = SimilarityTransform.OfSquare(new TurnedSquare(new Point2f(100, 50), 40, MathF.PI / 2), 80);
        Assert.Equal(2, t.Scale, 1e-4f);
        var (centre, right) = (t.Apply(new Point2f(100, 50)), t.Apply(new Point2f(100, 70)));
        Assert.Equal((40f, 40f), (centre.X, centre.Y));
        Assert.Equal(80, right.X, 1e-2f);
        Assert.Equal(40, right.Y, 1e-2f);
    }

    [Theory]
    [InlineData(2f)]
    [InlineData(0.7f)]
    [InlineData(0.24f)]
    public void A_cut_shows_the_same_place_at_any_scale(float scale)
    {
        using var picture = new Mat(800, 800, MatType.CV_8UC3, Scalar.Black);
        Cv2.Circle(picture, new Point(400, 300), 100, Scalar.White, thickness: -1);
        using var cut = PictureCutter.Cut(picture, new SimilarityTransform(scale, 0, 56 - (400 * scale), 56 - (300 * scale)), 112);
        using var grey = cut.CvtColor(ColorConversionCodes.BGR2GRAY);
        var moments = Cv2.Moments(grey);
        if (100 * scale < 56)
        {
            Assert.Equal(56, moments.M10 / moments.M00, 0.3);
            Assert.Equal(56, moments.M01 / moments.M00, 0.3);
            Assert.Equal(Math.PI * 1e4 * scale * scale * 255, moments.M00, moments.M00 * 0.03);
        }

        Assert.Equal(255, grey.At<byte>(56, 56));
    }

    [Fact]
    public void A_cut_outside_of_the_picture_is_black()
    {
        using var picture = new Mat(100, 100, MatType.CV_8UC3, Scalar.White);
        foreach (var scale in new[] { 1f, 0.1f })
        {
            using var cut = PictureCutter.Cut(picture, new SimilarityTransform(scale, 0, -5000, -5000), 112);
            Assert.Equal(0, Cv2.Sum(cut).Val0);
        }
    }
}
