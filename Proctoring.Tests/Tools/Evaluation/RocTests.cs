using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>The measures of verification on scores that can be checked by hand.</summary>
public sealed class RocTests
{
    static Roc Of(float?[] same, float?[] different) => new([.. same.Select(s => (s, true)), .. different.Select(s => (s, false))]);

    [Fact]
    public void Perfect_scores_are_perfect()
    {
        var roc = Of([0.8f, 0.9f], [0.1f, 0.2f]);
        Assert.Equal(
            (1, 0, 1, 1, 0),
            (roc.Auc, roc.EqualErrorRate, roc.AcceptedAtFalseRate(0.01), roc.AccuracyAt(0.5f), roc.FalseRateAt(0.5f))
        );
    }

    [Fact]
    public void Equal_scores_are_worth_a_coin() => Assert.Equal(0.5, Of([0.5f, 0.5f], [0.5f, 0.5f]).Auc);

    [Fact]
    public void One_of_four_wrong_on_each_side()
    {
        var roc = Of([0.2f, 0.7f, 0.8f, 0.9f], [0.1f, 0.15f, 0.3f, 0.75f]);
        Assert.Equal(0.25, roc.EqualErrorRate);
        Assert.Equal(13 / 16.0, roc.Auc);
        Assert.Equal(0.75, roc.AccuracyAt(0.5f));
        Assert.Equal(0.25, roc.FalseRateAt(0.5f));
        Assert.Equal(0.5, roc.AcceptedAtFalseRate(0.01)); // only above 0.75
        Assert.Equal(0.75, roc.AcceptedAtFalseRate(0.25)); // above 0.3
        Assert.Equal(1, roc.AcceptedAtFalseRate(1));
    }

    [Fact]
    public void A_face_not_found_counts_as_rejected()
    {
        var roc = Of([0.9f, null, null, null], [0.1f, null]);
        Assert.Equal(2, roc.Scored);
        Assert.Equal(0.25, roc.AcceptedAtFalseRate(0.01));
        Assert.Equal(3 / 6.0, roc.AccuracyAt(0.5f));
        Assert.Equal(0, roc.FalseRateAt(0.5f));
        Assert.Equal(1, roc.Auc);
    }

    [Fact]
    public void Without_both_kinds_of_pairs_there_is_no_measure()
    {
        var roc = Of([0.9f], []);
        Assert.Null(roc.Auc);
        Assert.Null(roc.EqualErrorRate);
        Assert.Null(roc.AcceptedAtFalseRate(0.01));
        Assert.Null(roc.FalseRateAt(0.5f));
        Assert.Equal(1, roc.AccuracyAt(0.5f));
        Assert.Null(Of([], []).AccuracyAt(0.5f));
    }
}
