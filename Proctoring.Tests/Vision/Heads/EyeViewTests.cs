using OpenCvSharp;
using Proctoring.Core.Vision.Heads;
using Xunit;

namespace Proctoring.Tests.Vision.Heads;

/// <summary>An eye is read again when it looks different, and only then.</summary>
public sealed class EyeViewTests
{
    /// <summary>The network's square is 64 pixels wide and the eye 28.</summary>
    const int Side = 64;

    static readonly EyeReading Reading = new(0, 0, 0.3f);

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public void An_eye_in_other_light_is_the_same(int brighter)
    {
        using var before = Drawn();
        using var now = Drawn(brighter: brighter);

        Assert.True(new EyeView(Reading, EyeView.CellsOf(before)).Shows(EyeView.CellsOf(now)));
    }

    [Theory]
    // A gaze that a rule flags is 0.2 of half the eye's width from the usual one, 2.8 of 14 pixels.
    [InlineData(3, 7)]
    [InlineData(-3, 7)]
    // Lids that close.
    [InlineData(0, 3)]
    [InlineData(0, 1)]
    public void An_eye_that_looks_aside_or_closes_is_another(int iris, int lids)
    {
        using var before = Drawn();
        using var now = Drawn(iris, lids);

        Assert.False(new EyeView(Reading, EyeView.CellsOf(before)).Shows(EyeView.CellsOf(now)));
        // And the other way round.
        Assert.False(new EyeView(Reading, EyeView.CellsOf(now)).Shows(EyeView.CellsOf(before)));
    }

    [Fact]
    public void The_noise_of_a_camera_is_no_movement()
    {
        using var before = Drawn();
        using var now = Drawn();
        foreach (var picture in new[] { before, now })
        {
            using var noise = new Mat(Side, Side, MatType.CV_16SC3);
            Cv2.Randn(noise, Scalar.All(0), Scalar.All(6));
            picture.ConvertTo(picture, MatType.CV_16SC3);
            Cv2.Add(picture, noise, picture);
            picture.ConvertTo(picture, MatType.CV_8UC3);
        }

        Assert.True(new EyeView(Reading, EyeView.CellsOf(before)).Shows(EyeView.CellsOf(now)));
    }

    /// <summary>Draws an eye: skin, the white between the lids, the iris.</summary>
    static Mat Drawn(int iris = 0, int lids = 7, int brighter = 0)
    {
        var skin = Scalar.All(120 + brighter);
        var eye = new Mat(Side, Side, MatType.CV_8UC3, skin);
        var centre = new Point(Side / 2, Side / 2);
        using var open = new Mat(Side, Side, MatType.CV_8UC1, Scalar.Black);
        open.Ellipse(centre, new Size(14, lids), 0, 0, 360, Scalar.White, thickness: -1);
        using var ball = new Mat(Side, Side, MatType.CV_8UC3, Scalar.All(180 + brighter));
        ball.Circle(new Point(centre.X + iris, centre.Y), 6, Scalar.All(50 + brighter), thickness: -1);
        ball.CopyTo(eye, open);
        return eye;
    }
}
