using OpenCvSharp;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Pictures;

/// <summary>Good pictures become pixels; bad ones a reason, never an exception.</summary>
public sealed class PictureDecoderTests
{
    static DecodedPicture Decode(byte[] file, PictureLimits? limits = null) =>
        PictureDecoder.Decode(TestPictures.Slot, file, limits ?? PictureLimits.Photo);

    static PictureRefusal? RefusalOf(byte[] file)
    {
        using var decoded = Decode(file);
        Assert.Equal(decoded.Pixels is null, decoded.Refusal is not null);
        return decoded.Refusal;
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_good_picture_has_the_pixels_that_opencv_decodes(string ending)
    {
        using var frame = TestPictures.Candidate();
        Cv2.ImEncode(ending, frame, out var file);
        using var expected = Cv2.ImDecode(file, ImreadModes.Color);

        using var decoded = Decode(file);

        Assert.Null(decoded.Refusal);
        Assert.Equal((640, 480, MatType.CV_8UC3), (decoded.Pixels!.Width, decoded.Pixels.Height, decoded.Pixels.Type()));
        Assert.Equal(0, Cv2.Norm(expected, decoded.Pixels, NormTypes.INF));
    }

    [Fact]
    public void Both_jpeg_decoders_come_to_the_same_pixels()
    {
        Assert.SkipUnless(TurboJpeg.Available, "libturbojpeg is not installed; run.sh and test.sh install it.");
        using var frame = TestPictures.Pixels("sample1.jpg");
        foreach (var progressive in new[] { 0, 1 })
        {
            var file = frame.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, progressive));
            var picture = PictureInspector.Inspect(file, PictureLimits.Photo).Picture!;
            foreach (
                var mostPixels in new[]
                {
                    PictureLimits.Photo.MaxPixels,
                    picture.Width * picture.Height / 3,
                    picture.Width * picture.Height / 15,
                }
            )
            {
                using var turbo = TurboJpeg.Decode(picture, mostPixels)!;
                using var skia = SkiaDecoder.Decode(picture, mostPixels)!;
                Assert.Equal(turbo.Size(), skia.Size());
                Assert.InRange(Cv2.Norm(turbo, skia, NormTypes.INF), 0, 1);
            }
        }
    }

    [Fact]
    public void Grey_becomes_colour()
    {
        using var grey = new Mat(100, 100, MatType.CV_8UC1, Scalar.All(90));
        foreach (var ending in new[] { ".png", ".jpg" })
        {
            Cv2.ImEncode(ending, grey, out var file);
            using var decoded = Decode(file);
            Assert.Equal(MatType.CV_8UC3, decoded.Pixels!.Type());
            Assert.Equal(new Vec3b(90, 90, 90), decoded.Pixels.At<Vec3b>(50, 50));
        }
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 1, 1)]
    [InlineData(4, 0, 1)]
    [InlineData(5, 0, 0)]
    [InlineData(6, 1, 0)]
    [InlineData(7, 1, 1)]
    [InlineData(8, 0, 1)]
    public void A_picture_is_turned_upright_by_its_orientation(ushort orientation, int column, int row)
    {
        // The first stored corner is white; the EXIF orientation decides its final place.
        using var stored = new Mat(32, 64, MatType.CV_8UC3, Scalar.Black);
        stored[new Rect(0, 0, 16, 16)].SetTo(Scalar.White);
        var file = CraftedPicture.WithSegment(stored.ToBytes(".jpg"), 0xE1, CraftedPicture.ExifWithPlace(orientation));

        using var decoded = Decode(file);

        var upright = decoded.Pixels!;
        Assert.Equal(orientation < 5 ? new Size(64, 32) : new Size(32, 64), upright.Size());
        var (x, y) = (column == 0 ? 6 : upright.Width - 7, row == 0 ? 6 : upright.Height - 7);
        Assert.InRange(upright.At<Vec3b>(y, x).Item0, 200, 255);
        Assert.InRange(upright.At<Vec3b>(upright.Height - 1 - y, upright.Width - 1 - x).Item0, 0, 50);
    }

    [Theory]
    [InlineData(8160, 6144, 2040, 1536)]
    [InlineData(5712, 4284, 1428, 1071)]
    [InlineData(4032, 3024, 2016, 1512)]
    [InlineData(1280, 960, 1280, 960)]
    public void A_photo_from_a_phone_is_decoded_at_a_reduced_size(int width, int height, int decodedWidth, int decodedHeight)
    {
        using var pixels = new Mat(height, width, MatType.CV_8UC3, new Scalar(30, 60, 90));

        using var decoded = Decode(pixels.ToBytes(".jpg"));

        Assert.Equal(new Size(decodedWidth, decodedHeight), decoded.Pixels!.Size());
        Assert.InRange(decoded.Pixels.At<Vec3b>(10, 10).Item2, 85, 95);
    }

    [Theory]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_large_png_or_webp_is_reduced_too(string ending)
    {
        using var pixels = new Mat(2000, 4000, MatType.CV_8UC3, new Scalar(30, 60, 90));

        using var decoded = Decode(pixels.ToBytes(ending));

        Assert.InRange(decoded.Pixels!.Width * decoded.Pixels.Height, PictureLimits.Megapixel, PictureLimits.Photo.DecodedPixels);
        Assert.Equal(2, decoded.Pixels.Width / (double)decoded.Pixels.Height, 2);
    }

    [Fact]
    public void A_progressive_photo_is_decoded()
    {
        using var pixels = TestPictures.Pixels("sample1.jpg");
        using var expected = Cv2.ImDecode(pixels.ToBytes(".jpg"), ImreadModes.Color);

        using var decoded = Decode(pixels.ToBytes(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1)));

        Assert.Equal(0, Cv2.Norm(expected, decoded.Pixels!, NormTypes.INF));
    }

    [Fact]
    public void A_crafted_picture_is_decoded()
    {
        Assert.Null(RefusalOf(CraftedPicture.GreyJpeg(64, 48)));
        Assert.Null(RefusalOf(CraftedPicture.ProgressiveJpeg(64, 48, 3)));
        Assert.Null(RefusalOf(CraftedPicture.Png(64, 48)));
    }

    [Theory]
    [InlineData(".jpg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void A_truncated_picture_is_refused(string ending)
    {
        using var frame = TestPictures.Candidate();
        Cv2.ImEncode(ending, frame, out var file);

        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(file[..(file.Length / 2)]));
    }

    [Fact]
    public void A_header_without_a_picture_is_refused()
    {
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(Encoded.Header(640, 480)));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(CraftedPicture.PngStart(640, 480)));
        Assert.Equal(PictureRefusal.Unreadable, RefusalOf(CraftedPicture.WebPLossless(640, 480)));
    }

    [Fact]
    public async Task Nothing_is_decoded_without_an_inference_slot()
    {
        using var places = new InferenceSlots(1);
        var place = await places.TakeAsync();
        place.Dispose();

        Assert.Throws<ObjectDisposedException>(() => PictureDecoder.Decode(place, CraftedPicture.GreyJpeg(64, 64), PictureLimits.Frame));
    }
}
