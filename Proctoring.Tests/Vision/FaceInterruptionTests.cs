using Proctoring.Core.Observations;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A face that is lost, jumps or cannot be compared restarts the comparison.</summary>
public sealed class FaceInterruptionTests : FaceMemoryTest
{
    [Fact]
    public void A_face_that_could_not_be_compared_for_three_seconds_is_compared_anew()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        for (var i = 0; i < 7; i++)
            Assert.False(memory.Saw([Middle], now += TimeSpan.FromSeconds(0.5), comparable: false));
        Assert.Equal(1, Frame(0.8f)!.Frames);
    }

    [Fact]
    public void Frames_of_before_an_interruption_count_only_for_the_same_face_and_not_for_long()
    {
        void Lose(double seconds = 0.5) => Assert.False(memory.Saw([], now += TimeSpan.FromSeconds(seconds)));
        Frame(0.7f);
        Frame(0.7f);
        // Without an interruption it would be too alike to restart: 0.49.
        Lose();
        Assert.Equal(1, Frame(0.7f, axis: 2)!.Frames);
        Lose();
        Assert.Equal(2, Frame(0.7f, axis: 2)!.Frames);
        Lose(30);
        Assert.Equal(1, Frame(0.7f, axis: 2)!.Frames);
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
        for (var i = 0; i < 14; i++)
            last = Frame(0.8f, place: box = box with { X = box.X + 0.03f }) ?? last;
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
            Assert.False(memory.Recognised);
            Assert.Equal(1, Frame(0.8f)!.Frames);
        }

        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        Assert.Equal(1, Frame(0.8f, seconds: 6)!.Frames);
    }
}
