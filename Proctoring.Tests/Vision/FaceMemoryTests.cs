using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>Identity is decided over several frames of one person, and changes when another person takes the place.</summary>
public sealed class FaceMemoryTests : FaceMemoryTest
{
    [Fact]
    public void Two_frames_decide_nothing_and_three_do()
    {
        Assert.Null(Frame(0.8f)!.Same);
        Assert.Null(Frame(0.8f)!.Same);
        var third = Frame(0.8f)!;
        Assert.True(third.Same);
        Assert.Equal(3, third.Frames);
        Assert.Equal("MobileFaceNet", third.Model);
        Assert.Equal(IdentityZones.Default.One, new ZoneLimits(third.Threshold, third.DifferentBelow!.Value));
    }

    [Fact]
    public void Averaging_raises_the_similarity_of_one_person()
    {
        var single = Frame(0.7f, axis: 1)!.Similarity;
        Frame(0.7f, axis: 2);
        Assert.True(Frame(0.7f, axis: 3)!.Similarity > single + 0.05f);
    }

    [Fact]
    public void A_recognised_face_is_compared_every_six_seconds()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        for (var i = 0; i < 11; i++)
            Assert.Null(Frame(0.8f));
        Assert.True(Frame(0.8f)!.Same);
    }

    [Fact]
    public void A_recognised_face_that_is_clear_after_a_change_of_scene_is_compared_again_soon()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        Assert.Null(Frame(0.8f));
        Assert.True(memory.Certain);
        memory.Doubt();
        Assert.Equal((false, true), (memory.Certain, memory.Recognised));

        var first = Frame(0.8f)!;
        Assert.Equal((null, 1), (first.Same, first.Frames));
        Assert.Equal([null, null, 2], Enumerable.Range(0, 3).Select(_ => Frame(0.8f)?.Frames));
        for (var i = 0; i < 11; i++)
            Assert.Null(Frame(0.8f));
        Assert.True(Frame(0.8f)!.Same);
    }

    [Fact]
    public void A_recognised_face_that_is_not_clear_after_a_change_of_scene_is_compared_in_three_frames()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.8f);
        memory.Doubt();
        Assert.Equal([null, null, true], new[] { Frame(0.6f)!.Same, Frame(0.6f)!.Same, Frame(0.6f)!.Same });
    }

    [Fact]
    public void One_clear_frame_is_not_enough_for_a_face_that_was_never_recognised()
    {
        memory.Doubt();
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => Frame(0.9f)!.Frames));
    }

    [Fact]
    public void A_wrong_face_is_compared_in_every_frame()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.1f);
        for (var i = 0; i < 6; i++)
            Assert.False(Frame(0.1f)!.Same);
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.3f)]
    public void Another_person_in_the_same_place_is_detected_at_the_next_comparison(float similarity)
    {
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        var taken = now;
        IdentityCheck? check;
        do
        {
            check = Frame(similarity, axis: 7);
            Assert.NotEqual(true, check?.Same);
            Assert.True(now - taken < FaceMemory.CheckEvery + TimeSpan.FromSeconds(2), "the change did not show");
        } while (check?.Same is null);
    }

    [Fact]
    public void A_busy_server_with_a_frame_every_five_seconds_still_decides()
    {
        Frame(0.8f, seconds: 5);
        Frame(0.8f, seconds: 5);
        Assert.True(Frame(0.8f, seconds: 5)!.Same);
        // One frame that cannot be compared is no long doubt.
        Assert.False(memory.Saw([Middle], now += TimeSpan.FromSeconds(0.5), comparable: false));
        Assert.True(memory.Certain);
    }

    [Theory]
    [InlineData(5.2)]
    [InlineData(9.5)]
    public void Frames_that_come_rarely_still_decide(double seconds)
    {
        Frame(0.8f, seconds: seconds);
        Frame(0.8f, seconds: seconds);
        Assert.True(Frame(0.8f, seconds: seconds)!.Same);

        var engine = RuleCatalog.Default.CreateEngine();
        var changes = Enumerable
            .Range(0, 6)
            .Select(_ => Frame(0.1f, axis: 7, seconds: seconds))
            .SelectMany(check => engine.Apply(new Observation { At = now, Identity = check }));
        Assert.Contains(changes, change => change.Span.Kind.Id == "face_mismatch");
    }

    [Theory]
    [InlineData("lost")]
    [InlineData("jumps")]
    [InlineData("moves")]
    public void A_face_that_never_stays_for_three_frames_is_decided(string how)
    {
        IdentityCheck? last = null;
        for (var i = 0; i < 6; i++)
        {
            if (how == "lost" && i % 2 == 0)
                Assert.False(memory.Saw([], now += TimeSpan.FromSeconds(0.5)));
            if (how == "moves")
                memory.Doubt();
            last = Frame(0.1f, place: how == "jumps" ? Middle with { X = i % 2 * 0.6f } : null);
        }

        Assert.False(last!.Same);
        Assert.Equal(FaceMemory.FramesToKeep, last.Frames);
    }

    [Fact]
    public void A_clear_face_needs_no_mirror_image_and_a_reference_of_days_has_higher_limits()
    {
        Assert.True(memory.IsClear(new FaceEmbedding(Vectors.Like(0.63f), null)));
        Assert.False(memory.IsClear(new FaceEmbedding(Vectors.Like(0.61f), null)));
        memory.Reference = Reference with { Days = 3 };
        Assert.False(memory.IsClear(new FaceEmbedding(Vectors.Like(0.63f), null)));
        Frame(0.6f);
        Frame(0.6f);
        Assert.Null(Frame(0.6f)!.Same);
    }

    [Fact]
    public void One_bad_frame_accuses_no_one()
    {
        for (var i = 0; i < 10; i++)
            Frame(0.8f);
        var checks = Enumerable.Range(0, 16).Select(i => i == 0 ? Frame(0.05f, axis: 9) : Frame(0.8f)).ToList();
        Assert.DoesNotContain(checks, c => c?.Same == false);
        Assert.Contains(checks, c => c?.Same == true);
    }

    [Fact]
    public void Without_a_reference_nothing_is_compared_and_a_new_one_restarts_the_comparison()
    {
        memory.Reference = null;
        Assert.Null(Frame(0.8f));
        memory.Reference = Reference;
        Assert.Equal(1, Frame(0.8f)!.Frames);
    }
}
