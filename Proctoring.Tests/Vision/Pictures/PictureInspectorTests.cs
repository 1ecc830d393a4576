using System.Buffers.Binary;
using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>The container of a picture is checked before a decoder sees it, and only the parts that a decoder needs pass.</summary>
public sealed class PictureInspectorTests
{
    static readonly PictureLimits Photo = PictureLimits.Photo;

    static PictureRefusal? RefusalOf(byte[] file, PictureLimits? limits = null) => PictureInspector.Inspect(file, limits ?? Photo).Refusal;

    static CheckedPicture Accepted(byte[] file)
    {
        var inspection = PictureInspector.Inspect(file, Photo);
        Assert.Null(inspection.Refusal);
        return inspection.Picture!;
    }

    [Theory]
    [InlineData(".jpg", "image/jpeg")]
    [InlineData(".png", "image/png")]
    [InlineData(".webp", "image/webp")]
    public void A_picture_from_an_encoder_is_accepted_with_its_size(string ending, string contentType)
    {
        using var pixels = new Mat(48, 100, MatType.CV_8UC3, Scalar.Red);
        Cv2.ImEncode(ending, pixels, out var file);

        var picture = Accepted(file);

        Assert.Equal((contentType, 100, 48, 1), (picture.ContentType, picture.Width, picture.Height, picture.Orientation));
        Assert.Equal(file, picture.Content);
    }

    [Fact]
    public void A_picture_cut_off_anywhere_is_refused()
    {
        using var pixels = TestPictures.Candidate();
        using var small = pixels.Resize(new Size(64, 48));
        foreach (var ending in new[] { ".jpg", ".png", ".webp" })
        {
            Cv2.ImEncode(ending, small, out var file);
            for (var length = 0; length < file.Length; length++)
                Assert.NotNull(RefusalOf(file[..length]));
        }
    }

    [Fact]
    public void Metadata_and_everything_behind_the_end_are_dropped()
    {
        var jpeg = CraftedPicture.GreyJpeg(64, 64);
        var comment = CraftedPicture.WithSegment(jpeg, 0xFE, "taken at home"u8);
        var thumbnail = CraftedPicture.WithSegment(comment, 0xE1, [.. "Exif\0\0"u8, .. CraftedPicture.GreyJpeg(16, 16)]);
        Assert.Equal(jpeg, Accepted([.. thumbnail, .. "PK and a second file"u8]).Content);

        var png = CraftedPicture.Png(64, 64);
        var withText = CraftedPicture.Png(
            64,
            64,
            CraftedPicture.Chunk("tEXt"u8, "Author\0somebody"u8),
            CraftedPicture.Chunk("eXIf"u8, "II*\0"u8)
        );
        Assert.Equal(png, Accepted([.. withText, .. "a second file"u8]).Content);

        using var pixels = new Mat(32, 32, MatType.CV_8UC3, Scalar.Red);
        Cv2.ImEncode(".webp", pixels, out var webP);
        var exif = CraftedPicture.WebPChunk("EXIF"u8, CraftedPicture.ExifWithPlace(1));
        var extended = CraftedPicture.WebP(CraftedPicture.WebPExtended(32, 32, 0x08), CraftedPicture.ChunksOf(webP), exif);
        Assert.Equal(webP, Accepted([.. extended, .. "a second file"u8]).Content);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(8)]
    public void The_orientation_is_read_from_the_metadata_that_is_dropped(ushort orientation)
    {
        var turned = CraftedPicture.WithSegment(CraftedPicture.GreyJpeg(64, 32), 0xE1, CraftedPicture.ExifWithPlace(orientation));

        var picture = Accepted(turned);

        Assert.Equal(orientation, picture.Orientation);
        Assert.Equal(-1, picture.Content.AsSpan().IndexOf("Exif"u8));
    }

    [Theory]
    [InlineData("ftypheic", PictureRefusal.Heic, "This is a HEIC picture. Send a JPEG or PNG.")]
    [InlineData("ftypmif1", PictureRefusal.Heic, "This is a HEIC picture. Send a JPEG or PNG.")]
    [InlineData("ftypavif", PictureRefusal.Avif, "This is an AVIF picture. Send a JPEG or PNG.")]
    internal void A_format_that_is_not_decoded_is_named(string box, PictureRefusal expected, string sentence)
    {
        byte[] file = [0, 0, 0, 24, .. box.Select(letter => (byte)letter), 0, 0, 0, 0];

        Assert.Equal(expected, RefusalOf(file));
        Assert.Equal(sentence, PictureRefusalText.Of(expected, Photo));
    }

    [Fact]
    public void Gif_bmp_tiff_and_nonsense_are_distinguished()
    {
        Assert.Equal(PictureRefusal.Gif, RefusalOf([.. "GIF89a and so on"u8]));
        Assert.Equal(PictureRefusal.Bmp, RefusalOf([.. "BM"u8, .. new byte[40]]));
        Assert.Equal(PictureRefusal.Tiff, RefusalOf([.. "II*\0"u8, 8, 0, 0, 0]));
        Assert.Equal(PictureRefusal.NotAnImage, RefusalOf([.. "<script>alert(1)</script>"u8]));
        Assert.Equal(PictureRefusal.NotAnImage, RefusalOf([]));
    }

