using Proctoring.Core.Exams;
using Proctoring.Core.Observations;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>A face that is neither clearly the same person nor clearly another becomes a flag.</summary>
public sealed class UnsureIdentityTests : FaceMemoryTest
{
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
