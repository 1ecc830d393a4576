using System.Buffers.Binary;
using OpenCvSharp;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Sizes are read from the first bytes, as encoders write them and as an attacker would.</summary>
public sealed class PictureHeaderTests
{
    [Theory]
    [InlineData(".jpg", 0)]
    [InlineData(".png", 1)]
    [InlineData(".webp", 2)]
    public void What_an_encoder_writes_is_read(string ending, int format)
    {
        using var picture = new Mat(48, 100, MatType.CV_8UC3, Scalar.Red);
        Cv2.ImEncode(ending, picture, out var bytes);
        Assert.Equal(new PictureHeader((PictureFormat)format, 100, 48), PictureHeader.Read(bytes));
    }

    [Fact]
    public void The_three_kinds_of_WebP_are_read()
    {
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 640, 480), PictureHeader.Read(Crafted.WebPLossy(640, 480)));
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 16383, 1), PictureHeader.Read(Crafted.WebPLossless(16383, 1)));
        Assert.Equal(new PictureHeader(PictureFormat.WebP, 70000, 90000), PictureHeader.Read(Crafted.WebPExtended(70000, 90000)));
    }

    [Fact]
    public void A_thumbnail_in_front_is_stepped_over()
    {
        var thumbnail = Crafted.Jpeg(160, 120);
        byte[] app1 = [0xFF, 0xE1, 0, 0, .. thumbnail];
        BinaryPrimitives.WriteUInt16BigEndian(app1.AsSpan(2), (ushort)(app1.Length - 2));
        byte[] bytes = [0xFF, 0xD8, .. app1, 0xFF, 0xFF, .. Crafted.Jpeg(1920, 1080)[3..]];
        Assert.Equal(new PictureHeader(PictureFormat.Jpeg, 1920, 1080), PictureHeader.Read(bytes));
    }

    [Fact]
    public void A_header_that_ends_early_is_no_header()
    {
        foreach (var whole in new[] { Crafted.Jpeg(640, 480), Crafted.Png(640, 480), Crafted.WebPLossy(640, 480), Crafted.WebPLossless(640, 480), Crafted.WebPExtended(640, 480) })
        {
            Assert.NotNull(PictureHeader.Read(whole));
            for (var length = 0; length < whole.Length; length++) Assert.Null(PictureHeader.Read(whole.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Noise_is_no_picture_and_does_not_throw()
    {
        var random = new Random(1);
        byte[][] starts = [[], [0xFF, 0xD8, 0xFF], [.. Crafted.Png(1, 1)[..8]], [.. Crafted.WebPLossy(1, 1)[..16]]];
        foreach (var start in starts)
        {
            for (var i = 0; i < 2000; i++)
            {
                var bytes = new byte[random.Next(200)];
                random.NextBytes(bytes);
                start.AsSpan(0, Math.Min(start.Length, bytes.Length)).CopyTo(bytes);
                PictureHeader.Read(bytes);
            }
        }

        Assert.Null(PictureHeader.Read("GIF89a and so on, long enough to be a header"u8));
    }

    [Fact]
    public void Segments_without_a_frame_are_no_header() =>
        Assert.Null(PictureHeader.Read([0xFF, 0xD8, 0xFF, 0xDB, 0, 4, 1, 1, 0xFF, 0xDA, 0, 4, 1, 1, 0xFF, 0xC0, 0, 17, 8, 1, 0, 1, 0]));
}
