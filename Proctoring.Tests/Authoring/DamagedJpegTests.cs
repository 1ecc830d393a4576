using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>A picture of an exam that is damaged within a scan keeps the pixels that a decoder shows.</summary>
public sealed class DamagedJpegTests
{
    /// <summary>TEM, reserved ones, a frame, a table, the start of a picture, the end, parameters of applications, a comment.</summary>
    static readonly byte[] Markers = [0x01, 0x02, 0x05, 0x4F, 0xBF, 0xC0, 0xC4, 0xD8, 0xD9, 0xDC, 0xE1, 0xEF, 0xF0, 0xFE];

    [Theory]
    [InlineData(0, 0)]
    [InlineData(4, 0)]
    [InlineData(0, 1)]
    [InlineData(4, 1)]
    public void A_marker_within_a_scan_takes_no_pixels_with_it(int restartInterval, int progressive)
    {
        var whole = Jpeg(restartInterval, progressive);
        var shown = 0;

        foreach (var marker in Markers)
        {
            var damaged = Damaged(whole, marker);
            using var before = Cv2.ImDecode(damaged, ImreadModes.Color);
            if (before.Empty())
                continue;
            shown++;
            using var after = Cv2.ImDecode(PictureMetadata.Without(damaged), ImreadModes.Color);
            Assert.True(Same(before, after), $"The marker {marker:X2} changed the picture.");
        }

        Assert.NotEqual(0, shown);
    }

    /// <summary>The reason for the test above: most of such a picture is visible.</summary>
    [Fact]
    public void A_decoder_goes_on_after_a_reserved_marker_at_the_next_restart()
    {
        var whole = Jpeg(restartInterval: 4, progressive: 0);
        using var intact = Cv2.ImDecode(whole, ImreadModes.Color);
        using var stored = Cv2.ImDecode(PictureMetadata.Without(Damaged(whole, 0x05)), ImreadModes.Color);

        var lower = new Rect(0, intact.Height / 2, intact.Width, intact.Height / 2);
        using Mat expected = new(intact, lower),
            actual = new(stored, lower);
        Assert.True(Same(expected, actual));
    }

    static byte[] Jpeg(int restartInterval, int progressive)
    {
        using var picture = TestPictures.Candidate();
        return picture.ToBytes(
            ".jpg",
            new ImageEncodingParam(ImwriteFlags.JpegQuality, 90),
            new ImageEncodingParam(ImwriteFlags.JpegRstInterval, restartInterval),
            new ImageEncodingParam(ImwriteFlags.JpegProgressive, progressive)
        );
    }

    /// <summary>The picture with a marker near the beginning of its first scan.</summary>
    static byte[] Damaged(byte[] jpeg, byte marker)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 60;
        while (jpeg[at - 1] == 0xFF || jpeg[at] == 0xFF)
            at++;
        return [.. jpeg[..at], 0xFF, marker, .. jpeg[at..]];
    }

    static bool Same(Mat one, Mat other) => one.Size() == other.Size() && Cv2.Norm(one, other, NormTypes.INF) == 0;
}
