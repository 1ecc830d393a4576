using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>A policy written as settings is the same policy, and every setting of a form is explained.</summary>
public sealed class PolicySnapshotTests
{
    public static TheoryData<string> Products { get; } = [.. RuleCatalog.Default.Policies.Select(policy => policy.Name)];

    [Theory]
    [MemberData(nameof(Products))]
    public void A_snapshot_makes_the_same_policy(string name)
    {
        var original = RuleCatalog.Default.FindPolicy(name)!;
        var snapshot = PolicySnapshot.Of(original);
        List<string> mistakes = [];

        var copy = RuleCatalog.Default.Draft("copy", snapshot, mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(snapshot, PolicySnapshot.Of(copy));
        Assert.Equal(original.Weights, copy.Weights);
        Assert.Equal(
            (original.Practice, original.Evidence, original.GiveBackLostTime),
            (copy.Practice, copy.Evidence, copy.GiveBackLostTime)
        );
    }

    [Fact]
    public void A_form_has_each_setting_of_a_snapshot_with_an_explanation()
    {
        var fields = PolicySetting
            .General.Concat(PolicySetting.Periods)
            .Concat(RuleCatalog.Default.Rules.SelectMany(PolicySetting.Of))
            .ToList();

        Assert.Empty(fields.Where(field => field.Explanation.Length == 0).Select(field => field.Key));
        Assert.Empty(PolicySnapshot.Of(RuleCatalog.Default.FindPolicy("strict")!).Keys.Except(fields.Select(field => field.Key)));
        Assert.Equal(fields.Count, fields.Select(field => field.Key).Distinct().Count());
        var limit = fields.Single(field => field.Key == "Rules:head_pose:MostToTheSide");
        Assert.Equal(("Most to the side", "The limit to the side, 10–90 degrees."), (limit.Label, limit.Explanation));
    }
}
