using OpenCvSharp;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A covered lens is distinguished from a dim room.</summary>
public sealed class PictureStatisticsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(255)]
    public void A_uniform_picture_is_blocked(double grey)
    {
        using var picture = TestPictures.Blank(grey);
        var seen = PictureStatistics.Read(picture);
        Assert.True(seen.Blocked);
        Assert.Equal(grey, seen.Brightness, 0.5);
        Assert.Equal(0, seen.Contrast, 0.1);
    }

    [Theory]
    [InlineData(0, 0, 20)]
    [InlineData(10, 10, 10)]
    [InlineData(60, 60, 5)]
    [InlineData(120, 60, 3)]
    public void Light_through_a_finger_is_blocked_in_spite_of_noise(double from, double by, double noise)
    {
        using var top = new Mat(1, 1, MatType.CV_8UC3, new Scalar(from / 3, from / 2, from));
        using var bottom = new Mat(1, 1, MatType.CV_8UC3, new Scalar(from / 3, from / 2, from + by));
        using var both = new Mat();
        Cv2.VConcat(top, bottom, both);
        using var picture = both.Resize(TestPictures.FrameSize);
        using var grain = new Mat(picture.Size(), MatType.CV_16SC3);
        Cv2.SetTheRNG(1);
        Cv2.Randn(grain, Scalar.All(0), Scalar.All(noise));
        using var noisy = new Mat();
        Cv2.Add(picture, grain, noisy, null, MatType.CV_8U);
        Assert.True(PictureStatistics.Read(noisy).Blocked);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    public void A_dim_room_is_not_blocked(double light)
    {
        foreach (var name in new[] { "astronaut.png", "coffee.png", "sample2.jpg", "sample5.jpg" })
        {
            using var picture = TestPictures.Pixels(name);
            using var dim = new Mat();
            picture.ConvertTo(dim, MatType.CV_8UC3, light);
            Assert.False(PictureStatistics.Read(dim).Blocked, name);
        }
    }

    [Fact]
    public void A_face_in_front_of_a_plain_wall_is_not_blocked()
    {
        using var candidate = TestPictures.Candidate();
        using var wall = TestPictures.Blank(200);
        using var face = new Mat(candidate, new Rect(230, 120, 180, 230));
        using var place = new Mat(wall, new Rect(230, 120, 180, 230));
        face.CopyTo(place);
        Assert.False(PictureStatistics.Read(wall).Blocked);
    }
}
