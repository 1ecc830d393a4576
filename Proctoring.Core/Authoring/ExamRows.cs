using System.Globalization;
using System.Text.Json;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Authoring;

/// <summary>Turns an exam's content into rows and back.</summary>
internal static class ExamRows
{
    public static void Write(ExamContent content, Exam exam)
    {
        var settings = content.Settings;
        (exam.Slug, exam.Title, exam.Description) = (content.Slug, content.Title.Trim(), content.Description.Trim());
        (exam.Language, exam.Minutes, exam.Policy) = (content.Language, content.Minutes, content.Policy);
        (exam.OpensAt, exam.ClosesAt) = (settings.OpensAt, settings.ClosesAt);
        (exam.TimeZone, exam.Attempts, exam.Proctoring) = (settings.TimeZone, settings.Attempts, settings.Proctoring);
        exam.Admission = settings.Admission;
        exam.AccessCode = settings.Admission == ExamAdmission.Code ? TextCharacters.Cleaned(settings.AccessCode!).Trim() : null;
        (exam.ShownDetail, exam.ShownWhen, exam.PassPercent) = (settings.ShownDetail, settings.ShownWhen, settings.PassPercent);
        exam.ShuffleQuestions = settings.ShuffleQuestions;
        exam.Draws = content.Draws.Count == 0 ? null : JsonSerializer.Serialize(content.Draws);
        exam.AllowsPaper = settings.AllowsPaper;
        exam.AllowsCalculator = settings.AllowsCalculator;
        exam.AllowsHeadphones = settings.AllowsHeadphones;
        exam.Rules = settings.Rules.Trim() is { Length: > 0 } rules ? rules : null;
    }

    public static IEnumerable<Question> QuestionsOf(ExamContent content, int version) =>
        content.Questions.Select(
            (question, index) =>
                new Question
                {
                    Version = version,
                    Number = index + 1,
                    Title = Name(question.Title),
                    Text = question.Text,
                    Body = question.Body,
                    Explanation = question.Explanation,
                    Points = question.Points,
                    Section = Name(question.Section),
                    Pool = Name(question.Pool),
                    Tags = question.Tags.Count == 0 ? null : [.. question.Tags],
                    Difficulty = question.Difficulty,
                }
        );

    /// <summary>Whether the stored questions of a version are those of a content.</summary>
    public static bool AreQuestionsOf(List<Question> stored, ExamContent content) =>
        stored.OrderBy(question => question.Number).Select(Facts).SequenceEqual(QuestionsOf(content, 1).Select(Facts));

    /// <summary>The files of a content that are not stored. Files stay as long as the exam: older versions refer to them.</summary>
    /// <param name="content">The content.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="stored">The hashes of the stored files.</param>
    public static IEnumerable<ExamFile> FilesOf(ExamContent content, int examId, List<string> stored) =>
        content
            .Files.DistinctBy(file => file.Sha256)
            .Where(file => !stored.Contains(file.Sha256))
            .Select(file => new ExamFile
            {
                Id = Guid.NewGuid(),
                ExamId = examId,
                Sha256 = file.Sha256,
                Name = file.Name,
                ContentType = file.ContentType,
                Content = file.Content,
            });

    public static ExamContent Read(Exam exam, IEnumerable<Question> questions, IEnumerable<ExamFile> files) =>
        new()
        {
            Slug = exam.Slug,
            Title = exam.Title,
            Description = exam.Description,
            Language = exam.Language,
            Minutes = exam.Minutes,
            Policy = exam.Policy,
            Draws = exam.DrawsByPool(),
            Settings = new ExamSettings
            {
                OpensAt = exam.OpensAt,
                ClosesAt = exam.ClosesAt,
                TimeZone = exam.TimeZone ?? "UTC",
                Attempts = exam.Attempts,
                Proctoring = exam.Proctoring,
                Admission = exam.Admission,
                AccessCode = exam.AccessCode,
                ShownDetail = exam.ShownDetail,
                ShownWhen = exam.ShownWhen,
                PassPercent = Plain(exam.PassPercent),
                ShuffleQuestions = exam.ShuffleQuestions,
                AllowsPaper = exam.AllowsPaper,
                AllowsCalculator = exam.AllowsCalculator,
                AllowsHeadphones = exam.AllowsHeadphones,
                Rules = exam.Rules ?? "",
            },
            Questions =
            [
                .. questions
                    .OrderBy(question => question.Number)
                    .Select(question => new QuestionContent(question.Text, question.Body)
                    {
                        Title = question.Title ?? "",
                        Explanation = question.Explanation,
                        Points = Plain(question.Points)!.Value,
                        Section = question.Section,
                        Pool = question.Pool,
                        Tags = question.Tags ?? [],
                        Difficulty = question.Difficulty,
                    }),
            ],
            Files = [.. files.OrderBy(file => file.Name).Select(file => new ExamFileContent(file.Name, file.ContentType, file.Content))],
        };

    /// <summary>Without the trailing zeros that a database adds.</summary>
    static decimal? Plain(decimal? number) => number / 1.0000000000000000000000000000m;

    static string? Name(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    static string Facts(Question question) =>
        JsonSerializer.Serialize(
            new object?[]
            {
                question.Title,
                question.Text,
                QuestionJson.Write(question.Body),
                question.Explanation,
                question.Points.ToString("0.00", CultureInfo.InvariantCulture),
                question.Section,
                question.Pool,
                question.Tags ?? [],
                question.Difficulty,
            }
        );
}
