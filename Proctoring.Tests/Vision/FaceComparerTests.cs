using Proctoring.Core.Vision;
using Xunit;

namespace Proctoring.Tests.Vision;

/// <summary>The first embedder decides; the second counts near the threshold, and only to a limited extent.</summary>
public sealed class FaceComparerTests
{
    static readonly FaceEmbedding Reference = new(Vectors.Unit(0), Vectors.Dlib(0));

    static float Compare(float first, float distance) =>
        FaceComparer.Similarity(new FaceEmbedding(Vectors.Like(first), Vectors.Dlib(distance)), Reference);

    [Fact]
    public void Without_a_second_opinion_the_cosine_is_the_similarity() =>
        Assert.Equal(0.61f, FaceComparer.Similarity(new FaceEmbedding(Vectors.Like(0.61f), null), Reference), 1e-4f);

    [Fact]
    public void Near_the_threshold_the_second_opinion_decides()
    {
        Assert.True(Compare(FaceComparer.Threshold - 0.03f, 0.40f) > FaceComparer.Threshold);
        Assert.True(Compare(FaceComparer.Threshold + 0.03f, 0.75f) < FaceComparer.Threshold);
    }

    [Theory]
    [InlineData(0.01f)]
    [InlineData(0.4f)]
    [InlineData(2f)]
    public void Beyond_the_margin_it_cannot_change_the_decision(float distance)
    {
        Assert.True(Compare(FaceComparer.Threshold - FaceComparer.Margin - 0.01f, distance) < FaceComparer.Threshold);
        Assert.True(Compare(FaceComparer.Threshold + FaceComparer.Margin + 0.01f, distance) > FaceComparer.Threshold);
    }

    [Fact]
    public void It_runs_only_if_it_could_matter()
    {
        bool Wanted(float first) => FaceComparer.WantsSecondOpinion(new FaceEmbedding(Vectors.Like(first), null), Reference);
        Assert.True(Wanted(FaceComparer.Threshold));
        Assert.True(Wanted(FaceComparer.Threshold - (FaceComparer.Margin * 0.9f)));
        Assert.False(Wanted(FaceComparer.Threshold - (FaceComparer.Margin * 1.1f)));
        Assert.False(Wanted(0.9f));
    }

    [Fact]
    public void A_reference_of_another_system_is_compared_by_dlib_alone_and_more_strictly()
    {
        var stored = new FaceEmbedding(null, Vectors.Dlib(0));
        float Of(float distance) => FaceComparer.Similarity(stored, new FaceEmbedding(Vectors.Unit(5), Vectors.Dlib(distance)));
        Assert.True(Of(0.45f) > FaceComparer.Threshold);
        Assert.True(Of(0.55f) < FaceComparer.Threshold);
        Assert.InRange(Of(5), -1, 0);
        Assert.Equal(Embedders.Dlib, FaceComparer.Shared(stored, Reference));
    }

    [Fact]
    public void Without_a_vector_in_common_there_is_no_similarity() =>
        Assert.True(
            float.IsNaN(FaceComparer.Similarity(new FaceEmbedding(Vectors.Unit(0), null), new FaceEmbedding(null, Vectors.Dlib(0))))
        );
}
