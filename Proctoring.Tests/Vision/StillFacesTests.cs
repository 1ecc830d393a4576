using OpenCvSharp;
using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A small face that never moves is a poster; one that moves is a person.</summary>
public sealed class StillFacesTests
{
    static readonly Box Large = new(0.3f, 0.2f, 0.3f, 0.45f);
    static readonly Box Small = new(0.82f, 0.06f, 0.1f, 0.13f);

    /// <summary>A head whose hair reaches to the small face.</summary>
    static readonly Box Near = new(0.55f, 0.1f, 0.26f, 0.4f);

    readonly StillFaces memory = new();
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    /// <summary>Shows the candidate with a small face in the corner, moved by some pixels.</summary>
    bool[] Show(double shift, float motion = 0.02f, IReadOnlyList<Box>? faces = null, Rect? cover = null)
    {
        using var frame = Frame(shift, cover);
        return memory.Saw(frame, faces ?? [Large, Small], now += TimeSpan.FromSeconds(0.5), motion);
    }

    /// <summary>The candidate with a small face in the corner, moved by some pixels, and perhaps a piece of the candidate's head before
    /// it.</summary>
    static Mat Frame(double shift, Rect? cover = null)
    {
        using var scene = TestPictures.Candidate();
        using var other = TestPictures.Stranger();
        using var small = other.Resize(new Size(160, 120), 0, 0, InterpolationFlags.Area);
        using var moved = new Mat();
        using var matrix = Mat.FromPixelData(2, 3, MatType.CV_32FC1, new[] { 1f, 0, (float)shift, 0, 1, (float)shift / 2 });
        Cv2.WarpAffine(small, moved, matrix, small.Size(), borderMode: BorderTypes.Replicate);
        using (var corner = new Mat(scene, new Rect(480, 0, 160, 120)))
            moved.CopyTo(corner);
        if (cover is { } place)
        {
            using var from = new Mat(scene, new Rect(240, 60, place.Width, place.Height));
            using var to = new Mat(scene, place);
            from.CopyTo(to);
        }

        using var noise = new Mat(scene.Size(), MatType.CV_8UC3);
        Cv2.Randn(noise, Scalar.All(6), Scalar.All(3));
        Cv2.Add(scene, noise, scene);
        return Cv2.ImDecode(TestPictures.Jpeg(scene), ImreadModes.Color);
    }

    [Fact]
    public void A_poster_is_no_person_from_the_third_frame_on()
    {
        // One picture alone says nothing about movement.
        Assert.Equal([false, false], Show(shift: 0));
        Assert.Equal([false, false], Show(shift: 0));
        for (var frame = 0; frame < 60; frame++)
            Assert.Equal([false, true], Show(shift: 0));
    }

    [Fact]
    public void A_poster_is_no_person_although_the_candidate_moves()
    {
        Assert.Equal([false, false], Show(shift: 0, motion: 0.3f));
        Assert.Equal([false, false], Show(shift: 0, motion: 0.3f));
        for (var frame = 0; frame < 10; frame++)
            Assert.Equal([false, true], Show(shift: 0, motion: 0.3f));
    }

    [Fact]
    public void A_person_who_moves_a_little_is_a_person_for_a_minute()
    {
        for (var frame = 0; frame < 8; frame++)
            Show(shift: frame % 3 * 4);
        Assert.Equal([false, false], Show(shift: 0));
        for (var frame = 0; frame < 60; frame++)
            Assert.Equal([false, false], Show(shift: 0));
        for (var frame = 0; frame < 80; frame++)
            Show(shift: 0);
        Assert.Equal([false, true], Show(shift: 0));
    }

    [Fact]
    public void The_cameras_own_movement_makes_no_person()
    {
        for (var frame = 0; frame < 3; frame++)
            Show(shift: 0);
        for (var frame = 0; frame < 20; frame++)
            Assert.Equal([false, true], Show(shift: frame % 3 * 4, motion: 0.5f));
        Assert.Equal([false, true], Show(shift: 0, motion: 0.5f));
        Assert.Equal([false, true], Show(shift: 0));
    }

    [Fact]
    public void A_large_second_face_and_the_only_face_are_people_even_if_they_are_still()
    {
        for (var frame = 0; frame < 10; frame++)
        {
            Assert.Equal([false, false], Show(shift: 0, faces: [Large, Large with { X = 0.65f, Height = 0.3f }]));
            Assert.Equal([false], Show(shift: 0, faces: [Small]));
        }
    }

