using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Rules;
using Proctoring.Core.Sessions.Running;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Reports;

/// <summary>Tests the indicators of how questions were answered, without a database.</summary>
public sealed class AnsweringCalculatorTests
{
    static readonly DateTime Start = new(2026, 11, 20, 9, 0, 0, DateTimeKind.Utc);

    static readonly AnsweringEventKind[] All = Enum.GetValues<AnsweringEventKind>();

    [Fact]
    public void The_time_between_two_acts_belongs_to_the_question_of_the_later_one()
    {
        // Question 1 at 20 s, question 2 from 50 s to 80 s (written), question 1 again at 90 s.
        var facts = AnsweringCalculator.Of(Source([Answer(1, 20, 90, changes: 1), Answer(2, 50, 80, addition: 34)]));

        Assert.Equal([30, 60], facts.Questions.Take(2).Select(question => question.Seconds!.Value));
        Assert.Equal([20, 30], facts.Questions.Take(2).Select(question => question.SecondsToFirst!.Value));
        Assert.Equal([Span(0, 20), Span(80, 90)], facts.Questions[0].Spans);
        Assert.Equal([3, 6], facts.Questions.Take(2).Select(question => question.SecondsPerWord!.Value));
        Assert.Equal((2, 4.5), (facts.Timed, facts.SecondsPerWord!.Value));
        Assert.Equal((1.0, 34.0), (facts.Changes!.Value, facts.LargestAddition!.Value));
        Assert.Null(facts.Questions[2].Seconds);
        Assert.Null(facts.Variation);
    }

    [Fact]
    public void An_answer_from_before_its_history_was_recorded_has_a_time_and_no_counts()
    {
        var facts = AnsweringCalculator.Of(Source([Answer(1, null, 20), Answer(2, 25, 30)]));

        Assert.Equal(20, facts.Questions[0].Seconds!.Value);
        Assert.Null(facts.Questions[0].Changes);
        Assert.Null(facts.Questions[0].SecondsToFirst);
        Assert.Null(facts.Changes);
    }

    [Fact]
    public void A_pause_is_no_time_of_a_question()
    {
        var facts = AnsweringCalculator.Of(Source([Answer(1, 20, 20), Answer(2, 100, 100)]) with { Pauses = [Span(30, 90)] });

        Assert.Equal((20.0, 20.0), (facts.Questions[0].Seconds!.Value, facts.Questions[1].Seconds!.Value));
        Assert.Equal((false, true), (facts.Questions[0].HasPause, facts.Questions[1].HasPause));
    }

    [Fact]
    public void Events_belong_to_the_question_of_their_time_and_overlaps_count_once()
    {
        var facts = AnsweringCalculator.Of(
            Source(
                [Answer(1, 20, 20), Answer(2, 60, 60)],
                new AnsweringEvent(AnsweringEventKind.Paste, Span(10, 10), 120),
                new AnsweringEvent(AnsweringEventKind.FocusLoss, Span(15, 25)),
                new AnsweringEvent(AnsweringEventKind.FocusLoss, Span(18, 22)),
                new AnsweringEvent(AnsweringEventKind.LookingAway, Span(30, 40)),
                new AnsweringEvent(AnsweringEventKind.LookingAway, Span(35, 45)),
                new AnsweringEvent(AnsweringEventKind.LookingAway, Span(70, 80))
            )
        );
        var (first, second) = (facts.Questions[0], facts.Questions[1]);

        Assert.Equal([1, 120, 2], new[] { first.Pastes, first.PastedCharacters, first.FocusLosses });
        Assert.Equal([0, 0, 0], new[] { second.Pastes, second.PastedCharacters, second.FocusLosses });
        Assert.Equal([5, 5, 0, 15], new[] { first.FocusSeconds, second.FocusSeconds, first.AwaySeconds, second.AwaySeconds });
        // The last one was after the last answer: it counts for the session only.
        Assert.Equal((10.0, 25.0), (facts.FocusSeconds!.Value, facts.AwaySeconds!.Value));
    }

