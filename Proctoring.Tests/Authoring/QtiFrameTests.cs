using System.IO.Compression;
using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>What surrounds the questions of QTI: sections, pools, points and limits of a test.</summary>
public sealed class QtiFrameTests
{
    [Fact]
    public void A_question_after_an_inner_section_belongs_to_the_outer_one_and_pools_stay_apart()
    {
        var result = Package(
            """
            <assessmentSection identifier="s1" title="A"><selection select="1"/>
            <assessmentSection identifier="s2" title="B"><assessmentItemRef identifier="b" href="b.xml"/></assessmentSection>
            <assessmentItemRef identifier="a1" href="a1.xml"/><assessmentItemRef identifier="a2" href="a2.xml"/></assessmentSection>
            <assessmentSection identifier="s3" title="A"><selection select="1"/>
            <assessmentItemRef identifier="c1" href="c1.xml"/><assessmentItemRef identifier="c2" href="c2.xml"/></assessmentSection>
            """,
            "b",
            "a1",
            "a2",
            "c1",
            "c2"
        );

        var content = result.Content;
        Assert.Equal(["A/B", "A", "A", "A", "A"], content.Questions.Select(question => question.Section));
        Assert.Equal([null, "A", "A", "A (2)", "A (2)"], content.Questions.Select(question => question.Pool));
        Assert.Equal([("A", 1), ("A (2)", 1)], content.Draws.Select(draw => (draw.Key, draw.Value)).Order());
        Assert.Contains("sections inside this section", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_test_demands_beyond_an_exam_is_said()
    {
        var result = Package(
            """
            <timeLimits maxTime="60"/>
            <assessmentSection identifier="s" title="A"><timeLimits maxTime="30"/>
            <assessmentItemRef identifier="a" href="a.xml"><weight identifier="w" value="3"/></assessmentItemRef>
            <assessmentItemRef identifier="b" href="b.xml"><branchRule target="EXIT_TEST"><isNull/></branchRule></assessmentItemRef>
            </assessmentSection>
            """,
            "a",
            "b"
        );

        Assert.Equal(1, result.Content.Minutes);
        Assert.All(result.Problems, problem => Assert.Equal(ImportSeverity.Notice, problem.Severity));
        string[] expected = ["limits the time", "multiplies the points of this question by 3", "skips questions"];
        Assert.All(expected.Zip(result.Problems), pair => Assert.Contains(pair.First, pair.Second.Message, StringComparison.Ordinal));
        Assert.Equal(3, result.Problems.Count);
    }

    [Fact]
    public void A_choice_without_an_entry_of_the_mapping_has_its_default_value()
    {
        var result = Read(
            Item(
                "multiple",
                """<mapping defaultValue="-1"><mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="2"/></mapping>""",
                """<choiceInteraction responseIdentifier="RESPONSE" maxChoices="2">""",
                """<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/map_response"/>"""
            )
        );

        var choices = Assert.IsType<MultipleChoice>(Assert.Single(result.Content.Questions).Body).Choices;
        Assert.Equal([0.5m, 0.5m, -0.25m], choices.Select(choice => choice.Fraction));
        Assert.Contains("At most 2 choices", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_are_not_shuffled_if_one_of_them_keeps_its_place()
    {
        var two = Read(Item("single", Correct, """<choiceInteraction responseIdentifier="RESPONSE" shuffle="true">""", ""));
        var one = Old(Question("a", "shuffle='Yes'", "rshuffle='No'"));
        var free = Old(Question("a", "shuffle='Yes'", ""));

        ImportResult[] kept = [two, one];
        foreach (var result in kept)
        {
            Assert.False(Assert.IsType<SingleChoice>(Assert.Single(result.Content.Questions).Body).Shuffle);
            Assert.Contains("keep their place", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
        }

        Assert.True(Assert.IsType<SingleChoice>(Assert.Single(free.Content.Questions).Body).Shuffle);
    }

    [Theory]
    [InlineData(Field, 25)]
    [InlineData("<duration>PT1H30M</duration>", 90)]
    [InlineData("<duration>soon</duration>", 60)]
    [InlineData("", 60)]
    public void The_time_limit_of_an_assessment_is_read(string limit, int minutes) =>
        Assert.Equal(minutes, Old(limit + Question("a")).Content.Minutes);

    [Fact]
    public void A_group_of_Canvas_has_its_points_and_its_place_and_a_bank_is_named()
    {
        var result = Old(
            $"""
            <section ident="root_section"><section ident="g" title="Group"><selection_ordering><selection>
            <selection_number>1</selection_number>
            <selection_extension><points_per_item>3.0</points_per_item></selection_extension></selection></selection_ordering>
            {Question("a")}{Question("b")}</section>
            {Question("c")}
            <section ident="h" title="Bank"><selection_ordering><selection><sourcebank_ref>77</sourcebank_ref>
            <selection_number>2</selection_number></selection></selection_ordering></section></section>
            """
        );

        Assert.Equal([3m, 3m, 1m], result.Content.Questions.Select(question => question.Points));
        Assert.Equal(["Group", "Group", null], result.Content.Questions.Select(question => question.Pool));
        Assert.Equal(["Group", "Group", null], result.Content.Questions.Select(question => question.Section));
        var problem = Assert.Single(result.Problems);
        Assert.Equal((ImportSeverity.Question, "Bank"), (problem.Severity, problem.Item));
        Assert.Contains("“77”", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pool_that_lost_questions_draws_no_more_than_it_has()
    {
        var broken = Question("b").Replace("response_lid", "response_xy", StringComparison.Ordinal);
        var result = Old(
            "<section ident='g' title='G'><selection_ordering><selection><selection_number>2</selection_number></selection>"
                + $"</selection_ordering>{Question("a")}{broken}{broken}</section>"
        );

        Assert.Equal(1, Assert.Single(result.Content.Draws).Value);
        Assert.Contains(result.Problems, problem => problem.Message.Contains("but it has 1", StringComparison.Ordinal));
        var errors = ExamContentCheck.Problems(result.Content);
        Assert.DoesNotContain(errors, error => error.Field.StartsWith("draws", StringComparison.Ordinal));
    }

    const string Field =
        "<qtimetadata><qtimetadatafield><fieldlabel>qmd_timelimit</fieldlabel><fieldentry>25</fieldentry></qtimetadatafield></qtimetadata>";

    const string Correct = "<correctResponse><value>A</value></correctResponse>";

    static string Item(string cardinality, string declared, string interaction, string processing) =>
        $"""
        <assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="One">
        <responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="identifier">{declared}</responseDeclaration>
        <itemBody>{interaction}<prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice>
        <simpleChoice identifier="B">b</simpleChoice><simpleChoice identifier="C" fixed="true">None of these</simpleChoice>
        </choiceInteraction></itemBody>{processing}</assessmentItem>
        """;

    static string Question(string id, string render = "", string last = "") =>
        $"""
        <item ident="{id}" title="{id}"><presentation><material><mattext>Which?</mattext></material>
        <response_lid ident="r" rcardinality="Single"><render_choice {render}>
        <response_label ident="x"><material><mattext>x</mattext></material></response_label>
        <response_label ident="y" {last}><material><mattext>None</mattext></material></response_label></render_choice></response_lid>
        </presentation><resprocessing><outcomes><decvar maxvalue="1" varname="SCORE"/></outcomes><respcondition>
        <conditionvar><varequal respident="r">x</varequal></conditionvar><setvar action="Set" varname="SCORE">1</setvar></respcondition>
        </resprocessing></item>
        """;

    static ImportResult Old(string assessment) =>
        Read($"<questestinterop><assessment ident=\"t\" title=\"Quiz\">{assessment}</assessment></questestinterop>");

    static ImportResult Read(string text) => ExamImport.Read("a.xml", Encoding.UTF8.GetBytes(text));

    /// <summary>Reads a package whose addresses begin in the folder that xml:base names.</summary>
    static ImportResult Package(string sections, params string[] items)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, true))
        {
            Add("imsmanifest.xml", Manifest(items));
            Add(
                "content/test.xml",
                "<assessmentTest xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\" identifier=\"t\" title=\"Test\">"
                    + sections
                    + "</assessmentTest>"
            );
            foreach (var item in items)
                Add(
                    $"content/{item}.xml",
                    Item("single", Correct, """<choiceInteraction responseIdentifier="RESPONSE" shuffle="false">""", "")
                );

            void Add(string name, string text)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return ExamImport.Read("a.zip", bytes.ToArray());
    }

    static string Manifest(string[] items) =>
        """
        <manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources xml:base="content/">
        <resource identifier="t" type="imsqti_test_xmlv2p1" href="test.xml"/>
        """
        + string.Concat(items.Select(item => $"<resource identifier=\"{item}\" type=\"imsqti_item_xmlv2p1\" href=\"{item}.xml\"/>"))
        + "</resources></manifest>";
}
