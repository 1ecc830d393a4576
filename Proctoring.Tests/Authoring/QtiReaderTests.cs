using System.Globalization;
using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Details of QTI, with items written for the tests.</summary>
public sealed class QtiReaderTests
{
    [Fact]
    public void The_metadata_of_Canvas_name_points_and_type()
    {
        var result = Canvas(
            "multiple_choice_question",
            "2.5",
            Choice("response1", "a", "b"),
            Equal("response1", "a", 100),
            "Pick one"
        );
        var computed = Canvas("calculated_question", "1", Choice("response1", "a", "b"), "", "5 + [x]");

        Assert.Equal(2.5m, Assert.Single(result.Content.Questions).Points);
        Assert.Contains("calculated_question", Assert.Single(computed.Problems).Message, StringComparison.Ordinal);
        Assert.Empty(computed.Content.Questions);
    }

    [Fact]
    public void A_single_gap_of_Canvas_accepts_all_its_texts_and_shows_none_of_them()
    {
        var result = Canvas(
            "fill_in_multiple_blanks_question",
            "1",
            Choice("response_one", "red", "Red*"),
            Equal("response_one", "red", 100),
            "Roses are [one]."
        );

        var question = Assert.Single(result.Content.Questions);
        Assert.Equal("Roses are {{1}}.", question.Text);
        var gap = Assert.IsType<ShortText>(Assert.Single(((Blanks)question.Body).Gaps).Body);
        Assert.Equal(["red", "Red\\*"], gap.Accepted.Select(text => text.Text));
    }

    [Theory]
    [InlineData("TextContainsAnswer", "*red*", 0)]
    [InlineData("TextCloseEnough", "red", 1)]
    [InlineData("TextRegex", null, 1)]
    public void The_ways_of_the_newer_Canvas_to_compare_texts(string way, string? accepted, int problems)
    {
        var result = Canvas(
            "fill_in_multiple_blanks_question",
            "1",
            Choice("response_one", "red")
                .Replace("<response_label", $"<response_label scoring_algorithm='{way}'", StringComparison.Ordinal),
            Equal("response_one", "red", 100),
            "Roses are [one]."
        );

        var texts = result.Content.Questions.SelectMany(question => ((Blanks)question.Body).Gaps).Select(gap => (ShortText)gap.Body);
        Assert.Equal(accepted is null ? [] : [accepted], texts.SelectMany(text => text.Accepted).Select(text => text.Text));
        Assert.Equal(problems, result.Problems.Count);
    }

    [Fact]
    public void A_gap_of_the_newer_Canvas_can_be_a_list()
    {
        var result = Canvas(
            "fill_in_multiple_blanks_question",
            "1",
            Choice("response_one", "red", "blue")
                .Replace("<response_label", "<response_label answer_type='dropdown'", StringComparison.Ordinal),
            Equal("response_one", "blue", 100),
            "Roses are [one]."
        );

        var gap = Assert.IsType<SingleChoice>(Assert.Single(((Blanks)Assert.Single(result.Content.Questions).Body).Gaps).Body);
        Assert.Equal([("red", 0m), ("blue", 1m)], gap.Choices.Select(choice => (choice.Text, choice.Fraction)));
    }

