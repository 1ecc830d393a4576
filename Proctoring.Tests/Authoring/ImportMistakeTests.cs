using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Odd values in files: each is read as it is meant, or named.</summary>
public sealed class ImportMistakeTests
{
    [Theory]
    [InlineData("\"minutes\":\"60\"", "the value must be a whole number ($.minutes)")]
    [InlineData("\"minuets\":60", "the member “minuets” is not known")]
    [InlineData("\"settings\":{\"admission\":\"magic\"}", "must be one of ")]
    [InlineData("\"settings\":{\"allowsPaper\":1}", "must be true or false")]
    [InlineData("\"draws\":[]", "must be an object")]
    [InlineData("\"questions\":[{\"text\":\"Q\",\"body\":{\"type\":\"hotspot\"}}]", "use one of single_choice, multiple_choice")]
    [InlineData("\"questions\":[{\"text\":\"Q\",\"body\":{\"correct\":true}}]", "the body has no \"type\"")]
    [InlineData("\"questions\":[{\"text\":\"Q\"}]", "these members are missing: body")]
    [InlineData("\"questions\":[{\"text\":null,\"body\":{\"type\":\"true_false\",\"correct\":true}}]", "must not be null")]
    [InlineData("\"questions\":[],", "a comma stands after the last entry")]
    public void A_mistake_in_a_document_is_explained_without_names_of_the_program(string member, string expected)
    {
        var text = """{"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"A",""" + member + "}}";

        var message = Assert.Single(Read("a.json", text).Problems).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Proctoring.", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("B.", 1)]
    [InlineData("b)", 1)]
    [InlineData("B. y", 1)]
    [InlineData("B. x", null)]
    [InlineData("BA", null)]
    public void A_key_of_Aiken_may_have_the_point_and_the_text_of_its_choice(string key, int? correct)
    {
        var result = Read("a.txt", $"Which?\nA. x\nB. y\nANSWER: {key}\n");

        Assert.Equal(correct is null ? 0 : 1, result.Accepted);
        Assert.All(result.Content.Questions, question => Assert.Equal(correct, ((SingleChoice)question.Body).RightChoice));
    }

    [Theory]
    [InlineData("a.gift", "How many? {#४}", 4)]
    [InlineData("a.gift", "How many? {#−5:1}", -5)]
    [InlineData("a.csv", "question,answer\nHow many?,٣٫٥\n", 3.5)]
    [InlineData("a.csv", "question,answer\nHow many?,−5\n", -5)]
    public void Numbers_are_read_in_digits_and_signs_of_other_programs(string file, string text, double expected)
    {
        var number = Assert.IsType<NumberEntry>(Assert.Single(Read(file, text).Content.Questions).Body);

        Assert.Equal(expected, Assert.Single(number.Accepted).Value);
    }

    [Theory]
    [InlineData("numerical", "<answer fraction='100'><text>1,000</text></answer>", "How many?")]
    [InlineData("cloze", "", "There are {1:NUMERICAL:=1,000:0}.")]
    public void A_comma_between_thousands_is_named(string type, string answer, string question)
    {
        var result = Read(
            "a.xml",
            $"<quiz><question type='{type}'><questiontext><text>{question}</text></questiontext>{answer}</question></quiz>"
        );

        Assert.Equal(1, result.Accepted);
        Assert.Contains("The comma of “1,000”", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choices_that_cannot_be_told_apart_are_named()
    {
        var result = Read("a.gift", "::A::Which? {=x ~x ~y}\n\n::B::Which? {=x ~y ~y}\n");

        var problem = Assert.Single(result.Problems);
        Assert.Equal("A", problem.Item);
        Assert.Contains("cannot tell them apart", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_choices_of_Qti_with_one_identifier_are_refused()
    {
        var result = Read(
            "a.xml",
            """
            <assessmentItem identifier="i" title="One"><responseDeclaration identifier="RESPONSE" cardinality="single"
            baseType="identifier"><correctResponse><value>A</value></correctResponse></responseDeclaration><itemBody>
            <choiceInteraction responseIdentifier="RESPONSE"><prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice>
            <simpleChoice identifier="A">b</simpleChoice></choiceInteraction></itemBody></assessmentItem>
            """
        );

        Assert.Empty(result.Content.Questions);
        Assert.Contains("the identifier “A”", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Titles_turn_no_text_around_and_too_many_tags_are_named()
    {
        var tags = string.Concat(Enumerable.Range(1, 22).Select(number => $"[tag:t{number}] "));
        var result = Read("a.gift", $"// {tags}\n::A\u202Eb\u200B::Which? {{=x ~y}}\n");

        var question = Assert.Single(result.Content.Questions);
        Assert.Equal("Ab", question.Title);
        Assert.Equal(20, question.Tags.Count);
        Assert.Contains("t21, t22", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    static ImportResult Read(string file, string text) => ExamImport.Read(file, Encoding.UTF8.GetBytes(text));
}
