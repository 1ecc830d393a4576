using System.Text.Json;
using System.Text.RegularExpressions;
using Markdig;
using Proctoring.Core.Authoring;
using Proctoring.Core.Authoring.Exports;
using Proctoring.Core.Authoring.Json;
using Proctoring.Core.Exams.Questions;
using Xunit;

namespace Proctoring.Tests.Authoring;

/// <summary>What a format can express comes back the same; what it cannot express is named before the export.</summary>
public sealed class RoundTripTests
{
    static readonly ExamContent Exam = DraftScene.Exam;

    [Fact]
    public void Json_loses_nothing()
    {
        var result = ExamImport.Read("exam.json", ExamExport.Write(Exam, ImportFormat.Json).Content);

        Assert.Empty(result.Problems);
        Assert.Equal(Json(Exam), Json(result.Content));
        Assert.Empty(ExamExport.Losses(Exam, ImportFormat.Json));
    }

    /// <summary>The exam drew more questions than were left, so a file with one wrong question could not be imported at all.</summary>
    [Fact]
    public void Json_draws_no_more_questions_of_a_pool_than_are_left()
    {
        QuestionContent[] pool =
        [
            new("Right?", new TrueFalse(true)) { Pool = "facts" },
            new("Wrong?", new TrueFalse(false)) { Pool = "facts" },
            new("", new TrueFalse(true)) { Pool = "facts" },
        ];
        var exam = Exam with { Questions = pool, Draws = new Dictionary<string, int> { ["facts"] = 3 } };

        var result = ExamImport.Read("exam.json", ExamJson.Write(exam));
        var unchanged = ExamImport.Read("exam.json", ExamJson.Write(exam with { Questions = pool[..2] }));

        Assert.Equal(1, result.Rejected);
        Assert.Equal(2, result.Content.Draws["facts"]);
        Assert.Contains(result.Problems, problem => problem.Message.Contains("of the pool “facts”", StringComparison.Ordinal));
        Assert.Empty(ExamContentCheck.Problems(result.Content));
        // Without a question that was left out, the number is a mistake of the author.
        Assert.Equal(3, unchanged.Content.Draws["facts"]);
    }

    [Theory]
    [InlineData(ImportFormat.Gift)]
    [InlineData(ImportFormat.MoodleXml)]
    [InlineData(ImportFormat.Qti)]
    [InlineData(ImportFormat.Csv)]
    public void A_question_without_a_reported_loss_comes_back_the_same(ImportFormat format)
    {
        var losses = ExamExport.Losses(Exam, format);
        var file = ExamExport.Write(Exam, format);

        var result = ExamImport.Read(file.Name, file.Content);

        Assert.Equal(format, result.Format);
        Assert.DoesNotContain(result.Problems, problem => problem.Severity != ImportSeverity.Notice);
        var leftOut = losses.Where(loss => loss.IsLeftOut).Select(loss => loss.Question!.Value - 1).ToHashSet();
        var expected = Exam.Questions.Index().Where(question => !leftOut.Contains(question.Index)).ToList();
        Assert.Equal(expected.Count, result.Content.Questions.Count);
        var lossless = 0;
        foreach (var ((index, before), after) in expected.Zip(result.Content.Questions))
        {
            if (losses.Any(loss => loss.Question == index + 1))
                continue;
            lossless++;
            Assert.Equal(Comparable(before, format), Comparable(after, format));
        }

        Assert.True(lossless >= 4, $"Only {lossless} questions were compared.");
    }

    [Fact]
    public void Qti_keeps_the_frame_of_the_exam()
    {
        var file = ExamExport.Write(Exam, ImportFormat.Qti);

        var content = ExamImport.Read(file.Name, file.Content).Content;

        Assert.Equal((Exam.Title, Exam.Language, Exam.Minutes), (content.Title, content.Language, content.Minutes));
        Assert.Equal(Exam.Questions.Select(question => question.Section), content.Questions.Select(question => question.Section));
        Assert.Equal(1, Assert.Single(content.Draws).Value);
        Assert.Equal(2, content.Questions.Count(question => question.Pool is not null));
        Assert.Equal(Exam.Files.Select(picture => picture.Sha256), content.Files.Select(picture => picture.Sha256));
    }

    [Fact]
    public void A_loss_names_its_question_and_what_is_lost()
    {
        var losses = ExamExport.Losses(Exam, ImportFormat.Gift);

        Assert.Contains(
            losses,
            loss => loss is { IsLeftOut: true } && loss.Message.Contains("fill in the blanks", StringComparison.Ordinal)
        );
        Assert.Contains(losses, loss => loss.Question == 2 && loss.Message.Contains("the points", StringComparison.Ordinal));
    }

    /// <summary>What must come back; QTI has no Markdown, so its texts are compared as they are shown.</summary>
    static string Comparable(QuestionContent question, ImportFormat format)
    {
        var body = QuestionJson.Write(question.Body);
        var text = question.Text;
        var explanation = question.Explanation;
        if (format == ImportFormat.Qti)
            (body, text, explanation) = (Shown(question.Body), Shown(text), Shown(explanation));
        var sections = format is ImportFormat.Gift or ImportFormat.MoodleXml && question.Section is null ? "Default" : question.Section;
        var tags = format == ImportFormat.Qti ? "" : string.Join(',', question.Tags);
        return Round($"{question.Title}|{text}|{body}|{explanation}|{question.Points / 1.00000m}|{sections}|{tags}");
    }

    /// <summary>Every text of the body as it is shown; the names of members stay.</summary>
    static string Shown(QuestionBody body) =>
        Regex.Replace(
            QuestionJson.Write(body),
            "\"(?:[^\"\\\\]|\\\\.)*\"(:?)",
            found => found.Groups[1].Length > 0 ? found.Value : $"\"{Shown(JsonSerializer.Deserialize<string>(found.Value)!)}\""
        );

    static string Shown(string markdown)
    {
        var html = Regex.Replace(Markdown.ToHtml(markdown), "</?(div|p)>", "").Replace(" />", ">", StringComparison.Ordinal);
        return Regex.Replace(html, @"\s+", " ").Trim();
    }

    /// <summary>Percentages are written with five decimals.</summary>
    static string Round(string text) => Regex.Replace(text, @"(0\.\d{6})\d+", "$1");

    static string Json(ExamContent content) => System.Text.Encoding.UTF8.GetString(ExamJson.Write(content));
}
