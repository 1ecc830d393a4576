using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
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
            ? memory.Compare(new FaceEmbedding(Vectors.Like(similarity, axis), null), now, "MobileFaceNet")
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
    public void A_fall_counts_from_the_newest_clear_frames_of_a_face_that_jumps_often()
    {
        for (var i = 0; i < 3; i++)
            Frame(0.85f);
        for (var jump = 0; jump < 3; jump++)
        {
            memory.Doubt();
            for (var i = 0; i < 4; i++)
                Frame(0.65f);
        }

        memory.Doubt();
        Frame(0.45f);
        Frame(0.45f);
        var last = Frame(0.45f)!;
        Assert.NotNull(last.UnsureSince);
        Assert.Null(last.Before);
    }

    [Fact]
    public void A_similar_person_with_one_clear_frame_after_the_cut_is_noticed_within_five_seconds()
    {
        for (var i = 0; i < 20; i++)
            Frame(0.85f);
        memory.Doubt();
        var (engine, cut) = (RuleCatalog.Default.CreateEngine(), now);
        Assert.Null(Frame(0.63f, axis: 7)!.Same);
        List<ViolationChange> changes = [];
        while (changes.Count == 0 && now - cut < TimeSpan.FromSeconds(6))
            changes.AddRange(engine.Apply(new Observation { At = now, Identity = Frame(0.45f, axis: 7) }));

        Assert.Equal("identity_unconfirmed", Assert.Single(changes).Span.Kind.Id);
        Assert.InRange(now - cut, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
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

    [Theory]
    [InlineData(0.4f)]
    [InlineData(0.5f)]
    public void A_swap_of_two_similar_people_is_reported_within_five_seconds_of_the_cut(float similarity)
    {
        var engine = RuleCatalog.Default.CreateEngine();
        for (var i = 0; i < 20; i++)
            Frame(0.85f);
        memory.Doubt();
        var cut = now;
        List<ViolationChange> changes = [];
        while (changes.Count == 0 && now - cut < TimeSpan.FromSeconds(6))
            changes.AddRange(engine.Apply(new Observation { At = now, Identity = Frame(similarity, axis: 7) }));

        var flag = Assert.Single(changes).Span;
        Assert.Equal(("identity_unconfirmed", Severity.Medium), (flag.Kind.Id, flag.Severity));
        Assert.InRange(now - cut, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public void A_long_unsure_result_is_Low_and_the_same_person_or_another_ends_it()
    {
        var engine = RuleCatalog.Default.CreateEngine();
        List<ViolationChange> Show(float similarity, int frames)
        {
            List<ViolationChange> changes = [];
            for (var i = 0; i < frames; i++)
            {
                var check = Frame(similarity);
                changes.AddRange(engine.Apply(new Observation { At = now, Identity = check }));
            }

            return changes;
        }

        Assert.Empty(Show(0.45f, 55));
        var began = Assert.Single(Show(0.45f, 12), change => change.Kind == ChangeKind.Began).Span;
        Assert.Equal(("identity_unconfirmed", Severity.Low), (began.Kind.Id, began.Severity));
        Assert.Contains(Show(0.9f, 60), change => change.Kind == ChangeKind.Ended);
    }

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
    public void A_face_that_cannot_be_compared_for_long_is_Low_until_it_can()
    {
        var engine = RuleCatalog.Default.CreateEngine();
        List<ViolationChange> Show(bool comparable, int frames)
        {
            List<ViolationChange> changes = [];
            for (var i = 0; i < frames; i++)
            {
                now += TimeSpan.FromSeconds(0.5);
                var due = memory.Saw([Middle], now, comparable);
                var check = due ? memory.Compare(new FaceEmbedding(Vectors.Like(0.8f), null), now, "MobileFaceNet") : null;
                changes.AddRange(
                    engine.Apply(
                        new Observation
                        {
                            At = now,
                            Identity = check,
                            UncomparedSince = memory.UncomparedSince,
                        }
                    )
                );
            }

            return changes;
        }

        Assert.Empty(Show(comparable: true, 10));
        Assert.Empty(Show(comparable: false, 120));
        // A lost frame is no comparison.
        memory.Saw([], now += TimeSpan.FromSeconds(0.5));
        var began = Assert.Single(Show(comparable: false, 10), change => change.Kind == ChangeKind.Began).Span;
        Assert.Equal(("identity_unconfirmed", Severity.Low), (began.Kind.Id, began.Severity));
        Assert.Equal("the face could not be compared", began.Detail);
        Assert.Contains(Show(comparable: true, 40), change => change.Kind == ChangeKind.Ended);

        // A face that was away begins anew, and without a reference nothing is missing.
        Show(comparable: false, 100);
        now += TimeSpan.FromSeconds(11);
        Assert.Empty(Show(comparable: false, 115));
        memory.Reference = null;
        memory.Saw([Middle], now += TimeSpan.FromSeconds(20), comparable: false);
        Assert.Null(memory.UncomparedSince);
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

    [Fact]
    public void Without_a_reference_nothing_is_compared_and_a_new_one_restarts_the_comparison()
    {
        memory.Reference = null;
        Assert.Null(Frame(0.8f));
        memory.Reference = Reference;
        Assert.Equal(1, Frame(0.8f)!.Frames);
    }

    [Fact]
    public void A_reference_with_dlibs_vector_only_stays_unsure()
    {
        var stored = new FaceMemory(new FaceEmbedding(null, Vectors.Dlib(0)));
        IdentityCheck? check = null;
        for (var i = 0; i < 5; i++)
        {
            Assert.True(stored.Saw([Middle], now += TimeSpan.FromSeconds(0.5)));
            check = stored.Compare(new FaceEmbedding(null, Vectors.Dlib(0.1f)), now, "dlib");
        }

        Assert.Equal((null, 5), (check!.Same, check.Frames));
        Assert.NotNull(check.UnsureSince);
    }
}
