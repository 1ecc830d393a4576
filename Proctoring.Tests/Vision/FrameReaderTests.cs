using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Real frames become facts, and unknown facts stay unknown.</summary>
public sealed class FrameReaderTests : FrameReaderTest
{
    [Fact]
    public async Task A_frame_becomes_facts()
    {
        using var candidate = TestPictures.Candidate();
        var seen = await ReadAsync(candidate);
        Assert.Equal((now, 1L), (seen.At, seen.Frame));
        Assert.False(seen.Picture!.Blocked);
        var face = Assert.Single(seen.Faces!);
        Assert.InRange(face.Confidence, 0.9f, 1);
        Assert.Equal(0.36f, face.Where.X, 0.03f);
        Assert.Equal(0.3f, face.Where.Width, 0.03f);
        Assert.InRange(seen.BestFaceScore!.Value, 0.9f, 1);
        Assert.Equal("ultraface 0.0.1", seen.FaceModel);
        Assert.Null(seen.Identity); // there is no reference
    }

    [Fact]
    public async Task Two_people_are_two_faces_and_neither_is_compared()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var both = TestPictures.Beside(candidate, stranger);
        memory.Faces.Reference = new FaceEmbedding(Vectors.Unit(0), null);
        var seen = await ReadAsync(both);
        Assert.Equal(2, seen.Faces!.Count);
        Assert.Null(seen.Identity);
    }

    [Fact]
    public async Task An_empty_room_has_no_face_and_a_covered_lens_has_no_answer()
    {
        using var room = TestPictures.Room();
        Assert.Empty((await ReadAsync(room)).Faces!);
        using var blank = TestPictures.Blank();
        var covered = await ReadAsync(blank);
        Assert.True(covered.Picture!.Blocked);
        Assert.Null(covered.Faces);
        Assert.Null(covered.Identity);
    }

    [Fact]
    public async Task A_face_in_the_dark_is_seen_and_so_the_camera_is_not_blocked()
    {
        using var candidate = TestPictures.Candidate();
        using var dark = new Mat();
        candidate.ConvertTo(dark, MatType.CV_8UC3, 0.06);
        Assert.True(PictureStatistics.Read(dark).Blocked);
        var seen = await ReadAsync(dark);
        Assert.Single(seen.Faces!);
        Assert.False(seen.Picture!.Blocked);
    }

    [Fact]
    public async Task A_face_turned_away_is_a_face_but_is_not_compared()
    {
        // The third woman of the picture looks far to the side.
        using var picture = TestPictures.Pixels("sample2.jpg");
        using var part = new Mat(picture, new Rect(150, 40, 640, 480));
        memory.Faces.Reference = new FaceEmbedding(Vectors.Unit(0), null);
        var seen = await ReadAsync(part);
        Assert.Single(seen.Faces!);
        Assert.Null(seen.Identity);
    }

    [Fact]
    public async Task A_head_is_read_and_objects_are_searched_in_turn()
    {
        using var candidate = TestPictures.Candidate();
        var seen = new List<Observation>();
        for (var i = 0; i < 24; i++)
            seen.Add(await ReadAsync(candidate));

        var head = seen[^1].Head!;
        Assert.InRange(head.Pose!.Value.Yaw, -25, 25);
        Assert.InRange(head.Turn!.Value.Yaw, -3f, 3);
        Assert.InRange(head.Gaze!.Value.X, -0.1f, 0.1f);
        Assert.False(head.EyesClosed);
        Assert.False(head.Covered);
        Assert.InRange(head.MouthOpenness!.Value, 0, 1);
        Assert.Equal([0, 10, 20], seen.Index().Where(o => o.Item.Head!.Liveness is not null).Select(o => o.Index));
        Assert.Equal([0, 6, 12, 18], seen.Index().Where(o => o.Item.Objects is not null).Select(o => o.Index));
        Assert.Equal(1, seen[0].Persons);
        Assert.Contains("facemesh", seen[1].FaceModel, StringComparison.Ordinal);
        Assert.Contains("ultraface", seen[6].FaceModel, StringComparison.Ordinal);
        // A camera never sends the same bytes repeatedly.
        Assert.Equal([null, 0f, 0f], seen.Take(3).Select(o => o.Picture!.Change));
    }

    [Fact]
    public async Task Liveness_is_not_judged_in_the_dark_nor_in_backlight()
    {
        using var candidate = TestPictures.Candidate();
        using var dark = new Mat();
        candidate.ConvertTo(dark, MatType.CV_8UC3, 0.25);
        Assert.NotNull((await ReadAsync(candidate)).Head!.Liveness);
        now += TimeSpan.FromSeconds(10);
        var head = (await ReadAsync(dark)).Head!;
        Assert.NotNull(head.Pose);
        Assert.Null(head.Liveness);

        using var backlit = new Mat();
        candidate.ConvertTo(backlit, MatType.CV_8UC3, 0.6);
        var face = (await ReadAsync(candidate)).Faces![0].Where;
        using var light = new Mat(candidate.Size(), MatType.CV_8UC3, Scalar.All(250));
        var place = new Rect((int)(face.X * 640), (int)(face.Y * 480), (int)(face.Width * 640), (int)(face.Height * 480));
        using (var from = new Mat(backlit, place))
        using (var to = new Mat(light, place))
            from.CopyTo(to);
        now += TimeSpan.FromSeconds(10);
        Assert.Null((await ReadAsync(light)).Head?.Liveness);
    }

    [Fact]
    public async Task Liveness_is_not_judged_without_colours_but_that_of_a_grey_picture_in_a_room_is()
    {
        using var candidate = TestPictures.Candidate();
        using var one = new Mat();
        using var grey = new Mat();
        Cv2.CvtColor(candidate, one, ColorConversionCodes.BGR2GRAY);
        Cv2.CvtColor(one, grey, ColorConversionCodes.GRAY2BGR);
        var head = (await ReadAsync(grey)).Head!;
        Assert.NotNull(head.Pose);
        Assert.Null(head.Liveness);

        using var print = candidate.Clone();
        var place = new Rect(200, 60, 240, 280);
        using (var from = new Mat(grey, place))
        using (var to = new Mat(print, place))
            from.CopyTo(to);
        now += TimeSpan.FromSeconds(10);
        Assert.NotNull((await ReadAsync(print)).Head!.Liveness);
    }

    [Fact]
    public async Task A_tracked_face_that_leaves_is_lost_at_once_and_found_again_when_it_returns()
    {
        using var candidate = TestPictures.Candidate();
        using var room = TestPictures.Room();
        using var both = TestPictures.Beside(candidate, candidate);
        await ReadAsync(candidate);
        Assert.Single((await ReadAsync(candidate)).Faces!);
        Assert.Empty((await ReadAsync(room)).Faces!);
        Assert.Single((await ReadAsync(candidate)).Faces!);
        Assert.Equal(2, (await ReadAsync(both)).Faces!.Count);
    }

    [Fact]
    public async Task A_tracked_face_that_the_detector_confirms_needs_the_mesh_once()
    {
        using var candidate = TestPictures.Candidate();
        var faces = await TestPictures.FacesAsync();
        var first = faces.ReadFaces(candidate).Faces[0];
        using var runs = new NetworkRuns();
        var again = Assert.Single(faces.ReadFaces(candidate, before: first).Faces);
        Assert.Equal((1, 1), (runs.Counts["ultraface"], runs.Counts["facemesh"]));
        Assert.Equal(first.Box, again.Box);
        Assert.Equal(first.Mesh.LeftEye.X, again.Mesh.LeftEye.X, 1.5f);
        Assert.Equal(first.Mesh.Yaw, again.Mesh.Yaw, 0.05f);

        // At another place it is read from the detector's box.
        using var room = TestPictures.Room();
        using var moved = TestPictures.Beside(room, candidate);
        runs.Clear();
        Assert.Single(faces.ReadFaces(moved, before: first).Faces);
        Assert.InRange(runs.Counts["facemesh"], 2, 10);
    }

    [Fact]
    public async Task A_picture_in_the_mirror_is_a_head_turned_the_other_way()
    {
        using var picture = TestPictures.Candidate();
        using var mirrored = picture.Flip(FlipMode.Y);
        var (faces, heads) = (await TestPictures.FacesAsync(), await TestPictures.HeadsAsync());
        var (own, other) = (faces.ReadFaces(picture).Faces[0], faces.ReadFaces(mirrored).Faces[0]);
        var (pose, turned) = (HeadPoseReader.Read(own.Mesh), HeadPoseReader.Read(other.Mesh));
        Assert.Equal(pose.Yaw, -turned.Yaw, 5f);
        Assert.Equal(pose.Pitch, turned.Pitch, 5f);
        Assert.Equal(pose.Roll, -turned.Roll, 5f);
        // The earlier left eye is the right one now.
        var (left, right) = (heads.ReadEye(picture, own.Mesh, Eye.Left)!.Reading, heads.ReadEye(mirrored, other.Mesh, Eye.Right)!.Reading);
        Assert.Equal(left.X, -right.X, 0.08f);
        Assert.Equal(left.Openness, right.Openness, 0.05f);
    }

    [Fact]
    public async Task An_eye_is_read_again_when_it_looks_different_and_after_three_seconds()
    {
        using var open = TestPictures.Candidate();
        using var closed = open.Clone();
        var mesh = (await TestPictures.FacesAsync()).ReadFaces(open).Faces[0].Mesh;
        var width = (int)mesh.LeftEye.DistanceTo(mesh.RightEye) / 2;
        foreach (var eye in new[] { mesh.LeftEye, mesh.RightEye })
        {
            using var lids = new Mat(closed, new Rect((int)eye.X - (width / 2), (int)eye.Y - (width / 4), width, width / 2));
            Cv2.GaussianBlur(lids, lids, new Size(0, 0), width / 4.0);
        }

        // All models must be loaded: runs are counted on this thread only.
        await TestPictures.FramesAsync(log);
        using var runs = new NetworkRuns();
        Assert.Equal(2, await RunsAfterAsync(open, frames: 8));
        Assert.Equal(4, await RunsAfterAsync(open, frames: 2));
        Assert.Equal(4, await RunsAfterAsync(open, frames: 2));
        Assert.Equal(6, await RunsAfterAsync(closed, frames: 2));

        async Task<int> RunsAfterAsync(Mat picture, int frames)
        {
            for (var i = 0; i < frames; i++)
                await ReadAsync(picture);
            return runs.Counts["iris"];
        }
    }
}
