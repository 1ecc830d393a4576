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

    [Theory]
    [InlineData(RotateFlags.Rotate180)]
    [InlineData(RotateFlags.Rotate90Clockwise)]
    [InlineData(RotateFlags.Rotate90Counterclockwise)]
    public async Task A_turned_photo_is_turned_upright_and_a_turned_camera_is_refused(RotateFlags turn)
    {
        using var candidate = TestPictures.Candidate();
        using var turned = new Mat();
        Cv2.Rotate(candidate, turned, turn);
        var upright = await ReadAsync(TestPictures.Jpeg(candidate));
        var reading = await ReadAsync(TestPictures.Jpeg(turned));

        Assert.Equal((null, true, false), (reading.Refusal, reading.Turned, upright.Turned));
        Assert.InRange(IdentityZones.Cosine(upright.Embedding!.MobileFaceNet!, reading.Embedding!.MobileFaceNet!), 0.9f, 1);
        // The stored picture is upright too.
        using var stored = Cv2.ImDecode(reading.Content!, ImreadModes.Color);
        Assert.Equal(candidate.Size(), stored.Size());

        var (live, _) = new ReferenceFaceReader(await TestPictures.FacesAsync()).ReadLive(
            TestPictures.Slot,
            [TestPictures.Jpeg(turned)],
            PictureLimits.Frame
        );
        Assert.Equal((ReferenceRefusal.NotUpright, null), (live.Refusal, live.Embedding));
    }

    [Fact]
    public async Task The_sharpest_of_several_frames_is_used_and_bad_ones_are_left_out()
    {
        using var sharp = TestPictures.Candidate();
        using var soft = new Mat();
        Cv2.GaussianBlur(sharp, soft, default, 0.012 * 175);
        using var room = TestPictures.Room();
        byte[][] frames = [TestPictures.Jpeg(soft), TestPictures.Jpeg(sharp), TestPictures.Jpeg(room)];
        var reader = new ReferenceFaceReader(await TestPictures.FacesAsync(), await TestPictures.HeadsAsync());

        var (reading, index) = reader.ReadLive(TestPictures.Slot, frames, PictureLimits.Frame);
        Assert.Equal((null, 1), (reading.Refusal, index));
        Assert.Equal(ReferenceRefusal.NoFace, reader.ReadLive(TestPictures.Slot, [frames[2]], PictureLimits.Frame).Reading.Refusal);
        // A living person in three frames.
        Assert.Null(reader.ReadLive(TestPictures.Slot, [frames[1], frames[1], frames[1]], PictureLimits.Frame).Reading.Refusal);
    }

    [Theory]
    [InlineData("print.jpg")]
    [InlineData("screen.jpg")]
    public async Task A_print_or_a_screen_in_three_frames_is_refused(string kind)
    {
        var labels = Path.Combine(TestFolders.EvaluationData, "liveness", "labels.json");
        if (!File.Exists(labels))
            Assert.Skip($"{labels} is not on this machine.");
        var fakes = Proctoring.Tools.Evaluation.LabelFile.Read(labels).Lives!.Where(label => !label.Live).ToList();
        var file = Path.Combine(Path.GetDirectoryName(labels)!, fakes[kind == "print.jpg" ? 0 : 1].File);
        using var decoded = PictureDecoder.Decode(TestPictures.Slot, File.ReadAllBytes(file), PictureLimits.Photo);
        var frame = TestPictures.Jpeg(decoded.Pixels!, 90);
        var reader = new ReferenceFaceReader(await TestPictures.FacesAsync(), await TestPictures.HeadsAsync());

        var refusal = reader.ReadLive(TestPictures.Slot, [frame, frame, frame], PictureLimits.Photo).Reading.Refusal;
        // A fake may be refused for its turned or small face first; it is never accepted.
        Assert.NotNull(refusal);
        if (reader.ReadLive(TestPictures.Slot, [frame], PictureLimits.Photo).Reading.Refusal is null)
            Assert.Equal(ReferenceRefusal.NotLive, refusal);
    }

    [Theory]
    [InlineData("white")]
    [InlineData("black")]
    [InlineData("blue")]
    public async Task A_mask_is_refused_with_advice(string colour)
    {
        using var masked = TestPictures.Candidate();
        CoveredFace.PutOnMask(masked, await MeshOfAsync(masked), CoveredFace.Cloth[colour]);

        var reading = await ReadAsync(TestPictures.Jpeg(masked));

        Assert.Equal((ReferenceRefusal.Masked, null), (reading.Refusal, reading.Embedding));
        Assert.Contains("mask", ReferenceRefusalText.Of(reading, PictureLimits.Photo), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_masked_face_that_is_only_compared_is_read()
    {
        using var masked = TestPictures.Candidate();
        CoveredFace.PutOnMask(masked, await MeshOfAsync(masked), CoveredFace.Cloth["blue"]);
        var reader = new ReferenceFaceReader(await TestPictures.FacesAsync());

        var reading = reader.Read(TestPictures.Slot, TestPictures.Jpeg(masked), PictureLimits.Photo, mayBeCovered: true);

        Assert.Null(reading.Refusal);
        Assert.NotNull(reading.Embedding);
    }

    [Fact]
    public async Task Dark_glasses_are_refused_and_clear_ones_are_not()
    {
        using var dark = TestPictures.Candidate();
        CoveredFace.PutOnGlasses(dark, await MeshOfAsync(dark), 0.9);
        using var clear = TestPictures.Candidate();
        CoveredFace.PutOnGlasses(clear, await MeshOfAsync(clear), 0.15);

        Assert.Equal(ReferenceRefusal.DarkGlasses, await RefusalOfAsync(dark));
        Assert.Null(await RefusalOfAsync(clear));
    }

    [Fact]
    public async Task The_guidance_before_the_photo_names_a_mask_and_dark_glasses()
    {
        using var plain = TestPictures.Candidate();
        using var masked = TestPictures.Candidate();
        CoveredFace.PutOnMask(masked, await MeshOfAsync(masked), CoveredFace.Cloth["blue"]);
        using var dark = TestPictures.Candidate();
        CoveredFace.PutOnGlasses(dark, await MeshOfAsync(dark), 0.9);
        var reader = new ReferenceFaceReader(await TestPictures.FacesAsync());
        ReferenceReading Judged(Mat picture) => reader.Judge(TestPictures.Slot, TestPictures.Jpeg(picture), PictureLimits.Frame);

        Assert.Null(Judged(plain).Refusal);
        Assert.Equal((ReferenceRefusal.Masked, null), (Judged(masked).Refusal, Judged(masked).Embedding));
        Assert.Equal(ReferenceRefusal.DarkGlasses, Judged(dark).Refusal);
    }

    static async Task<MeshReading> MeshOfAsync(Mat picture) => (await TestPictures.FacesAsync()).ReadFaces(picture).Faces[0].Mesh;

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
    public async Task A_person_may_accept_only_a_photo_with_one_face_that_can_be_compared()
    {
        using var masked = TestPictures.Candidate();
        CoveredFace.PutOnMask(masked, (await TestPictures.FacesAsync()).ReadFaces(masked).Faces[0].Mesh, CoveredFace.Cloth["blue"]);
        var refused = await ReadAsync(TestPictures.Jpeg(masked));
        Assert.Equal((ReferenceRefusal.Masked, true), (refused.Refusal, refused.MayBeApproved));
        using var group = TestPictures.Pixels("sample3.jpg");
        Assert.False((await ReadAsync(TestPictures.Jpeg(group))).MayBeApproved);
        Assert.False((await ReadAsync(TestFaces.Empty)).MayBeApproved);
        Assert.False((await ReadAsync(TestFaces.Candidate)).MayBeApproved);
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
