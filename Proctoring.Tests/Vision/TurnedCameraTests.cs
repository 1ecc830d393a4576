using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A turned camera is found before it accuses someone, and at little cost.</summary>
public sealed class TurnedCameraTests
{
    static readonly IdentityCheck Known = new(0.9f, 0.56f, true, 3, "scripted 1");
    static readonly IdentityCheck Other = new(0.1f, 0.56f, false, 3, "scripted 1");
    static readonly IdentityCheck Fell = new(0.5f, 0.56f, null, 3, "scripted 1") { Before = 0.9f };
    static readonly IdentityCheck TooFew = new(0.1f, 0.56f, null, 1, "scripted 1");

    readonly TurnedCamera camera = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);
    int checks;

    bool Allows(IdentityCheck comparison, bool? turned, double seconds = 0.5) =>
        camera.Allows(
            comparison,
            now += TimeSpan.FromSeconds(seconds),
            () =>
            {
                checks++;
                return turned;
            }
        );

    [Fact]
    public void The_first_comparison_that_doubts_the_candidate_waits_for_a_check_of_its_own_frame()
    {
        foreach (var doubt in new[] { Other, Fell })
        {
            Assert.True(Allows(doubt, turned: false));
            // Between two doubts the camera is turned, sooner than the next check at an interval.
            Assert.True(Allows(Known, turned: true));
            Assert.False(Allows(doubt, turned: true));
            Assert.True(camera.IsTurned);
            Assert.True(Allows(TooFew, turned: false));
        }

        Assert.Equal(4, checks);
    }

    [Fact]
    public void A_lasting_doubt_is_checked_every_ten_seconds()
    {
        for (var frame = 0; frame < 60; frame++)
            Assert.True(Allows(Other, turned: false));
        Assert.Equal(3, checks);
        Assert.False(Allows(Other, turned: true, seconds: 10));
    }

    [Fact]
    public void A_failed_check_accuses_no_one_and_is_repeated()
    {
        Assert.False(Allows(Other, turned: null));
        Assert.False(Allows(Other, turned: null));
        Assert.True(Allows(Other, turned: false));
        Assert.Equal(3, checks);
    }

    [Theory]
    [InlineData("astronaut.png")]
    [InlineData("sample1.jpg")]
    [InlineData("sample6.jpg")]
    [InlineData("chelsea.png")]
    [InlineData("coffee.png")]
    public async Task The_turn_is_that_of_a_comparison_of_all_copies(string name)
    {
        var store = await RestoredModels.StoreAsync(TestContext.Current.CancellationToken);
        var opened = store.OpenAll("ultraface", "blazeface", "facemesh");
        using FaceFinder finder = new(new UltraFace(opened[0]), new BlazeFace(opened[1]), new FaceMesh(opened[2]));
        var faces = await TestPictures.FacesAsync();
        using var whole = TestPictures.Pixels(name);
        using var picture = new Mat();
        foreach (var flag in new RotateFlags?[] { null, RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180 })
        {
            if (flag is { } turned)
                Cv2.Rotate(whole, picture, turned);
            else
                whole.CopyTo(picture);
            var expected = Exhaustive(finder, picture);
            Assert.Equal(expected, faces.TurnOf(picture));
            Assert.Equal(expected is not null, faces.IsTurned(picture));
        }
    }

    [Fact]
    public async Task A_face_that_is_upright_beyond_doubt_needs_no_turned_copies()
    {
        var faces = await TestPictures.FacesAsync();
        using var candidate = TestPictures.Candidate();
        using var turned = new Mat();
        Cv2.Rotate(candidate, turned, RotateFlags.Rotate180);
        using var runs = new NetworkRuns();
        Assert.False(faces.IsTurned(candidate));
        Assert.Equal((1, 1), (runs.Counts["blazeface"], runs.Counts["ultraface"]));

        runs.Clear();
        Assert.True(faces.IsTurned(turned));
        // As it is, on one side, and upright; not on the other side.
        Assert.Equal(3, runs.Counts["blazeface"]);
    }

    /// <summary>Compares all copies without leaving out a run.</summary>
    static RotateFlags? Exhaustive(FaceFinder finder, Mat picture)
    {
        var (best, turn) = (Math.Max(1.2f, finder.Uprightness(picture, above: -1) * 1.25f), default(RotateFlags?));
        using var copy = new Mat();
        foreach (var flag in new[] { RotateFlags.Rotate90Clockwise, RotateFlags.Rotate180, RotateFlags.Rotate90Counterclockwise })
        {
            Cv2.Rotate(picture, copy, flag);
            var score = finder.Uprightness(copy, above: -1);
            Assert.InRange(score, 0, FaceFinder.MostUpright);
            if (score > best)
                (best, turn) = (score, flag);
        }

        return turn;
    }
}
