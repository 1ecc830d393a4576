using Proctoring.Core.Observations;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Identity is decided over several frames of one person, and changes when another person takes the place.</summary>
public sealed class FaceMemoryTests
{
    static readonly Box Middle = new(0.4f, 0.3f, 0.2f, 0.3f);
    static readonly FaceEmbedding Reference = new(Vectors.Unit(0), null);

    readonly FaceMemory memory = new(Reference);
    DateTime now = new(2026, 1, 5, 9, 0, 0, DateTimeKind.Utc);

    IdentityCheck? Frame(float similarity, int axis = 1, Box? place = null, double seconds = 0.5)
    {
        now += TimeSpan.FromSeconds(seconds);
        return memory.Saw([place ?? Middle], now)
            ? memory.Compare(
                new FaceEmbedding(Vectors.Like(similarity, axis), null),
                now,
                e => e.ToString(),
                () => throw new InvalidOperationException("not wanted")
            )
            : null;
    }

    [Fact]
    public void Two_frames_decide_nothing_and_three_do()
    {
        Assert.Null(Frame(0.8f)!.Same);
        Assert.Null(Frame(0.8f)!.Same);
        var third = Frame(0.8f)!;
        Assert.True(third.Same);
        Assert.Equal(3, third.Frames);
        Assert.Equal("MobileFaceNet", third.Model);
        Assert.Equal(FaceComparer.Threshold, third.Threshold);
    }

    [Fact]
    public void Averaging_raises_the_similarity_of_one_person()
    {
        var single = Frame(0.6f, axis: 1)!.Similarity;
        Frame(0.6f, axis: 2);
        Assert.True(Frame(0.6f, axis: 3)!.Similarity > single + 0.05f);
    }

    [Fact]
    public void A_recognised_face_is_compared_every_three_seconds()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        for (var i = 0; i < 5; i++)
            Assert.Null(Frame(0.8f));
        Assert.True(Frame(0.8f)!.Same);
    }

    [Fact]
    public void A_recognised_face_is_compared_at_once_after_a_change_of_scene()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        Assert.Null(Frame(0.8f));
        memory.Doubt();
        Assert.True(Frame(0.8f)!.Same);
    }

    [Fact]
    public void A_wrong_face_is_compared_in_every_frame()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.1f);
        for (var i = 0; i < 6; i++)
            Assert.False(Frame(0.1f)!.Same);
    }

    [Fact]
    public void Another_person_in_the_same_place_is_detected_within_seconds()
    {
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        var taken = now;
        IdentityCheck? check;
        do
        {
            check = Frame(0.1f, axis: 7);
            Assert.NotEqual(true, check?.Same);
            Assert.True(now - taken < TimeSpan.FromSeconds(5), "the change did not show");
        } while (check?.Same is null);
    }

    [Fact]
    public void A_similar_looking_person_is_detected_too()
    {
        // Similar to the first by 0.35: not different enough to clear the window, different enough for the mean to follow.
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        IdentityCheck? last = null;
        for (var i = 0; i < 10; i++)
            last = Frame(0.35f);
        Assert.False(last!.Same);
    }

    [Fact]
    public void One_bad_frame_accuses_no_one()
    {
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        var checks = Enumerable.Range(0, 8).Select(i => i == 0 ? Frame(0.05f, axis: 9) : Frame(0.8f)).ToList();
        Assert.DoesNotContain(checks, c => c?.Same == false);
        Assert.Contains(checks, c => c?.Same == true);
    }

    [Fact]
    public void A_jump_restarts_the_comparison()
    {
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        var moved = Frame(0.8f, place: new Box(0.05f, 0.1f, 0.2f, 0.3f))!;
        Assert.Null(moved.Same);
        Assert.Equal(1, moved.Frames);
    }

    [Fact]
    public void A_swaying_head_does_not_restart_the_comparison()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        var box = Middle;
        IdentityCheck? last = null;
        for (var i = 0; i < 8; i++)
            last = Frame(0.8f, place: box = box with { X = box.X + 0.04f }) ?? last;
        Assert.True(last!.Same);
    }

    [Fact]
    public void A_lost_face_several_faces_a_covered_lens_and_a_gap_restart_the_comparison()
    {
        IReadOnlyList<Box>?[] breaks =
        [
            [],
            [Middle, new Box(0.7f, 0.3f, 0.2f, 0.3f)],
            null,
        ];
        foreach (var faces in breaks)
        {
            for (var i = 0; i < 10; i++)
                Frame(0.8f);
            Assert.False(memory.Saw(faces, now += TimeSpan.FromSeconds(0.5)));
            Assert.Equal(1, Frame(0.8f)!.Frames);
        }

        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        Assert.Equal(1, Frame(0.8f, seconds: 6)!.Frames);
    }

    [Fact]
    public void Without_a_reference_nothing_is_compared_and_a_new_one_restarts_the_comparison()
    {
        memory.Reference = null;
        Assert.Null(Frame(0.8f));
        memory.Reference = Reference;
        Assert.Equal(1, Frame(0.8f)!.Frames);
    }

    [Fact]
    public void The_second_embedder_runs_only_near_the_threshold()
    {
        var both = new FaceMemory(new FaceEmbedding(Vectors.Unit(0), Vectors.Dlib(0)));
        var asked = 0;
        IdentityCheck Compare(float similarity)
        {
            var first = new FaceEmbedding(Vectors.Like(similarity), null);
            return both.Compare(
                first,
                now,
                e => e.ToString(),
                () =>
                {
                    asked++;
                    return first with { Dlib = Vectors.Dlib(0.4f) };
                }
            );
        }

        Assert.Equal("MobileFaceNet", Compare(0.9f).Model);
        Assert.Equal(0, asked);
        both.Reference = both.Reference;
        var near = Compare(FaceComparer.Threshold - 0.02f);
        Assert.Equal(1, asked);
        Assert.Equal("Both", near.Model);
        Assert.True(near.Similarity > FaceComparer.Threshold);
    }
}
