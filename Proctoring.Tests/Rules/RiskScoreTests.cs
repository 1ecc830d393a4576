using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Xunit;

namespace Proctoring.Tests.Rules;

/// <summary>The risk score and its arithmetic.</summary>
public sealed class RiskScoreTests
{
    static readonly ExamPolicy Policy = RuleCatalog.Default.FindPolicy(ExamPolicy.Standard)!;

    [Fact]
    public void Nothing_seen_is_nothing_to_look_at() =>
        Assert.Equal((0.0, 0), (RiskScore.Of([], Policy).Score, RiskScore.Of([], Policy).Lines.Count));

    [Fact]
    public void One_that_lasts_and_is_certain_is_worth_its_weight_and_one_at_once_half() =>
        Assert.Equal(
            (30.0, 15.0),
            (Score(Entry("face_mismatch", Severity.High, 3600, 1)), Score(Entry("context_menu", Severity.High, 0, 1)))
        );

    [Theory]
    [InlineData(5, 0.9, 10, 0.9)]
    [InlineData(5, 0.6, 5, 0.9)]
    public void Longer_and_surer_weighs_more(double lessSeconds, double lessSure, double seconds, double sure) =>
        Assert.True(
            Score(Entry("face_mismatch", Severity.High, lessSeconds, lessSure))
                < Score(Entry("face_mismatch", Severity.High, seconds, sure))
        );

    [Fact]
    public void More_of_the_same_adds_less_each_time_and_never_reaches_above_100()
    {
        var scores = Enumerable
            .Range(1, 400)
            .Select(count => Score([.. Enumerable.Repeat(Entry("paste_attempt", Severity.High, 0, 1), count)]))
            .ToList();

        Assert.True(scores[1] - scores[0] < scores[0] && scores[2] - scores[1] < scores[1] - scores[0]);
        Assert.InRange(scores[^1], 99, 100);
    }

    [Fact]
    public void The_lines_add_up_to_the_score_the_heaviest_first()
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
    public void That_the_host_kept_us_from_watching_is_worth_a_look() =>
        Assert.Equal(12, Score(Entry("not_watched", Severity.Medium, 600, 1)));

    [Fact]
    public void That_we_were_blind_is_no_risk_that_the_candidate_brought() =>
        Assert.Equal(0, Score(Entry("monitoring_degraded", Severity.Low, 600, 1)));

    static double Score(params RiskEntry[] entries) => RiskScore.Of(entries, Policy).Score;

    static RiskEntry Entry(string type, Severity severity, double seconds, double confidence) =>
        new(type, type, severity, TimeSpan.FromSeconds(seconds), confidence);
}
