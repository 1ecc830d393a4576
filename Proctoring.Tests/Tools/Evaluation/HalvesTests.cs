using Proctoring.Tools.Evaluation;
using Xunit;

namespace Proctoring.Tests.Tools.Evaluation;

/// <summary>A threshold is chosen on one half and reported on the other, which does not influence the choice.</summary>
public sealed class HalvesTests
{
    static readonly List<(string Name, float Score, bool Same)> Items =
    [
        .. Enumerable.Range(0, 200).Select(i => ($"{i}.jpg", (float)(i % 100) / 100, i % 100 >= 60)),
    ];

    static HalvesResult Split(IReadOnlyList<(string Name, float Score, bool Same)> items) =>
        Halves.Of(
            items,
            item => item.Name,
            item => [item.Score],
            item => item.Same,
            Right,
            (some, threshold) => new Dictionary<string, double?> { ["right"] = Right(some, threshold) },
            product: 0.9f
        );

    static double Right(IReadOnlyList<(string Name, float Score, bool Same)> some, float threshold) =>
        (double)some.Count(item => item.Score >= threshold == item.Same) / some.Count;

    [Fact]
    public void The_best_threshold_of_one_half_is_reported_on_the_other()
    {
        var result = Split(Items);

        Assert.Equal(200, result.InA + result.InB);
        Assert.InRange(result.InA, 70, 130);
        Assert.InRange(result.ThresholdOfA!.Value, 0.55f, 0.65f);
        Assert.InRange(result.BAtThresholdOfA!["right"]!.Value, 0.95, 1);
        Assert.InRange(result.BAtThreshold["right"]!.Value, 0.5, 0.85);
    }

    [Fact]
    public void The_other_half_has_no_influence()
    {
        var turned = Items.ConvertAll(item => Halves.IsA(item.Name) ? item : item with { Same = !item.Same });

        Assert.Equal(Split(Items).ThresholdOfA, Split(turned).ThresholdOfA);
        Assert.InRange(Split(turned).BAtThresholdOfA!["right"]!.Value, 0, 0.05);
    }

    [Fact]
    public void The_halves_do_not_depend_on_the_rest_of_the_set() =>
        Assert.Equal(
            ["1.jpg", "2.jpg", "3.jpg", "4.jpg", "6.jpg", "7.jpg"],
            Items.Take(8).Where(item => Halves.IsA(item.Name)).Select(item => item.Name)
        );

    [Fact]
    public void Few_positives_choose_nothing()
    {
        var result = Split([.. Items.Where(item => !item.Same).Append(("p.jpg", 0.99f, true))]);

        Assert.Null(result.ThresholdOfA);
        Assert.Null(result.BAtThresholdOfA);
    }

    [Fact]
    public void Of_equally_good_thresholds_the_middle_of_the_widest_range_is_chosen() =>
        Assert.Equal(0.5f, Halves.Best([0.1f, 0.2f, 0.8f, 0.9f], threshold => threshold is > 0.2f and < 0.8f ? 1 : 0));
}