    [Fact]
    public void A_poster_remains_one_when_the_person_leaves_or_moves_back()
    {
        for (var frame = 0; frame < 4; frame++)
            Show(shift: 0);
        var farther = new Box(0.4f, 0.3f, 0.15f, 0.2f);
        for (var frame = 0; frame < 10; frame++)
        {
            // A person who gets up changes much of the picture.
            Assert.Equal([true], Show(shift: 0, motion: frame == 0 ? 0.5f : 0.02f, faces: [Small]));
            Assert.Equal([false, true], Show(shift: 0, faces: [farther, Small]));
        }

        // Another face in the same place is a person.
        Assert.Equal([false], Show(shift: 8, faces: [Small]));
        Assert.Equal([true], Show(shift: 0, faces: [Small]));
    }

    [Theory]
    [InlineData(496, 0, 56, 120)]
    [InlineData(480, 64, 160, 56)]
    public void A_poster_that_the_candidates_head_covers_in_part_for_a_moment_remains_one(int left, int top, int width, int height)
    {
        Rect head = new(left, top, width, height);
        for (var frame = 0; frame < 4; frame++)
            Show(shift: 0);
        for (var time = 0; time < 4; time++)
        {
            Assert.Equal([false, true], Show(shift: 0, faces: [Near, Small], cover: head));
            Assert.Equal([false, true], Show(shift: 0, faces: [Near, Small], cover: head));
            Assert.Equal([false, true], Show(shift: 0, faces: [Near, Small]));
            // The candidate's own face is lost while it turns.
            Assert.Equal([true], Show(shift: 0, faces: [Small], cover: head));
            Assert.Equal([false, true], Show(shift: 0));
        }
    }

    [Fact]
    public void A_person_beside_the_candidates_head_is_a_person()
    {
        for (var frame = 0; frame < 4; frame++)
            Show(shift: 0, faces: [Near, Small]);
        for (var frame = 0; frame < 8; frame++)
            Show(shift: frame % 3 * 4, faces: [Near, Small]);
        Assert.Equal([false, false], Show(shift: 0, faces: [Near, Small]));
    }

    [Fact]
    public void A_still_face_that_looks_different_for_long_is_a_person_when_the_candidate_leaves()
    {
        Rect head = new(496, 0, 56, 120);
        for (var frame = 0; frame < 4; frame++)
            Show(shift: 0, faces: [Near, Small]);
        for (var frame = 0; frame < 10; frame++)
            Assert.Equal([true], Show(shift: 0, faces: [Small], cover: head));
        Assert.Equal([false], Show(shift: 0, faces: [Small], cover: head));
    }

    [Fact]
    public void A_poster_that_the_detector_misses_stays_in_view_while_it_looks_the_same()
    {
        for (var frame = 0; frame < 4; frame++)
            Show(shift: 0);
        SeenFace poster = new(Small, 0.9f, Still: true);
        using var same = Frame(shift: 0);
        using var moved = Frame(shift: 8);
        Assert.Equal([poster], memory.Missed(same, [Large], [poster]));
        Assert.Empty(memory.Missed(same, [Large, Small], [poster]));
        Assert.Empty(memory.Missed(moved, [Large], [poster]));
        Assert.True(memory.LookTheSame(same, [poster]));
        Assert.False(memory.LookTheSame(moved, [poster]));
    }

    [Fact]
    public void A_wall_of_photographs_is_no_crowd()
    {
        using var other = TestPictures.Stranger();
        using var small = other.Resize(new Size(160, 120), 0, 0, InterpolationFlags.Area);
        using var wall = new Mat();
        Cv2.Repeat(small, 4, 4, wall);
        List<Box> faces = [Large];
        for (var tile = 0; tile < 16; tile++)
            faces.Add(Small with { X = (tile % 4 * 0.25f) + 0.07f, Y = (tile / 4 * 0.25f) + 0.06f });
        for (var frame = 0; frame < 6; frame++)
        {
            var still = memory.Saw(wall, faces, now += TimeSpan.FromSeconds(0.5), motion: 0.02f);
            Assert.Equal(frame < 2 ? 0 : 16, still.Count(one => one));
        }
    }
}