    [Fact]
    public void A_camera_frame_must_be_a_baseline_jpeg_of_two_megapixels()
    {
        Assert.Null(RefusalOf(CraftedPicture.GreyJpeg(1920, 1080), PictureLimits.Frame));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(CraftedPicture.GreyJpeg(2000, 1100), PictureLimits.Frame));
        Assert.Equal(PictureRefusal.NotBaselineJpeg, RefusalOf(CraftedPicture.ProgressiveJpeg(640, 480, 1), PictureLimits.Frame));
        Assert.Equal(PictureRefusal.NotBaselineJpeg, RefusalOf(CraftedPicture.Png(64, 64), PictureLimits.Frame));
        Assert.Equal(
            "Camera frames must be baseline JPEG with at most 2 megapixels.",
            PictureRefusalText.Of(PictureRefusal.NotBaselineJpeg, PictureLimits.Frame)
        );
    }

    [Fact]
    public void A_giant_is_refused_by_its_header_alone()
    {
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(Encoded.Header(65500, 65500)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(CraftedPicture.PngStart(int.MaxValue, 100)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(CraftedPicture.PngStart(uint.MaxValue, uint.MaxValue)));
        Assert.Equal(PictureRefusal.TooManyPixels, RefusalOf(CraftedPicture.WebPLossless(16383, 16383)));
        Assert.Equal(PictureRefusal.TooSmall, RefusalOf(Encoded.Header(0, 0)));
        Assert.Equal(PictureRefusal.TooSmall, RefusalOf(CraftedPicture.PngStart(640, 15)));
        Assert.Equal(PictureRefusal.TooManyBytes, RefusalOf(CraftedPicture.GreyJpeg(64, 64), Photo with { MaxBytes = 100 }));
    }

    [Fact]
    public void A_size_that_the_data_cannot_fill_is_refused()
    {
        var jpeg = CraftedPicture.GreyJpeg(64, 64);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(jpeg.AsSpan().IndexOf((byte[])[0xFF, 0xC0]) + 5), 6400);
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(jpeg));

        byte[] png = [.. CraftedPicture.PngStart(2000, 2000), .. CraftedPicture.PngData(16, 16), .. CraftedPicture.Chunk("IEND"u8, [])];
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(png));
    }

    [Theory]
    [InlineData("acTL")]
    [InlineData("fcTL")]
    [InlineData("fdAT")]
    public void An_animated_png_is_refused(string chunk)
    {
        var file = CraftedPicture.Png(64, 64, CraftedPicture.Chunk([.. chunk.Select(letter => (byte)letter)], new byte[8]));

        Assert.Equal(PictureRefusal.Animated, RefusalOf(file));
    }

    [Fact]
    public void An_animated_webp_is_refused()
    {
        var still = CraftedPicture.ChunksOf(CraftedPicture.WebPLossless(64, 64));
        var animation = CraftedPicture.WebPChunk("ANIM"u8, new byte[6]);

        Assert.Equal(PictureRefusal.Animated, RefusalOf(CraftedPicture.WebP(CraftedPicture.WebPExtended(64, 64, 0x02), still)));
        Assert.Equal(PictureRefusal.Animated, RefusalOf(CraftedPicture.WebP(CraftedPicture.WebPExtended(64, 64), animation, still)));
        Assert.Equal(
            PictureRefusal.Animated,
            RefusalOf(CraftedPicture.WebP(CraftedPicture.WebPExtended(64, 64), CraftedPicture.WebPChunk("ANMF"u8, still)))
        );
    }

    [Fact]
    public void A_structure_that_contradicts_itself_is_refused()
    {
        var data = CraftedPicture.PngData(64, 64);
        var end = CraftedPicture.Chunk("IEND"u8, []);
        var start = CraftedPicture.PngStart(64, 64);
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf([.. start, .. CraftedPicture.PngHeader(32, 32), .. data, .. end]));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf([.. start, .. end]));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf([.. start, .. data, .. CraftedPicture.Chunk("PLTE"u8, new byte[3]), .. end]));
        Assert.Equal(PictureRefusal.Unsupported, RefusalOf([.. start, .. CraftedPicture.Chunk("CgBI"u8, new byte[4]), .. data, .. end]));
        Assert.Equal(
            PictureRefusal.Unreadable,
            RefusalOf(
                CraftedPicture.WebP(CraftedPicture.WebPExtended(99, 64), CraftedPicture.ChunksOf(CraftedPicture.WebPLossless(64, 64)))
            )
        );

        var jpeg = CraftedPicture.GreyJpeg(64, 64);
        Assert.Equal(
            PictureRefusal.Unreadable,
            RefusalOf(CraftedPicture.WithSegment(jpeg, 0xC0, CraftedPicture.Frame(0xC0, 32, 32).AsSpan(4)))
        );
        Assert.Equal(PictureRefusal.Unsupported, RefusalOf(CraftedPicture.WithSegment(jpeg, 0xCC, [0, 0])));
        Assert.Equal(PictureRefusal.Unsupported, RefusalOf([0xFF, 0xD8, .. CraftedPicture.Frame(0xC9, 64, 64)]));
    }

    [Fact]
    public void Noise_behind_any_beginning_never_throws()
    {
        var random = new Random(1);
        byte[][] starts =
        [
            [],
            [0xFF, 0xD8, 0xFF],
            CraftedPicture.PngSignature,
            CraftedPicture.PngStart(64, 64),
            CraftedPicture.WebPLossy(64, 64)[..16],
        ];
        foreach (var start in starts)
        {
            for (var i = 0; i < 2000; i++)
            {
                var noise = new byte[random.Next(200)];
                random.NextBytes(noise);
                PictureInspector.Inspect([.. start, .. noise], Photo);
            }
        }
    }
}
