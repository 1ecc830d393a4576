using System.IO.Compression;
using System.Text;
using Proctoring.Core.Authoring;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>Tables of other languages and programs: a key is never read as the mark of another choice.</summary>
public sealed class TableKeyTests
{
    [Theory]
    [InlineData("प्रश्न,विकल्प 1,विकल्प 2,विकल्प 3,सही उत्तर\nक्या?,एक,दो,तीन,ख\n", 1)]
    [InlineData("प्रश्न,विकल्प क,विकल्प ख,विकल्प ग,उत्तर\nक्या?,एक,दो,तीन,२\n", 1)]
    [InlineData("السؤال,الخيار أ,الخيار ب,الخيار ج,الإجابة الصحيحة\nما؟,واحد,اثنان,ثلاثة,ج\n", 2)]
    [InlineData("السؤال,الخيار 1,الخيار 2,الخيار 3,الإجابة\nما؟,واحد,اثنان,ثلاثة,٢\n", 1)]
    [InlineData("Question,Option (A),Option (B),Option (C),Answer\nWhat?,one,two,three,C\n", 2)]
    [InlineData("Question,Option,Option,Option,Answer\nWhat?,one,two,three,3\n", 2)]
    [InlineData("Pregunta;Opción A;Opción B;Opción C;Respuesta correcta\n¿Qué?;uno;dos;tres;Opción B\n", 1)]
    // As macOS writes é.
    [InlineData("Question,Re\u0301ponse A,Re\u0301ponse B,Re\u0301ponse C,Bonne re\u0301ponse\nQuoi?,un,deux,trois,B\n", 1)]
    public void Names_and_marks_of_other_languages_are_read(string table, int correct)
    {
        var result = Read(table);

        Assert.Empty(result.Problems);
        var choices = Assert.IsType<SingleChoice>(Assert.Single(result.Content.Questions).Body).Choices;
        Assert.Equal(3, choices.Count);
        Assert.Equal(correct, choices.Index().Single(choice => choice.Item.Fraction == 1).Index);
    }

    [Fact]
    public void Keys_that_count_from_zero_are_read_so_and_it_is_said()
    {
        var result = Read("question,A,B,C,answer\nOne?,x,y,z,0\nTwo?,x,y,z,2\nThree?,0,1,2,1\n");

        Assert.Equal(
            ["1 0 0", "0 0 1", "0 1 0"],
            result.Content.Questions.Select(question =>
                string.Join(' ', ((SingleChoice)question.Body).Choices.Select(choice => choice.Fraction))
            )
        );
        Assert.Contains("from 0", Assert.Single(result.Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_letter_names_the_column_also_if_another_one_is_empty()
    {
        var result = Read("question,A,B,C,D,answer\nOne?,red,,blue,green,C\nTwo?,red,,blue,green,3\nThree?,red,,blue,green,B\n");

        Assert.All(
            result.Content.Questions,
            question => Assert.Equal([0m, 1m, 0m], ((SingleChoice)question.Body).Choices.Select(choice => choice.Fraction))
        );
        Assert.Equal((2, 4), (result.Accepted, Assert.Single(result.Problems).Line));
    }

    [Fact]
    public void A_zero_beside_the_number_of_choices_is_a_mistake()
    {
        var result = Read("question,A,B,C,answer\nOne?,x,y,z,0\nTwo?,x,y,z,3\n");

        Assert.Equal(1, ((SingleChoice)Assert.Single(result.Content.Questions).Body).Choices[2].Fraction);
        Assert.Equal((ImportSeverity.Question, 2), (Assert.Single(result.Problems).Severity, result.Problems[0].Line));
    }

    [Theory]
    [InlineData("pregunta;respuesta\nUno es uno;V\nDos es uno;F\n")]
    [InlineData("Frage;Antwort\nEins ist eins;W\nZwei ist eins;F\n")]
    [InlineData("प्रश्न;उत्तर\nएक एक है;सही\nदो एक है;गलत\n")]
    [InlineData("السؤال;الإجابة\nواحد هو واحد;صح\nاثنان هو واحد;خطأ\n")]
    public void Statements_of_other_languages_are_true_or_false(string table)
    {
        var result = Read(table);

        Assert.Empty(result.Problems);
        Assert.Equal([true, false], result.Content.Questions.Select(question => Assert.IsType<TrueFalse>(question.Body).Correct));
    }

    [Fact]
    public void A_letter_among_other_answers_is_a_text() =>
        Assert.All(
            Read("question,answer\nUnit of voltage?,V\nUnit of current?,A\n").Content.Questions,
            question => Assert.IsType<ShortText>(question.Body)
        );

    [Theory]
    [InlineData("xl/workbook.xml", "Save its sheet as CSV")]
    [InlineData("word/document.xml", "Save it as plain text")]
    public void A_document_of_an_office_program_says_how_to_save_it(string entry, string advice)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, true))
            archive.CreateEntry(entry);

        var problem = Assert.Single(ExamImport.Read("questions.xlsx", bytes.ToArray()).Problems);

        Assert.Equal(ImportSeverity.File, problem.Severity);
        Assert.Contains(advice, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("%PDF-1.7\n1 0 obj << /Type {a} >>\n")]
    [InlineData("{\\rtf1\\ansi What? {=a ~b}}")]
    public void A_document_is_not_read_as_questions(string text) =>
        Assert.Contains("The format is not known", Assert.Single(Read(text, "questions").Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void A_document_of_another_product_is_named_as_such() =>
        Assert.Contains(
            "This is not an exam of this product",
            Assert.Single(Read("[{\"question\":\"Q\",\"options\":[\"a\",\"b\"],\"answer\":\"a\"}]", "a.json").Problems).Message,
            StringComparison.Ordinal
        );

    static ImportResult Read(string text, string file = "a.csv") => ExamImport.Read(file, Encoding.UTF8.GetBytes(text));
}