    [Fact]
    public void The_entries_of_categories_are_matched_and_those_of_none_are_named()
    {
        var result = Canvas(
            "categorization_question",
            "2",
            Choice("animals", "cat", "oak", "stone", "dog") + Choice("plants", "cat", "oak", "stone", "dog"),
            Equal("animals", "cat", 50) + Equal("animals", "dog", 50) + Equal("plants", "oak", 50),
            "Sort them"
        );

        var question = Assert.Single(result.Content.Questions);
        Assert.Equal(
            [new MatchPair("cat", "animals"), new MatchPair("dog", "animals"), new MatchPair("oak", "plants")],
            ((Matching)question.Body).Pairs
        );
        Assert.Contains("stone", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Points_by_rules_of_the_item_are_said()
    {
        var result = Item(
            Declared("ordered", "identifier", "<value>B</value><value>A</value>"),
            """
            <orderInteraction responseIdentifier="RESPONSE"><prompt>Order</prompt>
            <simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></orderInteraction>
            """,
            """
            <responseProcessing><responseCondition>
            <responseIf><match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
            <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue></responseIf>
            <responseElseIf><isNull><variable identifier="RESPONSE"/></isNull>
            <setOutcomeValue identifier="SCORE"><baseValue baseType="float">0.5</baseValue></setOutcomeValue></responseElseIf>
            </responseCondition></responseProcessing>
            """
        );

        Assert.Equal(2, Assert.Single(result.Content.Questions).Points);
        Assert.Contains("rules of its own", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<value>A P</value><value>C M</value>", "A=P;C=M", "")]
    [InlineData("<value>A P</value><value>P C</value>", "", "several pairs")]
    [InlineData("", "", "does not say")]
    public void Pairs_within_one_list_are_matched(string correct, string expected, string problem)
    {
        var choices = string.Concat(
            "ACMPX".Select(id => $"<simpleAssociableChoice identifier=\"{id}\" matchMax=\"1\">{id}</simpleAssociableChoice>")
        );
        var result = Item(
            Declared("multiple", "pair", correct),
            $"<associateInteraction responseIdentifier=\"RESPONSE\"><prompt>Pair</prompt>{choices}</associateInteraction>",
            ""
        );

        if (problem.Length > 0)
        {
            Assert.Contains(problem, Assert.Single(result.Problems).Message, StringComparison.Ordinal);
            return;
        }

        var body = (Matching)Assert.Single(result.Content.Questions).Body;
        Assert.Equal(expected, string.Join(';', body.Pairs.Select(pair => $"{pair.Prompt}={pair.Match}")));
        Assert.Equal(["X"], body.Distractors);
    }

    [Theory]
    [InlineData("10", "absolute", "1 3", "10±1;11±2")]
    [InlineData("10", "absolute", "0.5", "10±0.5")]
    [InlineData("200", "relative", "1 3", "200±2;202±4")]
    [InlineData("-200", "relative", "1 3", "-200±2;-202±4")]
    [InlineData("10", "exact", "1 3", "10±0")]
    public void A_tolerance_may_differ_below_and_above_the_number(string number, string mode, string tolerance, string expected)
    {
        var body = (NumberEntry)Assert.Single(Entry(number, mode, tolerance).Content.Questions).Body;

        Assert.Equal(
            expected,
            string.Join(
                ';',
                body.Accepted.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Value}±{one.Tolerance}"))
            )
        );
        Assert.All(body.Accepted, one => Assert.Equal(1, one.Fraction));
    }

    [Fact]
    public void A_tolerance_that_is_no_number_is_refused_with_its_line()
    {
        var problem = Assert.Single(Entry("10", "absolute", "LIMIT").Problems);

        Assert.Equal((ImportSeverity.Question, "One"), (problem.Severity, problem.Item));
        Assert.NotNull(problem.Line);
        Assert.Contains("LIMIT", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_range_of_Canvas_is_accepted_as_it_is_and_not_further()
    {
        var result = Canvas(
            "numerical_question",
            "1",
            "<response_str ident=\"response1\" rcardinality=\"Single\"><render_fib fibtype=\"Decimal\"/></response_str>",
            """
            <respcondition><conditionvar><or><varequal respident="response1">3</varequal><and><vargte respident="response1">2.9</vargte>
            <varlte respident="response1">3.3</varlte></and></or></conditionvar><setvar action="Set" varname="SCORE">100</setvar>
            </respcondition>
            """,
            "How many?"
        );

        Assert.Empty(result.Problems);
        var body = (NumberEntry)Assert.Single(result.Content.Questions).Body;
        Assert.Equal([(3, 0.1), (3.1, 0.2)], body.Accepted.Select(one => (one.Value, one.Tolerance)));
    }

    static ImportResult Entry(string number, string mode, string tolerance) =>
        Item(
            Declared("single", "float", $"<value>{number}</value>"),
            "<p>How many? <textEntryInteraction responseIdentifier=\"RESPONSE\"/></p>",
            $"""
            <responseProcessing><responseCondition><responseIf>
            <equal toleranceMode="{mode}" tolerance="{tolerance}"><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal>
            <setOutcomeValue identifier="SCORE"><baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>
            </responseProcessing>
            """
        );

    static string Declared(string cardinality, string type, string correct) =>
        $"<responseDeclaration identifier=\"RESPONSE\" cardinality=\"{cardinality}\" baseType=\"{type}\">"
        + $"<correctResponse>{correct}</correctResponse></responseDeclaration>";

    static string Choice(string response, params string[] labels) =>
        $"<response_lid ident=\"{response}\"><material><mattext>{response}</mattext></material><render_choice>"
        + string.Concat(
            labels.Select(label =>
                $"<response_label ident=\"{label}\"><material><mattext>{label}</mattext></material></response_label>"
            )
        )
        + "</render_choice></response_lid>";

    static string Equal(string response, string label, int score) =>
        $"<respcondition><conditionvar><varequal respident=\"{response}\">{label}</varequal></conditionvar>"
        + $"<setvar action=\"Add\" varname=\"SCORE\">{score}</setvar></respcondition>";

    static ImportResult Canvas(string type, string points, string responses, string conditions, string text) =>
        Read(
            $"""
            <questestinterop><assessment ident="a" title="Quiz"><section ident="root_section"><item ident="i" title="One">
            <itemmetadata><qtimetadata>
            <qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{type}</fieldentry></qtimetadatafield>
            <qtimetadatafield><fieldlabel>points_possible</fieldlabel><fieldentry>{points}</fieldentry></qtimetadatafield>
            </qtimetadata></itemmetadata>
            <presentation><material><mattext texttype="text/html">{text}</mattext></material>{responses}</presentation>
            <resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE"/></outcomes>{conditions}</resprocessing>
            </item></section></assessment></questestinterop>
            """
        );

    static ImportResult Item(string declarations, string body, string processing) =>
        Read(
            $"""
            <assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="One">
            {declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
            <itemBody>{body}</itemBody>{processing}</assessmentItem>
            """
        );

    static ImportResult Read(string text) => ExamImport.Read("a.xml", Encoding.UTF8.GetBytes(text));
}
