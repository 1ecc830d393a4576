using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>Tests the risk score and its arithmetic.</summary>
public sealed class RiskScoreTests
{
    static readonly ExamPolicy Policy = RuleCatalog.Default.FindPolicy(ExamPolicy.Standard)!;

    [Fact]
    public void A_session_without_flags_has_no_risk() =>
        Assert.Equal((0.0, 0), (RiskScore.Of([], Policy).Score, RiskScore.Of([], Policy).Lines.Count));

    [Fact]
    public void A_certain_lasting_flag_counts_its_full_weight_and_an_instant_one_half() =>
        Assert.Equal(
            (30.0, 15.0),
            (Score(Entry("face_mismatch", Severity.High, 3600, 1)), Score(Entry("context_menu", Severity.High, 0, 1)))
        );

    [Theory]
    [InlineData(5, 0.9, 10, 0.9)]
    [InlineData(5, 0.6, 5, 0.9)]
    public void A_longer_or_more_certain_flag_counts_more(double lessSeconds, double lessSure, double seconds, double sure) =>
        Assert.True(
            Score(Entry("face_mismatch", Severity.High, lessSeconds, lessSure))
                < Score(Entry("face_mismatch", Severity.High, seconds, sure))
        );

    [Fact]
    public void Repeated_flags_add_less_each_time_and_never_exceed_100()
    {
        var scores = Enumerable
            .Range(1, 400)
            .Select(count => Score([.. Enumerable.Repeat(Entry("paste_attempt", Severity.High, 0, 1), count)]))
            .ToList();

        Assert.True(scores[1] - scores[0] < scores[0] && scores[2] - scores[1] < scores[1] - scores[0]);
        Assert.InRange(scores[^1], 99, 100);
    }

    [Fact]
    public void The_lines_add_up_to_the_score_with_the_heaviest_first()
    {
        var risk = RiskScore.Of(
            [
                Entry("tab_switch", Severity.Medium, 12, 1),
                Entry("face_mismatch", Severity.High, 30, 0.8),
                Entry("tab_switch", Severity.Medium, 3, 1),
                Entry("window_blur", Severity.Low, 4, 1),
            ],
            Policy
        );

        Assert.Equal(["face_mismatch", "tab_switch", "window_blur"], risk.Lines.Select(line => line.Title));
        Assert.Equal(risk.Score, risk.Lines.Sum(line => line.Points), 6);
        Assert.Equal(new RiskLine("tab_switch", 2, 15, 12, risk.Lines[1].Points) { Type = "tab_switch" }, risk.Lines[1]);
    }

    [Fact]
    public void A_pause_by_the_host_counts() => Assert.Equal(12, Score(Entry("not_watched", Severity.Medium, 600, 1)));

    [Fact]
    public void Our_own_gaps_add_no_risk() => Assert.Equal(0, Score(Entry("monitoring_degraded", Severity.Low, 600, 1)));

    static double Score(params RiskEntry[] entries) => RiskScore.Of(entries, Policy).Score;

    static RiskEntry Entry(string type, Severity severity, double seconds, double confidence) =>
        new(type, type, severity, TimeSpan.FromSeconds(seconds), confidence);
}