    [Fact]
    public void What_no_rule_looked_for_is_not_zero()
    {
        var facts = AnsweringCalculator.Of(Source([Answer(1, 20, 20)]) with { Measured = new HashSet<AnsweringEventKind>() });

        Assert.All(new[] { facts.Pastes, facts.FocusLosses, facts.FocusSeconds, facts.AwaySeconds }, Assert.Null);
        Assert.All(new[] { facts.Questions[0].FocusSeconds, facts.Questions[0].AwaySeconds }, seconds => Assert.Null(seconds));
        Assert.Null(facts.Questions[0].Pastes);
        Assert.Contains("Not measured: pastes.", AnsweringText.Paragraph(facts), StringComparison.Ordinal);
        Assert.Contains("Not measured: pastes.", AnsweringText.Lead(facts), StringComparison.Ordinal);
        Assert.DoesNotContain(AnsweringText.Facts(facts), fact => fact.Name.Contains("aste", StringComparison.Ordinal));
    }

    [Fact]
    public void The_variation_is_the_standard_deviation_over_the_mean()
    {
        // 1, 1, 1, 1 and 6 seconds for each of ten words: mean 2, standard deviation 2.
        var facts = AnsweringCalculator.Of(
            Source([Answer(1, 10, 10), Answer(2, 20, 20), Answer(3, 30, 30), Answer(4, 40, 40), Answer(5, 100, 100)])
        );

        Assert.Equal(100, facts.Variation!.Value, 6);
    }

    [Fact]
    public void A_group_gives_quartiles_and_a_place_from_twenty_sessions_on()
    {
        var own = AnsweringCalculator.Of(Source([Answer(1, 25, 25)]));
        AnsweringGroup Group(int count) =>
            new([.. Enumerable.Range(1, count).Select(index => AnsweringCalculator.Of(Source([Answer(1, index * 10, index * 10)])))]);

        var few = Group(19).Place(own);
        var placed = Group(21).Place(own);

        Assert.Null(few.Questions[0].Seconds!.Group);
        Assert.Contains("19 other sessions of this exam have ended. Fewer than 20", AnsweringText.Paragraph(few), StringComparison.Ordinal);
        Assert.Equal(new GroupPlace(21, 60, 110, 160, 2, 19), placed.Questions[0].Seconds!.Group);
        Assert.Contains(
            "Median time: 2.50 s for each word of the question. "
                + "(21 other sessions: median 11.00, half of them from 6.00 to 16.00; 2 smaller, 19 larger.)",
            AnsweringText.Paragraph(placed),
            StringComparison.Ordinal
        );
        Assert.Equal(
            new AnsweringFact("Median time for each word of a question", "2.50 s", "11.00 s", "6.00 s", "16.00 s", "2", "19"),
            AnsweringText.Facts(placed)[0]
        );
        Assert.Null(AnsweringText.Facts(few)[0].Median);
        Assert.Contains("Compared with 21 other sessions", AnsweringText.Lead(placed), StringComparison.Ordinal);
        Assert.Contains("Fewer than 20 are too few", AnsweringText.Lead(few), StringComparison.Ordinal);
    }

    [Fact]
    public void A_question_with_a_pause_is_not_compared()
    {
        AnsweringGroup group = new([
            .. Enumerable.Range(1, 40).Select(index => AnsweringCalculator.Of(Source([Answer(1, 100 + index, 100 + index)]))),
        ]);
        var source = Source([Answer(1, 20, 20)]);

        Assert.Equal((1, 1), group.CountFaster(AnsweringCalculator.Of(source), 0.95, 40));
        Assert.Equal((0, 0), group.CountFaster(AnsweringCalculator.Of(source with { Pauses = [Span(5, 10)] }), 0.95, 40));
        Assert.Equal((0, 0), group.CountFaster(AnsweringCalculator.Of(source), 0.95, 41));
        Assert.Equal((0, 1), group.CountFaster(AnsweringCalculator.Of(Source([Answer(1, 104, 104)])), 0.95, 40));
    }

