using OpenCvSharp;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>An ordinary webcam frame is accepted as a reference; a bad picture is refused with a reason that a person can
/// correct.</summary>
public sealed class ReferenceFaceReaderTests
{
    static async Task<ReferenceReading> ReadAsync(byte[] bytes) =>
        new ReferenceFaceReader(await TestPictures.FacesAsync()).Read(TestPictures.Slot, bytes, PictureLimits.Photo);

    static async Task<ReferenceRefusal?> RefusalOfAsync(Mat picture)
    {
        var reading = await ReadAsync(TestPictures.Jpeg(picture));
        Assert.Equal(reading.Refusal is null, reading.Embedding is not null);
        return reading.Refusal;
    }

    [Fact]
    public async Task An_ordinary_frame_is_accepted()
    {
        using var candidate = TestPictures.Candidate();
        var reading = await ReadAsync(TestPictures.Jpeg(candidate));
        Assert.Null(reading.Refusal);
        Assert.NotNull(reading.Embedding!.MobileFaceNet);
        Assert.NotNull(reading.Embedding.Dlib);
        Assert.InRange(reading.Where!.Value.Width, 0.2f, 0.35f);
        Assert.InRange(reading.Sharpness!.Value, 0.4f, 2);
    }

    [Fact]
    public async Task A_soft_or_dim_frame_is_accepted_too()
    {
        using var candidate = TestPictures.Candidate();
        using var soft = new Mat();
        Cv2.GaussianBlur(candidate, soft, default, 0.015 * 175);
        Assert.Null(await RefusalOfAsync(soft));
        using var dim = new Mat();
        candidate.ConvertTo(dim, MatType.CV_8UC3, 0.5);
        Assert.Null(await RefusalOfAsync(dim));
    }

    [Fact]
    public async Task A_blurred_face_is_refused()
    {
        using var candidate = TestPictures.Candidate();
        using var blurred = new Mat();
        Cv2.GaussianBlur(candidate, blurred, default, 0.05 * 175);
        Assert.Equal(ReferenceRefusal.TooBlurred, await RefusalOfAsync(blurred));
    }

    [Fact]
    public async Task A_dark_face_is_refused()
    {
        using var candidate = TestPictures.Candidate();
        using var dark = new Mat();
        candidate.ConvertTo(dark, MatType.CV_8UC3, 0.12);
        Assert.Equal(ReferenceRefusal.TooDark, await RefusalOfAsync(dark));
    }

    [Fact]
    public async Task A_face_far_away_is_refused()
    {
        using var candidate = TestPictures.Candidate();
        using var far = candidate.Resize(new Size(240, 180));
        Assert.Equal(ReferenceRefusal.TooSmall, await RefusalOfAsync(far));
    }

    [Fact]
    public async Task Half_a_face_is_refused()
    {
        using var candidate = TestPictures.Candidate();
        using var half = new Mat(candidate, new Rect(290, 0, 350, 480));
        Assert.Contains(
            await RefusalOfAsync(half),
            new ReferenceRefusal?[] { ReferenceRefusal.AtTheEdge, ReferenceRefusal.TurnedAway, ReferenceRefusal.NoFace }
        );
        using var chinless = new Mat(candidate, new Rect(0, 0, 640, 280));
        Assert.Equal(ReferenceRefusal.AtTheEdge, await RefusalOfAsync(chinless));
    }

    [Fact]
    public async Task No_person_several_people_and_a_covered_lens_are_refused()
    {
        using var room = TestPictures.Room();
        Assert.Equal(ReferenceRefusal.NoFace, await RefusalOfAsync(room));
        using var group = TestPictures.Pixels("sample3.jpg");
        Assert.Equal(ReferenceRefusal.SeveralFaces, await RefusalOfAsync(group));
        using var blank = TestPictures.Blank();
        Assert.Equal(ReferenceRefusal.Blocked, await RefusalOfAsync(blank));
    }

    [Fact]
    public async Task A_person_looking_away_is_refused()
    {
        using var picture = TestPictures.Pixels("sample2.jpg");
        using var part = new Mat(picture, new Rect(150, 40, 640, 480));
        Assert.Equal(ReferenceRefusal.TurnedAway, await RefusalOfAsync(part));
    }

    [Fact]
    public async Task Bad_bytes_are_refused()
    {
        Assert.Equal(ReferenceRefusal.NotAnImage, (await ReadAsync([])).Refusal);
        Assert.Equal(ReferenceRefusal.NotAnImage, (await ReadAsync(Encoded.Header(640, 480))).Refusal);
        Assert.Equal(ReferenceRefusal.TooLarge, (await ReadAsync(CraftedPicture.PngStart(20000, 20000))).Refusal);
        Assert.Equal(ReferenceRefusal.TooSmall, (await ReadAsync(CraftedPicture.PngStart(10, 10))).Refusal);
    }
}
