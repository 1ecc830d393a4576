using System.IO.Compression;
using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Details of the formats, with files written for the tests.</summary>
public sealed class ReaderTests
{
    [Fact]
    public void Gift_reports_the_line_of_a_broken_question_and_reads_on()
    {
        var result = Read(
            "a.gift",
            "::First::1 + 1 =\n {~1\n =2}\n\n::Broken::What? {~a\n =b {c}\n\n// [tag:t]\n::Last::True? {T#no#yes}\n"
        );

        Assert.Equal(["First", "Last"], result.Content.Questions.Select(question => question.Title));
        Assert.Equal(("Broken", 6), (Assert.Single(result.Problems).Item, result.Problems[0].Line));
        Assert.Equal(new TrueFalse(true, "yes", "no"), result.Content.Questions[1].Body);
        Assert.Equal(["t"], result.Content.Questions[1].Tags);
    }

    [Fact]
    public void Plain_text_is_escaped_for_Markdown()
    {
        var result = Read("a.txt", "# What does *p in a_b_c and <b> mean?\nA. 1. one\nB. [x](y) $z$\nANSWER: B\n");

        var question = Assert.Single(result.Content.Questions);
        Assert.Equal("\\# What does \\*p in a\\_b\\_c and \\<b\\> mean?", question.Text);
        Assert.Equal("<p># What does *p in a_b_c and &lt;b&gt; mean?</p>", Markdig.Markdown.ToHtml(question.Text).Trim());
        Assert.Equal("\\[x\\](y) \\$z\\$", ((SingleChoice)question.Body).Choices[1].Text);
    }

    [Fact]
    public void A_table_may_have_any_separator_and_column_names_and_each_error_names_its_line()
    {
        var result = Read(
            "a.csv",
            "Frage;A;B;C;Richtig;Punkte\n\"Was\nist das?\";1;2;3;B;2\nOhne Lösung;1;2;3;;1\nUnsinn;1;2;3;Z;1\nText oder Zahl?;4;3;2;2;x\n"
        );

        Assert.Equal(2, Assert.Single(result.Content.Questions).Points);
        Assert.Equal([4, 5, 6], result.Problems.Select(problem => problem.Line!.Value));
    }