    [Theory]
    [InlineData(14, 20, 63, true)]
    [InlineData(9, 20, 63, false)]
    [InlineData(9, 9, 63, null)]
    [InlineData(20, 20, 49, null)]
    public void The_rule_needs_enough_questions_and_a_group(int faster, int compared, int group, bool? present)
    {
        UnusualAnsweringRule rule = new() { Enabled = true, Severity = Severity.High };

        var finding = rule.JudgeAnswers(faster, compared, group);

        Assert.Equal(present, finding?.Present);
        Assert.Null(new UnusualAnsweringRule().JudgeAnswers(faster, compared, group));
        if (finding is not { Present: true })
            return;
        Assert.Equal(Severity.Low, rule.SeverityOf(finding));
        Assert.Equal("answered 14 of 20 questions faster than 95 % of 63 sessions", finding.Detail);
        using var speak = new SpeakIn("de");
        Assert.Equal("14 von 20 Fragen schneller beantwortet als 95 % von 63 Sitzungen", DetailText.Of(finding.Detail));
    }

    [Fact]
    public void Every_policy_leaves_the_rule_off() =>
        Assert.All(
            RuleCatalog.Default.Policies,
            policy => Assert.False(policy.Rules.OfType<UnusualAnsweringRule>().Single().Enabled)
        );

    [Fact]
    public void The_words_of_a_question_are_those_that_a_candidate_reads()
    {
        Question One(string text, QuestionBody body) => new() { Text = text, Body = body, Explanation = "not counted" };

        Assert.Equal(6, QuestionWords.Of(One("Which - of these?", SingleChoice.Of(["A list", "Tree"], 0))));
        Assert.Equal(3, QuestionWords.Of(One("See ![the picture](files/x y z.png)", new Essay("a rubric that is not counted"))));
        Assert.Equal(1, QuestionWords.Of(One("", new TrueFalse(true))));
    }

    [Fact]
    public void The_history_of_an_answer_counts_changes_and_the_longest_typing_and_no_retries()
    {
        Essay body = new();
        var first = AnswerHistory.After(null, body, new TypedText("Once upon"), SessionAnswer.InResponse, "\"Once upon\"", Start);
        SessionAnswer stored = new()
        {
            Choice = SessionAnswer.InResponse,
            Response = "\"Once upon\"",
            FirstAnsweredAt = Start,
            LargestAddition = first.LargestAddition,
        };

        Assert.Equal(new AnswerHistory(Start, 0, 9), first);
        Assert.Equal(first, After("Once upon"));
        Assert.Equal(new AnswerHistory(Start, 1, 9), After("Once"));
        Assert.Equal(new AnswerHistory(Start, 1, 21), After("Once upon" + new string('x', 21)));
        Assert.Equal(new AnswerHistory(Start, 1, 9), AnswerHistory.After(stored, body, null, SessionAnswer.Cleared, null, Start));

        AnswerHistory After(string text) =>
            AnswerHistory.After(stored, body, new TypedText(text), SessionAnswer.InResponse, $"\"{text}\"", Start.AddMinutes(1));
    }

    static AnsweringSource Source(IReadOnlyList<AnswerTimes> answers, params AnsweringEvent[] events) =>
        new(
            Start,
            [.. Enumerable.Range(1, 5).Select(number => new AskedQuestion(number, number, 10))],
            answers,
            [],
            events,
            All.ToHashSet()
        );

    static AnswerTimes Answer(int question, double? first, double last, int changes = 0, int addition = 0) =>
        new(question, first is { } at ? Start.AddSeconds(at) : null, Start.AddSeconds(last), changes, addition);

    static AnsweringSpan Span(double from, double to) => new(Start.AddSeconds(from), Start.AddSeconds(to));
}
