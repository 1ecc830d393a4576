using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Files in which something has no place here: nothing is dropped without a problem that names its line.</summary>
public sealed class LossTests
{
    [Fact]
    public void A_row_with_more_cells_than_columns_is_not_imported()
    {
        var result = Read("a.csv", "question,A,B,answer\nFine?,1,2,A\nWhat, if anything, fits?,1,2,B\n\"Quoted, fine?\",1,2,B,\n");

        Assert.Equal(["Fine?", "Quoted, fine?"], result.Content.Questions.Select(question => question.Text));
        var problem = Assert.Single(result.Problems);
        Assert.Equal((ImportSeverity.Question, 3), (problem.Severity, problem.Line));
        Assert.Contains("6 cells, but the table has 4 columns", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_column_with_the_same_meaning_is_named()
    {
        var result = Read("a.csv", "question;A;B;answer;feedback;explanation\nFine?;1;2;A;one;two\n");

        Assert.Equal("one", Assert.Single(result.Content.Questions).Explanation);
        var problem = Assert.Single(result.Problems);
        Assert.Contains("“explanation” is not imported: the column “feedback”", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_separator_of_the_first_line_counts()
    {
        var result = Read("a.csv", "sep=|\nquestion|answer\na, b, c or d?|b, c\ne, f, g or h?|f, g\n");

        Assert.Equal(["a, b, c or d?", "e, f, g or h?"], result.Content.Questions.Select(question => question.Text));
        Assert.Empty(result.Problems);
    }

    [Theory]
    [InlineData("42,0.5,", typeof(NumberEntry), 0)]
    [InlineData("42,,km", typeof(NumberEntry), 0)]
    [InlineData("42,,", typeof(NumberEntry), 0)]
    [InlineData("\"1,234\",,", typeof(NumberEntry), 1)]
    [InlineData("007,,", typeof(ShortText), 0)]
    [InlineData("Paris,,", typeof(ShortText), 0)]
    public void An_answer_without_a_type_is_a_number_if_it_can_be_one(string cells, Type expected, int problems)
    {
        var result = Read("a.csv", $"question,answer,tolerance,unit\nHow many?,{cells}\n");

        Assert.IsType(expected, Assert.Single(result.Content.Questions).Body);
        Assert.Equal(problems, result.Problems.Count);
    }

    [Theory]
    [InlineData("{1:REGEXP:=a.c}", "{1:REGEXP")]
    [InlineData("{1:MULTICHOICE:=a~b", "{1:MULTICHOICE")]
    public void A_gap_that_cannot_be_read_does_not_show_its_answer(string gap, string named)
    {
        var result = Read(
            "a.xml",
            $"""
            <quiz>
            <question type="cloze"><name><text>c</text></name><questiontext format="html">
            <text>One {"{1:SHORTANSWER:=x}"}, two {gap}.</text></questiontext></question></quiz>
            """
        );

        Assert.Empty(result.Content.Questions);
        var problem = Assert.Single(result.Problems);
        Assert.Equal((ImportSeverity.Question, 2), (problem.Severity, problem.Line));
        Assert.Contains($"“{named}…”", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gap_that_is_not_closed_does_not_swallow_the_next_one()
    {
        var result = Read(
            "a.xml",
            """
            <quiz>
            <question type="cloze"><name><text>c</text></name><questiontext format="html">
            <text>France: {1:SHORTANSWER:=Paris, Italy: {1:SHORTANSWER:=Rome}.</text></questiontext></question></quiz>
            """
        );

        Assert.Empty(result.Content.Questions);
        Assert.Contains("a closing brace is missing", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("html", "<pre>return {{1}};</pre> {1:SA:=x}", "return { {1}};")]
    [InlineData("plain_text", "return {{1}}; {1:SA:=x}", "return \\{ \\{1\\}\\};")]
    public void The_characters_of_a_gap_in_a_text_are_no_gap(string format, string text, string expected)
    {
        var result = Read(
            "a.xml",
            $"<quiz><question type='cloze'><questiontext format='{format}'><text><![CDATA[{text}]]></text></questiontext></question></quiz>"
        );

        var question = Assert.Single(result.Content.Questions);
        Assert.Contains(expected, question.Text, StringComparison.Ordinal);
        Assert.Equal(1, question.Text.Split("{{1}}").Length - 1);
        Assert.Contains("marks a gap", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.10")]
    [InlineData("12345678901234567890")]
    [InlineData("007")]
    public void An_answer_that_would_change_as_a_number_stays_a_text(string answer)
    {
        var question = Assert.Single(Read("a.csv", $"question,answer\nWhich?,{answer}\n").Content.Questions);

        Assert.Equal(answer, Assert.Single(Assert.IsType<ShortText>(question.Body).Accepted).Text);
    }

    [Fact]
    public void A_column_with_units_makes_no_number_of_a_text()
    {
        var questions = Read("a.csv", "question,answer,unit\nHow long?,5,cm\nWhich capital?,Paris,Unit 1\n").Content.Questions;

        Assert.IsType<NumberEntry>(questions[0].Body);
        Assert.IsType<ShortText>(questions[1].Body);
    }

    [Fact]
    public void Moodle_names_what_belongs_to_its_question_bank()
    {
        var result = Read(
            "a.xml",
            """
            <quiz>
            <question type="category"><category><text>$course$/top/Cells</text></category>
            <info format="html"><text>For the first term.</text></info></question>
            <question type="truefalse"><name><text>t</text></name>
            <questiontext><text>5 m&amp;sup2; &amp;#x2264; 6 m&amp;sup2;</text></questiontext>
            <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer>
            <hidden>1</hidden><idnumber>BIO-7</idnumber></question>
            </quiz>
            """
        );

        Assert.Equal("5 m² ≤ 6 m²", Assert.Single(result.Content.Questions).Text);
        Assert.Equal([2, 4, 4], result.Problems.Select(problem => problem.Line!.Value));
        Assert.Contains("BIO-7", result.Problems[2].Message, StringComparison.Ordinal);
        Assert.All(result.Problems, problem => Assert.Equal(ImportSeverity.Notice, problem.Severity));
    }

    [Fact]
    public void An_upload_keeps_its_size_limit()
    {
        var result = Read(
            "a.xml",
            """
            <quiz><question type="essay"><questiontext><text>Upload</text></questiontext><responseformat>noinline</responseformat>
            <attachments>1</attachments><filetypeslist>.pdf</filetypeslist><maxbytes>512000</maxbytes></question></quiz>
            """
        );

        Assert.Equal(512_000, Assert.IsType<FileUpload>(Assert.Single(result.Content.Questions).Body).MaxBytes);
        Assert.Empty(result.Problems);
    }

    [Fact]
    public void Gift_names_what_a_pair_cannot_have()
    {
        var result = Read("a.gift", "::p::Match {\n=%50%a -> b\n=c -> d #no\n=e -> f\n}\n\n::n::How many? {#1,234:1}\n");

        Assert.Equal(2, result.Content.Questions.Count);
        Assert.Equal([1, 1, 7], result.Problems.Select(problem => problem.Line!.Value));
        Assert.All(result.Problems, problem => Assert.Equal(ImportSeverity.Notice, problem.Severity));
    }

    [Theory]
    [InlineData(ImportFormat.Qti, "A", false)]
    [InlineData(ImportFormat.Qti, "B", true)]
    [InlineData(ImportFormat.Csv, "A", true)]
    [InlineData(ImportFormat.Json, "B", false)]
    public void An_export_names_a_pool_that_would_show_another_number_of_questions(ImportFormat format, string section, bool isNamed)
    {
        var exam = DraftScene.Exam with
        {
            Draws = new Dictionary<string, int> { ["p"] = 1 },
            Questions =
            [
                new QuestionContent("One?", new TrueFalse(true)) { Section = "A", Pool = "p" },
                new QuestionContent("Two?", new TrueFalse(true)) { Section = section, Pool = "p" },
            ],
        };

        var losses = string.Join('\n', ExamExport.Losses(exam, format).Select(loss => loss.Message));
        var named = losses.Contains("is divided", StringComparison.Ordinal) || losses.Contains("of a pool", StringComparison.Ordinal);
        Assert.Equal(isNamed, named);
    }

    static ImportResult Read(string file, string text) => ExamImport.Read(file, Encoding.UTF8.GetBytes(text));
}
