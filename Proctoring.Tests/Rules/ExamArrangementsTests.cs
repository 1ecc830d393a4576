using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Arrangements for one candidate: their range, the time limit, and the rules that they switch off.</summary>
public sealed class ExamArrangementsTests
{
    [Theory]
    [InlineData(20, 25, 0, 0, 25)]
    [InlineData(20, 0, 10, 5, 35)]
    [InlineData(45, 33, 0, 0, 60)]
    [InlineData(20, 0, 0, 0, 20)]
    public void Extra_time_and_breaks_extend_the_limit(int minutes, int percent, int extra, int breaks, int expected)
    {
        var arrangements = ExamArrangements.Of([
            Set("ExtraTimePercent", $"{percent}"),
            Set("ExtraMinutes", $"{extra}"),
            Set("BreakMinutes", $"{breaks}"),
        ]);

        Assert.Equal(TimeSpan.FromMinutes(expected), arrangements.LimitOf(minutes, stopsClock: false));
        // Breaks with the clock stopped do not need a longer limit.
        Assert.Equal(TimeSpan.FromMinutes(expected - breaks), arrangements.LimitOf(minutes, stopsClock: true));
        Assert.Equal(TimeSpan.FromMinutes(breaks), arrangements.BreakTime);
    }

    [Theory]
    [InlineData("ExtraTimePercent", "301", "is not a whole number from 0 to 300")]
    [InlineData("ExtraTimePercent", "-5", "is not a whole number from 0 to 300")]
    [InlineData("LargerText", "big", "is neither true nor false")]
    [InlineData("LouderText", "true", "no such setting; there are BreakMinutes")]
    public void A_wrong_arrangement_is_refused_with_its_key_and_ignored(string setting, string value, string words)
    {
        Assert.Contains(words, Assert.Single(RuleCatalog.Default.Mistakes([Set(setting, value)])), StringComparison.Ordinal);
        Assert.Equal(ExamArrangements.Of([]), ExamArrangements.Of([Set(setting, value)]));
    }

    [Fact]
    public void A_permitted_reader_raises_no_flag_and_the_other_rules_stay()
    {
        var rules = RuleCatalog.Default.RulesOf("standard", [Set("ReaderAllowed", "true")]);

        Assert.Equal(
            ["audio_detected", "multiple_faces_detected", "multiple_persons", "room_multiple_persons"],
            rules.Where(rule => !rule.Enabled && IsOnByDefault(rule)).Select(rule => rule.Kind.Id)
        );
        Assert.Contains(RuleCatalog.Default.Rules, rule => rule is { Kind.Id: "room_multiple_persons", Enabled: true });

        static bool IsOnByDefault(ViolationRule rule) =>
            RuleCatalog.Default.Rules.Single(known => known.Kind.Id == rule.Kind.Id).Enabled;
    }

    static RuleOverride Set(string setting, string value) => new(ExamArrangements.Id, setting, value);
}