    [Theory]
    [InlineData("A?,2,1,2\nB?,3,4,1\n", "0 1;1 0", 0)]
    [InlineData("A?,red,blue,blue\nB?,red,blue,red\n", "0 1;1 0", 0)]
    // The fourteen of one row shows that the two of another is a text.
    [InlineData("A?,2,1,2\nB?,14,15,14\n", "1 0;1 0", 0)]
    [InlineData("A?,B,A,B\nB?,red,blue,a\n", "0 1;1 0", 0)]
    [InlineData("A?,2,1,2\n", "1 0", 1)]
    [InlineData("A?,2,1,2\nB?,14,15,14\nC?,red,blue,1\n", "1 0;1 0;1 0", 1)]
    [InlineData("A?,red,blue,Option B\nB?,red,blue,(a)\nC?,red,blue,2.\n", "0 1;1 0;0 1", 0)]
    public void The_keys_of_all_rows_show_whether_they_are_marks_or_texts(string rows, string expected, int notices)
    {
        var result = Read("a.csv", $"question,choice 1,choice 2,answer\n{rows}");

        var fractions = result.Content.Questions.Select(question =>
            string.Join(' ', ((SingleChoice)question.Body).Choices.Select(choice => choice.Fraction))
        );
        Assert.Equal(expected, string.Join(';', fractions));
        Assert.Equal(notices, result.Problems.Count(problem => problem.Message.Contains("Check which choice", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{"format":"proctoring-exam","version":"1","exam":{}}""")]
    [InlineData("""{"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"A","title":"B"}}""")]
    [InlineData("""{"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"\ud83d"}}""")]
    [InlineData("""{"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"A","files":[null]}}""")]
    public void A_broken_document_is_an_error_of_the_file(string text)
    {
        var result = Read("a.json", text);

        Assert.Equal(ImportSeverity.File, Assert.Single(result.Problems).Severity);
        Assert.Empty(result.Content.Questions);
    }

    [Theory]
    [InlineData("""{"text":"A?","body":{"type":"single_choice","choices":[{"text":"a","fraction":1},null]}}""")]
    [InlineData("""{"text":"A?","tags":[null],"body":{"type":"true_false","correct":true}}""")]
    [InlineData("""{"text":"\ud83d","body":{"type":"true_false","correct":true}}""")]
    [InlineData("""{"text":"A?","body":{"type":"number","accepted":[{"value":1,"tolerance":1e400}],"units":[]}}""")]
    [InlineData("""{"text":"A?","body":{"type":"number","accepted":[{"value":1}],"units":[{"name":"m","factor":1e400}]}}""")]
    public void A_question_with_an_empty_entry_or_an_endless_number_is_not_imported_and_the_others_are(string broken)
    {
        var whole = """{"text":"B?","body":{"type":"true_false","correct":true}}""";

        var result = Read(
            "a.json",
            $$$"""{"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"A","questions":[{{{broken}}},{{{whole}}}]}}"""
        );

        Assert.Equal("B?", Assert.Single(result.Content.Questions).Text);
        Assert.Equal(ImportSeverity.Question, Assert.Single(result.Problems).Severity);
    }

    [Fact]
    public void Columns_of_wrong_answers_are_choices_in_a_random_order()
    {
        var result = Read(
            "a.csv",
            "Question,Correct answer,Wrong answer 1,Incorrect answer 2,Answer explanation\n2+2?,4,3,5,Sum\nOcean?,Pacific,Atlantic,,\n"
        );

        var questions = result.Content.Questions.Select(question => (SingleChoice)question.Body).ToList();
        Assert.Empty(result.Problems);
        Assert.Equal("Sum", result.Content.Questions[0].Explanation);
        Assert.Equal([("4", 1m), ("3", 0m), ("5", 0m)], questions[0].Choices.Select(choice => (choice.Text, choice.Fraction)));
        Assert.Equal(["Pacific", "Atlantic"], questions[1].Choices.Select(choice => choice.Text));
        Assert.All(questions, question => Assert.True(question.Shuffle));
    }

    [Theory]
    [InlineData("a.txt", "question\toption a\toption b\tanswer\tpoints\nWhich {one}?\tx\ty\tb\t2\n")]
    [InlineData("a.csv", "Domanda;Risposta 1;Risposta 2;Corretta;Punteggio\nWhich {one}?;x;y;2;2\n")]
    [InlineData("a.csv", "Énoncé;Choix A;Choix B;Réponse correcte;Barème\nWhich {one}?;x;y;B;2\n")]
    public void A_table_is_recognised_by_the_names_of_its_columns(string file, string text)
    {
        var result = Read(file, text);

        Assert.Empty(result.Problems);
        Assert.Equal(ImportFormat.Csv, result.Format);
        var question = Assert.Single(result.Content.Questions);
        Assert.Equal(2, question.Points);
        Assert.Equal([("x", 0m), ("y", 1m)], ((SingleChoice)question.Body).Choices.Select(choice => (choice.Text, choice.Fraction)));
    }

    [Theory]
    [InlineData("// question, answer\nTwo? {=2 ~3}\n")]
    [InlineData("question, {=answer ~points}\n")]
    public void A_text_with_answers_in_braces_stays_GIFT(string text) =>
        Assert.Equal(ImportFormat.Gift, Read("a.txt", text).Format);

    [Fact]
    public void An_unknown_type_of_Moodle_is_reported_by_name_with_its_line()
    {
        var result = Read("a.xml", "<quiz>\n<question type=\"stack\"><name><text>Curve</text></name></question>\n</quiz>");

        var problem = Assert.Single(result.Problems);
        Assert.Equal((ImportSeverity.Question, 2, "Curve"), (problem.Severity, problem.Line, problem.Item));
        Assert.Contains("stack", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Moodle_says_what_its_questions_ask_for_beyond_ours()
    {
        var result = Read(
            "a.xml",
            """
            <quiz>
            <question type="ordering"><name><text>o</text></name><questiontext><text>Order</text></questiontext>
            <answer fraction="2"><text>two</text></answer><answer fraction="1"><text>one</text></answer></question>
            <question type="truefalse"><name><text>t</text></name><questiontext><text>True?</text></questiontext>
            <answer fraction="100"><text>true</text></answer><answer fraction="50"><text>false</text></answer></question>
            <question type="essay"><name><text>e</text></name><questiontext><text>Write</text></questiontext>
            <minwordlimit>50</minwordlimit></question>
            </quiz>
            """
        );

        Assert.Equal(["one", "two"], ((Ordering)result.Content.Questions[0].Body).Items);
        Assert.Equal(["t", "e"], result.Problems.Select(problem => problem.Item));
        Assert.All(result.Problems, problem => Assert.Equal(ImportSeverity.Notice, problem.Severity));
    }

    [Theory]
    [InlineData("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mn>1</mn><mi>y</mi></mfrac>", "\\({x}^{2}+\\frac{1}{y}\\)")]
    [InlineData("<msqrt><mi>a</mi><mo>−</mo><mi>b</mi></msqrt><mo>≤</mo><mi>sin</mi><mi>α</mi>", "\\(\\sqrt{a-b}\\le \\sin α\\)")]
    [InlineData(
        "<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>i</mi>",
        "\\(\\sum _{i=1}^{n}i\\)"
    )]
    [InlineData("<mfenced open='['><mi>a</mi><mi>b</mi></mfenced><mtext>50 %</mtext>", "\\(\\left[a,b\\right)\\text{50 \\%}\\)")]
    public void A_formula_in_MathML_becomes_LaTeX(string parts, string expected)
    {
        var result = Moodle($"<p>Given <math>{parts}</math>.</p>");

        Assert.Empty(result.Problems);
        var text = Assert.Single(result.Content.Questions).Text;
        Assert.Contains($"<span class=\"math\">{expected}</span>", System.Net.WebUtility.HtmlDecode(text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_formula_that_cannot_be_converted_is_said()
    {
        var result = Moodle("<p><math><mlongdiv><mn>12</mn></mlongdiv></math></p>");

        Assert.Contains("<math>", result.Problems[0].Message, StringComparison.Ordinal);
        Assert.Equal("12", Assert.Single(result.Content.Questions).Text);
    }

    [Fact]
    public void Html_is_cleaned_and_says_what_it_lost()
    {
        var result = Read(
            "a.xml",
            """
            <quiz><question type="essay"><questiontext format="html"><text><![CDATA[<p onclick="x()">a <b>bold</b> \(x^2\)</p>

            <script>alert(1)</script><iframe src="https://example.org"></iframe><img src="https://example.org/a.png" alt="far">]]></text>
            </questiontext></question></quiz>
            """
        );

        var text = Assert.Single(result.Content.Questions).Text;
        Assert.DoesNotContain("script", text, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\n", text, StringComparison.Ordinal);
        Assert.Contains("<b>bold</b> <span class=\"math\">\\(x^2\\)</span>", text, StringComparison.Ordinal);
        Assert.Equal(3, result.Problems.Count(problem => problem.Severity == ImportSeverity.Notice));
    }

    [Theory]
    [InlineData("<!ENTITY x SYSTEM \"file:///etc/passwd\">", "&x;")]
    [InlineData("<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">", "&b;")]
    public void Entities_are_refused(string entities, string text)
    {
        var question = $"<question type=\"essay\"><questiontext><text>{text}</text></questiontext></question>";
        var result = Read("a.xml", $"<!DOCTYPE quiz [{entities}]><quiz>{question}</quiz>");

        Assert.Equal(0, result.Accepted);
        Assert.Equal(ImportSeverity.File, Assert.Single(result.Problems).Severity);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        var xml = $"<quiz>{string.Concat(Enumerable.Repeat("<a>", 5000))}{string.Concat(Enumerable.Repeat("</a>", 5000))}</quiz>";

        Assert.Contains("nested", Assert.Single(Read("a.xml", xml).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_to_far_more_is_refused()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            using var entry = zip.CreateEntry("imsmanifest.xml", CompressionLevel.SmallestSize).Open();
            entry.Write(new byte[40_000_000]);
        }

        Assert.Contains("refused", Assert.Single(ExamImport.Read("a.zip", stream.ToArray()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_questions_stop_the_import_with_the_limit()
    {
        var text = string.Concat(Enumerable.Range(1, 1100).Select(number => $"Question {number}? {{T}}\n\n"));

        var result = Read("a.gift", text);

        Assert.Equal(ExamContentCheck.MostQuestions, result.Accepted);
        Assert.Contains("1,000", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_names_the_question_that_is_wrong()
    {
        var result = Read(
            "a.json",
            """
            {"format":"proctoring-exam","version":1,"exam":{"slug":"a","title":"A","questions":[
              {"text":"Fine?","body":{"type":"true_false","correct":true}},
              {"text":"Wrong?","body":{"type":"telepathy"}},
              {"text":"Odd?","body":{"type":"true_false","correct":true},"colour":"red"}]}}
            """
        );

        Assert.Equal(1, result.Accepted);
        Assert.Equal(["questions[1]", "questions[2]"], result.Problems.Select(problem => problem.Item));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("utf-8")]
    [InlineData("windows-1252")]
    public void The_encoding_is_recognised(string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("Größe? {=groß =Maß}")];

        var result = ExamImport.Read("a.gift", bytes);

        Assert.Equal("Größe?", Assert.Single(result.Content.Questions).Text);
        Assert.Equal(name == "windows-1252" ? 1 : 0, result.Problems.Count);
    }

    static ImportResult Moodle(string html) =>
        Read(
            "a.xml",
            $"""
            <quiz><question type="truefalse"><name><text>t</text></name>
            <questiontext format="html"><text><![CDATA[{html}]]></text></questiontext>
            <answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>
            """
        );

    static ImportResult Read(string file, string text) => ExamImport.Read(file, Encoding.UTF8.GetBytes(text));
}
