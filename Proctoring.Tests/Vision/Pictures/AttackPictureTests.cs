using System.Buffers.Binary;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>
/// Pictures that crashed the server, took gigabytes or occupied a core for minutes (issue 9, R1 to R3) are refused by their container.
/// </summary>
public sealed class AttackPictureTests
{
    static PictureRefusal? RefusalOf(byte[] file)
    {
        using var decoded = PictureDecoder.Decode(TestPictures.Slot, file, PictureLimits.Photo);
        Assert.Equal(decoded.Pixels is null, decoded.Refusal is not null);
        return decoded.Refusal;
    }

    [Fact]
    public void An_animation_with_an_undefined_filter_is_refused() =>
        Assert.Equal(PictureRefusal.Animated, RefusalOf(CraftedPicture.BrokenAnimation()));

    [Fact]
    public void A_still_png_with_an_undefined_filter_is_refused()
    {
        byte[] file =
        [
            .. CraftedPicture.PngStart(64, 64),
            .. CraftedPicture.PngData(64, 64, filter: 9),
            .. CraftedPicture.Chunk("IEND"u8, []),
        ];

        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(file));
    }

    [Theory]
    [InlineData(0x40000000)]
    [InlineData(0x7ffffff0)]
    [InlineData(0xff000000)]
    public void A_chunk_that_claims_gigabytes_is_refused_without_allocating_them(uint length)
    {
        var chunk = CraftedPicture.Chunk("tEXt"u8, "short"u8);
        BinaryPrimitives.WriteUInt32BigEndian(chunk, length);
        byte[] file = [.. CraftedPicture.PngStart(64, 64), .. chunk];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
    }

    [Theory]
    [InlineData(25)]
    [InlineData(2800)]
    public void A_jpeg_with_thousands_of_scans_is_refused(int scans) =>
        Assert.Equal(PictureRefusal.TooComplex, RefusalOf(CraftedPicture.ProgressiveJpeg(4096, 4096, scans)));

    [Fact]
    public void A_progressive_jpeg_that_needs_too_much_memory_is_refused()
    {
        // 25 megapixels of coefficients; the same size in a baseline JPEG needs a few rows.
        Assert.Equal(PictureRefusal.TooComplex, RefusalOf(CraftedPicture.ProgressiveJpeg(5120, 5120, 1)));
        Assert.Null(RefusalOf(CraftedPicture.GreyJpeg(5120, 5120)));
    }

    [Fact]
    public void A_large_interlaced_png_is_refused()
    {
        byte[] file =
        [
            .. CraftedPicture.PngSignature,
            .. CraftedPicture.PngHeader(2000, 2000, interlace: 1),
            .. CraftedPicture.PngData(2000, 2000),
        ];

        Assert.Equal(PictureRefusal.TooComplex, RefusalOf(file));
    }
}
