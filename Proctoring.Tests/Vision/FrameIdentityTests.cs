using OpenCvSharp;
using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Proctoring.Core.Vision.Pictures;
using Proctoring.Tests.Support;
using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>The reader compares the candidate with the reference, and neither a turned camera nor a poster is another person.</summary>
public sealed class FrameIdentityTests : FrameReaderTest
{
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
}
