using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OpenCvSharp;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Heads;
using Proctoring.Core.Vision.Objects;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Real frames become facts, and unknown facts stay unknown.</summary>
public sealed class FrameReaderTests
{
    readonly VisionMemory memory = new(new FaceMemory());
    readonly CountingLogger log = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);
    long number;

    async Task<Observation> ReadAsync(Mat picture)
    {
        var reading = (await TestPictures.FramesAsync(log)).Read(
            TestPictures.Slot,
            TestPictures.Jpeg(picture),
            now += TimeSpan.FromSeconds(0.5),
            ++number,
            memory
        );
        Assert.Null(reading.Refusal);
        return reading.Observation!;
    }

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
    public async Task The_right_person_is_recognised_after_three_frames_and_another_is_detected_soon()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        memory.Faces.Reference = new ReferenceFaceReader(await TestPictures.FacesAsync())
            .Read(TestPictures.Slot, TestPictures.Jpeg(candidate, 90), PictureLimits.Frame)
            .Embedding;
        Assert.NotNull(memory.Faces.Reference);

        var own = new List<IdentityCheck?>();
        for (var i = 0; i < 8; i++)
            own.Add((await ReadAsync(candidate)).Identity);
        Assert.Equal([null, null, true], own.Take(3).Select(c => c!.Same));
        Assert.InRange(own[2]!.Similarity, 0.8f, 1);
        Assert.Equal("mobilefacenet 1.0.24", own[2]!.Model);

        var other = new List<bool?>();
        for (var i = 0; i < 8; i++)
            other.Add((await ReadAsync(stranger)).Identity?.Same);
        Assert.DoesNotContain(true, other);
        Assert.Contains(false, other);

        var back = new List<bool?>();
        for (var i = 0; i < 4; i++)
            back.Add((await ReadAsync(candidate)).Identity?.Same);
        Assert.DoesNotContain(false, back);
        Assert.Contains(true, back);
    }

    [Theory]
    [InlineData(RotateFlags.Rotate180)]
    [InlineData(RotateFlags.Rotate90Clockwise)]
    [InlineData(RotateFlags.Rotate90Counterclockwise)]
    public async Task A_camera_that_is_turned_during_the_exam_shows_no_other_person(RotateFlags turn)
    {
        using var candidate = TestPictures.Candidate();
        using var turned = new Mat();
        Cv2.Rotate(candidate, turned, turn);
        memory.Faces.Reference = new ReferenceFaceReader(await TestPictures.FacesAsync())
            .Read(TestPictures.Slot, TestPictures.Jpeg(candidate, 90), PictureLimits.Frame)
            .Embedding;
        for (var frame = 0; frame < 6; frame++)
            await ReadAsync(candidate);
        var seen = new List<Observation>();
        for (var frame = 0; frame < 30; frame++)
            seen.Add(await ReadAsync(turned));

        Assert.DoesNotContain(seen, one => one.Identity?.Same == false);
        if (turn == RotateFlags.Rotate180)
        {
            Assert.All(seen, one => Assert.Single(one.Faces!));
            Assert.InRange(now - seen[^1].UncomparedSince!.Value, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
            Assert.True(seen[^1].CameraTurned);
            var rule = new IdentityUnconfirmedRule();
            var finding = rule.Judge(seen[^1] with { At = now.AddSeconds(30) })!;
            Assert.Equal(Severity.Medium, rule.SeverityOf(finding));

            // The candidate leaves when the camera is due for a check, and returns.
            using var room = TestPictures.Room();
            now += TimeSpan.FromSeconds(10);
            Assert.Empty((await ReadAsync(room)).Faces!);
            for (var frame = 0; frame < 5; frame++)
                seen.Add(await ReadAsync(turned));
            Assert.DoesNotContain(seen, one => one.Identity?.Same == false);
        }

        for (var frame = 0; frame < 30; frame++)
            seen.Add(await ReadAsync(candidate));
        Assert.True(seen[^1].Identity?.Same ?? memory.Faces.Certain);
        Assert.Null(seen[^1].CameraTurned);
    }

    [Fact]
    public async Task A_camera_that_is_turned_between_two_checks_shows_no_other_person()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var turned = new Mat();
        Cv2.Rotate(candidate, turned, RotateFlags.Rotate180);
        memory.Faces.Reference = new ReferenceFaceReader(await TestPictures.FacesAsync())
            .Read(TestPictures.Slot, TestPictures.Jpeg(candidate, 90), PictureLimits.Frame)
            .Embedding;
        async Task<List<Observation>> ShowAsync(Mat picture, int frames)
        {
            List<Observation> seen = [];
            for (var frame = 0; frame < frames; frame++)
                seen.Add(await ReadAsync(picture));
            return seen;
        }

        // The other person leads to a check, so the next one at an interval would come ten seconds later.
        Assert.Contains(await ShowAsync(stranger, 4), one => one.Identity?.Same == false);
        Assert.Contains(await ShowAsync(candidate, 4), one => one.Identity?.Same == true);
        var seen = await ShowAsync(turned, 8);
        Assert.All(seen, one => Assert.Single(one.Faces!));
        Assert.DoesNotContain(seen, one => one.Identity is { Same: false } or { Before: not null });
        Assert.True(seen[^1].CameraTurned);
        // Pose and liveness of a face upside down are wrong.
        Assert.Null(seen[^1].Head);
        // A camera that stands upright again hides no one.
        await ShowAsync(candidate, 24);
        Assert.Contains(await ShowAsync(stranger, 6), one => one.Identity?.Same == false);
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
    public async Task A_poster_behind_the_candidate_is_no_second_person_and_does_not_stop_the_comparison()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var poster = stranger.Resize(new Size(192, 144), 0, 0, InterpolationFlags.Area);
        using var scene = candidate.Clone();
        using (var wall = new Mat(scene, new Rect(0, 0, 192, 144)))
            poster.CopyTo(wall);
        memory.Faces.Reference = new ReferenceFaceReader(await TestPictures.FacesAsync())
            .Read(TestPictures.Slot, TestPictures.Jpeg(candidate, 90), PictureLimits.Frame)
            .Embedding;
        var seen = new List<Observation>();
        for (var frame = 0; frame < 8; frame++)
            seen.Add(await ReadAsync(scene));
        // Two frames show that it does not move; three would accuse.
        Assert.Equal([2, 2, 1, 1, 1, 1, 1, 1], seen.Select(one => one.People!.Value));
        Assert.All(seen, one => Assert.Equal(2, one.Faces!.Count));
        Assert.Contains(seen, one => one.Identity?.Same == true);
        Assert.All(seen.Skip(2), one => Assert.NotNull(one.Head));
        var engine = RuleCatalog.Default.CreateEngine();
        Assert.DoesNotContain(seen.SelectMany(engine.Apply), change => change.Span.Kind.Id == "multiple_faces_detected");
    }

    [Fact]
    public async Task A_poster_calls_the_detector_only_when_it_looks_different()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var poster = stranger.Resize(new Size(192, 144), 0, 0, InterpolationFlags.Area);
        using var scene = candidate.Clone();
        using (var wall = new Mat(scene, new Rect(0, 0, 192, 144)))
            poster.CopyTo(wall);
        for (var frame = 0; frame < 4; frame++)
            await ReadAsync(scene);

        // The models are loaded by now: runs are counted on this thread only.
        using var runs = new NetworkRuns();
        for (var frame = 0; frame < 12; frame++)
        {
            var seen = await ReadAsync(scene);
            Assert.Equal((2, 1), (seen.Faces!.Count, seen.People!.Value));
            Assert.NotNull(seen.Head);
        }

        // Every three seconds.
        Assert.Equal(2, runs.Counts["ultraface"]);
        Assert.Single((await ReadAsync(candidate)).Faces!);
        Assert.Equal(3, runs.Counts["ultraface"]);
    }

    [Fact]
    public async Task A_poster_that_remains_when_the_candidate_leaves_is_no_other_person_and_does_not_hide_it()
    {
        using var candidate = TestPictures.Candidate();
        using var stranger = TestPictures.Stranger();
        using var room = TestPictures.Room();
        using var poster = stranger.Resize(new Size(192, 144), 0, 0, InterpolationFlags.Area);
        foreach (var scene in new[] { candidate, room })
        {
            using var wall = new Mat(scene, new Rect(0, 0, 192, 144));
            poster.CopyTo(wall);
        }

        memory.Faces.Reference = new FaceEmbedding(Vectors.Unit(0), null);
        for (var frame = 0; frame < 6; frame++)
            await ReadAsync(candidate);
        var engine = RuleCatalog.Default.CreateEngine();
        var flags = new List<string>();
        for (var frame = 0; frame < 10; frame++)
        {
            var alone = await ReadAsync(room);
            Assert.Equal((1, 0), (alone.Faces!.Count, alone.People!.Value));
            Assert.Null(alone.Identity);
            Assert.Null(alone.Head);
            Assert.Null(alone.Replay);
            flags.AddRange(engine.Apply(alone).Where(change => change.Kind == ChangeKind.Began).Select(change => change.Span.Kind.Id));
        }

        Assert.Equal(["face_not_detected"], flags);
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

    [Fact]
    public async Task Bad_bytes_are_refused()
    {
        var reader = await TestPictures.FramesAsync(log);
        Assert.Equal(PictureRefusal.NotAnImage, reader.Read(TestPictures.Slot, [1, 2, 3], now, 1, memory).Refusal);
        Assert.Equal(PictureRefusal.TooManyPixels, reader.Read(TestPictures.Slot, Encoded.Header(9000, 9000), now, 2, memory).Refusal);
        Assert.Null(reader.Read(TestPictures.Slot, Encoded.Header(640, 480), now, 3, memory).Observation);
    }

    [Fact]
    public void A_model_that_fails_leaves_the_fact_unknown_and_is_logged_once_a_minute()
    {
        // Without any model every step fails.
        var time = new FakeTimeProvider();
        var reader = new FrameReader(
            new FaceReader(null!, null!, null!),
            new HeadReader(null!, null!),
            new ObjectReader(null!),
            new VisionOptions(),
            time,
            log
        );
        using var candidate = TestPictures.Candidate();
        for (var i = 0; i < 3; i++)
        {
            var reading = reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now, i, memory);
            Assert.True(reading.Failed);
            Assert.NotNull(reading.Observation!.Picture);
            Assert.Null(reading.Observation.Faces);
            Assert.Null(reading.Observation.Objects);
            Assert.Null(reading.Observation.Persons);
            Assert.Null(reading.Observation.Head);
        }

        Assert.Equal(2, log.Warnings); // one for each step

        time.Advance(FailureLog.Interval);
        reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now + FailureLog.Interval, 4, memory);
        Assert.Equal(4, log.Warnings);
    }

    [Fact]
    public async Task A_failed_step_counts_until_it_succeeds_although_the_others_work()
    {
        using var candidate = TestPictures.Candidate();
        var works = await TestPictures.FramesAsync(log);
        var fails = new FrameReader(
            await TestPictures.FacesAsync(),
            await TestPictures.HeadsAsync(),
            new ObjectReader(null!),
            new VisionOptions(),
            TimeProvider.System,
            log
        );
        FrameReading Read(FrameReader reader, double seconds) =>
            reader.Read(TestPictures.Slot, TestPictures.Jpeg(candidate), now += TimeSpan.FromSeconds(seconds), ++number, memory);

        Assert.False(Read(works, 0.5).Failed);
        var failed = Read(fails, 4);
        Assert.Single(failed.Observation!.Faces!);
        Assert.Null(failed.Observation.Objects);
        Assert.True(failed.Failed);
        // No pass was due, so objects are still unknown.
        Assert.True(Read(works, 0.5).Failed);
        Assert.False(Read(works, 4).Failed);
    }

    [Fact]
    public void A_failure_of_long_ago_says_nothing()
    {
        var steps = new FailedSteps();
        Assert.False(steps.Any(now));
        steps.Failed("face comparison", now);
        Assert.True(steps.Any(now.AddSeconds(20)));
        Assert.False(steps.Any(now.AddSeconds(21)));
        steps.Failed("liveness", now.AddSeconds(21));
        steps.Succeeded("face comparison");
        Assert.True(steps.Any(now.AddSeconds(21)));
        steps.Succeeded("liveness");
        Assert.False(steps.Any(now.AddSeconds(21)));
    }

    sealed class CountingLogger : ILogger<FrameReader>
    {
        public int Warnings { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(Microsoft.Extensions.Logging.LogLevel logLevel) => true;

        public void Log<TState>(
            Microsoft.Extensions.Logging.LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Warnings += logLevel == Microsoft.Extensions.Logging.LogLevel.Warning ? 1 : 0;
    }
}
