using OpenCvSharp;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision.Heads;

/// <summary>A real head that turns passes; a picture of a face does not, however it is moved.</summary>
public sealed class HeadShapeTests
{
    static readonly DateTime Start = new(2026, 11, 29, 9, 0, 0, DateTimeKind.Utc);
    static readonly HeadTurn[] Turns = [HeadTurn.Left, HeadTurn.Right, HeadTurn.Up];

    static readonly string Clip = Path.Combine(TestFolders.EvaluationData, "clips", "head-pose-face-detection-female.gif");

    [Theory]
    [InlineData("candidate")]
    [InlineData("stranger")]
    public async Task A_flat_picture_does_not_pass_however_it_is_moved(string name)
    {
        using var picture = name == "candidate" ? TestPictures.Candidate() : TestPictures.Stranger();
        var reader = new HeadShapeReader(await TestPictures.FacesAsync());
        var ahead = Read(reader, picture);
        Assert.NotNull(ahead.Shape);
        List<HeadSight> moved = [.. Moves(picture).Select(map => Read(reader, picture, map))];
        Assert.True(moved.Count(sight => sight.Shape is not null) >= 0.8 * moved.Count);

        foreach (var turn in Turns)
        {
            var run = new ChallengeRun([turn], Start);
            var at = Start;
            for (var frame = 0; frame < 3; frame++)
                run.Saw(at += TimeSpan.FromMilliseconds(200), ahead);
            Assert.Equal(turn, run.Wanted);
            while (run.Outcome is null)
            {
                foreach (var sight in moved)
                    run.Saw(at += TimeSpan.FromMilliseconds(200), sight);
            }

            Assert.Equal(ChallengeResult.NotPassed, run.Outcome.Value.Result);
        }
    }

    [Fact]
    public async Task A_woman_who_turns_her_head_to_both_sides_passes()
    {
        Assert.SkipWhen(!File.Exists(Clip), $"{TestFolders.EvaluationData} is not on this machine.");
        var reader = new HeadShapeReader(await TestPictures.FacesAsync());
        using var clip = new VideoCapture(Clip);
        using var picture = new Mat();
        List<HeadSight> frames = [];
        while (clip.Read(picture))
            frames.Add(Read(reader, picture));
        var ahead = frames.FindAll(sight => sight.Shape is { } shape && Math.Abs(shape.Yaw) < 5);
        Assert.NotEmpty(ahead);

        // She turns far to one side, to the other and back; in between she looks ahead for a frame or two only.
        var run = new ChallengeRun([HeadTurn.Left, HeadTurn.Right], Start);
        var at = Start;
        foreach (var sight in (HeadSight[])[ahead[0], ahead[0], ahead[0], .. frames, .. frames])
            run.Saw(at += TimeSpan.FromMilliseconds(200), sight);
        Assert.Equal((ChallengeResult.Passed, ChallengeReason.None), run.Outcome);
    }

    [Fact]
    public async Task A_head_that_is_lifted_moves_the_nose_against_the_eyes_and_the_chin()
    {
        using var picture = TestPictures.Candidate();
        var mesh = (await TestPictures.FacesAsync()).ReadFaces(picture).Faces[0].Mesh;
        var straight = HeadShape.Read(mesh)!.Value;
        var lifted = HeadShape.Read(Lift(mesh, 25))!.Value;
        var run = new ChallengeRun([HeadTurn.Up], Start);
        var at = Start;
        foreach (var shape in (HeadShape[])[straight, straight, straight, lifted, lifted])
            run.Saw(at += TimeSpan.FromMilliseconds(200), new HeadSight(shape, ChallengeReason.None));
        Assert.Equal(ChallengeResult.Passed, run.Outcome?.Result);
    }

    [Fact]
    public async Task What_cannot_be_read_says_why()
    {
        var reader = new HeadShapeReader(await TestPictures.FacesAsync());
        using var person = TestPictures.Candidate();
        using var other = TestPictures.Stranger();
        using var both = TestPictures.Beside(person, other);
        using var room = TestPictures.Room();
        using var covered = TestPictures.Blank(6);
        Assert.Equal(ChallengeReason.SeveralFaces, Read(reader, both).Lack);
        Assert.Equal(ChallengeReason.NoFace, Read(reader, room).Lack);
        Assert.Equal(ChallengeReason.Dark, Read(reader, covered).Lack);
        Assert.Equal(ChallengeReason.Late, reader.Read(TestPictures.Slot, [1, 2, 3], PictureLimits.Frame).Lack);
    }

    /// <summary>A picture that is held at the distance of a face and turned about both axes by up to 40 degrees, shifted, tilted, made
    /// larger and smaller.</summary>
    static IEnumerable<Mat> Moves(Mat picture)
    {
        // Held for two frames at each end, which is what a turn of the head needs to count.
        foreach (var aboutUpright in (bool[])[true, false])
        {
            foreach (var degrees in (int[])[-20, -30, -40, -40, -30, -20, 20, 30, 40, 40, 30, 20])
                yield return Turned(picture, degrees, aboutUpright);
        }

        (int Shift, double Tilt, double Scale)[] others = [(30, 0, 1), (-30, 0, 1), (0, 20, 1), (0, -20, 1), (0, 0, 0.8), (10, 10, 1.1)];
        foreach (var (shift, tilt, scale) in others)
        {
            using var map = Cv2.GetRotationMatrix2D(new Point2f(320 + shift, 240), tilt, scale);
            var whole = Mat.Eye(3, 3, MatType.CV_64F).ToMat();
            using var rows = whole.RowRange(0, 2);
            map.CopyTo(rows);
            whole.Set(0, 2, whole.At<double>(0, 2) + shift);
            yield return whole;
        }
    }

    static Mat Turned(Mat picture, double degrees, bool aboutUpright)
    {
        // A face of a quarter of the picture's width is seen from two and a half times its width.
        const double Distance = 440;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var (middle, half) = (new Point2f(picture.Width / 2f, picture.Height / 2f), 200f);
        Point2f[] flat = [new(-half, -half), new(half, -half), new(half, half), new(-half, half)];
        var seen = flat.Select(point =>
            {
                var (x, y) = aboutUpright ? (point.X * cos, (double)point.Y) : (point.X, point.Y * cos);
                var depth = Distance + ((aboutUpright ? point.X : point.Y) * sin);
                return new Point2f((float)(x * Distance / depth), (float)(y * Distance / depth)) + middle;
            })
            .ToArray();
        return Cv2.GetPerspectiveTransform([.. flat.Select(point => point + middle)], seen);
    }

    static HeadSight Read(HeadShapeReader reader, Mat picture, Mat map)
    {
        using (map)
        using (var moved = new Mat())
        {
            Cv2.WarpPerspective(picture, moved, map, picture.Size(), borderMode: BorderTypes.Replicate);
            return Read(reader, moved);
        }
    }

    static HeadSight Read(HeadShapeReader reader, Mat picture) =>
        reader.Read(TestPictures.Slot, TestPictures.Jpeg(picture), PictureLimits.Frame);

    /// <summary>The mesh of the same head, lifted. Z points away from the camera.</summary>
    static MeshReading Lift(MeshReading mesh, double degrees)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        return mesh with
        {
            Points =
            [
                .. mesh.Points.Select(point => new Point3f(
                    point.X,
                    (float)((point.Y * cos) + (point.Z * sin)),
                    (float)((point.Z * cos) - (point.Y * sin))
                )),
            ],
        };
    }
}
