using OpenCvSharp;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Good pictures become pixels; bad ones a reason, never an exception.</summary>
public sealed class PictureDecoderTests
{
    static PictureRefusal? RefusalOf(byte[] bytes, PictureLimits? limits = null)
    {
        using var decoded = PictureDecoder.Decode(bytes, limits ?? PictureLimits.Frame);
        Assert.Equal(decoded.Pixels is null, decoded.Refusal is not null);
        return decoded.Refusal;
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_good_picture_is_decoded(string ending)
    {
        using var frame = TestPictures.Candidate();
        Cv2.ImEncode(ending, frame, out var bytes);
        using var decoded = PictureDecoder.Decode(bytes, PictureLimits.Photo);
        Assert.Null(decoded.Refusal);
        Assert.Equal((640, 480, MatType.CV_8UC3), (decoded.Pixels!.Width, decoded.Pixels.Height, decoded.Pixels.Type()));
    }

    [Fact]
    public void Grey_becomes_colour()
    {
        using var grey = new Mat(100, 100, MatType.CV_8UC1, Scalar.All(90));
        Cv2.ImEncode(".png", grey, out var bytes);
        using var decoded = PictureDecoder.Decode(bytes, PictureLimits.Frame);
        Assert.Equal(MatType.CV_8UC3, decoded.Pixels!.Type());
    }

    [Fact]
    public void What_is_no_picture_is_refused()
    {
        Assert.Equal(PictureRefusal.NotAnImage, RefusalOf([]));
        Assert.Equal(PictureRefusal.NotAnImage, RefusalOf([.. "<script>alert(1)</script>"u8]));
        Assert.Equal(PictureRefusal.NotAnImage, RefusalOf(new byte[2000]));
    }

    [Fact]
    public void A_giant_is_refused_by_its_header_alone()
    {
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(Crafted.Jpeg(65500, 65500)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(Crafted.Png(int.MaxValue, 100)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(Crafted.Png(uint.MaxValue, uint.MaxValue)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(Crafted.WebPExtended(1 << 24, 4096)));
    }

    [Fact]
    public void Limits_are_kept()
    {
        Assert.Equal(PictureRefusal.TooManyBytes, RefusalOf(new byte[(512 * 1024) + 1]));
        Assert.Equal(PictureRefusal.TooSmall, RefusalOf(Crafted.Jpeg(0, 0)));
        Assert.Equal(PictureRefusal.TooSmall, RefusalOf(Crafted.Png(640, 31)));
        Assert.Equal(PictureRefusal.TooManyBytes, RefusalOf(TestPictures.Bytes("sample1.jpg"), new PictureLimits(1000)));
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void What_is_cut_off_is_refused(string ending)
    {
        using var frame = TestPictures.Candidate();
        Cv2.ImEncode(ending, frame, out var bytes);
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(bytes[..(bytes.Length / 2)], PictureLimits.Photo));
    }

    [Fact]
    public void A_header_without_a_picture_is_refused()
    {
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(Crafted.Jpeg(640, 480)));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(Crafted.Png(640, 480)));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(Crafted.WebPLossless(640, 480)));
    }

    [Fact]
    public void Damage_anywhere_does_not_throw()
    {
        using var frame = TestPictures.Candidate();
        var whole = TestPictures.Jpeg(frame);
        var random = new Random(7);
        for (var i = 0; i < 40; i++)
        {
            var bytes = whole.ToArray();
            for (var k = 0; k < 20; k++) bytes[random.Next(i % 2 == 0 ? 600 : bytes.Length)] = (byte)random.Next(256);
            RefusalOf(bytes);
        }
    }
}
