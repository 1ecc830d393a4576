using System.Globalization;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;

namespace Proctoring.Tools.Practice;

/// <summary>An exam of the invented year.</summary>
/// <param name="Id">The exam.</param>
/// <param name="Questions">Its questions, in their order.</param>
internal sealed record PracticeExam(int Id, IReadOnlyList<Question> Questions);

/// <summary>Writes the exams of the invented year with their questions. They are archived, so that no candidate can open them.</summary>
internal static class PracticeExams
{
    /// <summary>The number of questions of each exam.</summary>
    public const int Questions = 20;

    const int Choices = 4;
    const int Parts = 3;

    static readonly string[] Subjects =
    [
        "Anatomy",
        "Biology",
        "Civil law",
        "Databases",
        "Economics",
        "French",
        "Geometry",
        "History",
        "Informatics",
        "Journalism",
        "Kinetics",
        "Linear algebra",
    ];

    /// <summary>The title of a random exam of a year.</summary>
    public static string Title(Random random, int year) => Title(Subjects[random.Next(Subjects.Length)], year, random.Next(1, Parts + 1));

    /// <summary>Writes the exams of some years and returns them by title.</summary>
    public static async Task<IReadOnlyDictionary<string, PracticeExam>> WriteAsync(
        ProctoringDb database,
        IEnumerable<int> years,
        string prefix,
        CancellationToken cancellation
    )
    {
        List<Exam> exams = [];
        foreach (var year in years)
        {
            foreach (var subject in Subjects)
            {
                for (var part = 1; part <= Parts; part++)
                    exams.Add(Of(Title(subject, year, part), $"{prefix}-exam-{exams.Count}"));
            }
        }

        database.AddRange(exams);
        await database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        return exams.ToDictionary(exam => exam.Title, exam => new PracticeExam(exam.Id, [.. exam.Questions.OrderBy(one => one.Number)]));
    }

    static string Title(string subject, int year, int part) =>
        string.Create(CultureInfo.InvariantCulture, $"{subject} {year}, part {part}");

    static Exam Of(string title, string slug) =>
        new()
        {
            Slug = slug,
            Title = title,
            Description = "Made up for practice",
            Minutes = 60,
            Status = ExamStatus.Archived,
            Questions =
            [
                .. Enumerable
                    .Range(1, Questions)
                    .Select(number => new Question
                    {
                        Number = number,
                        Text = string.Create(
                            CultureInfo.InvariantCulture,
                            $"Question {number} of {title}: which of these statements about the subject of this part is correct?"
                        ),
                        Body = SingleChoice.Of(
                            [.. Enumerable.Range(1, Choices).Select(choice => $"Statement {choice} about question {number}")],
                            number % Choices
                        ),
                        Explanation = "Made up for practice",
                    }),
            ],
        };

    /// <summary>The answers of a session that answered its questions one after the other, the first ones correctly.</summary>
    public static IEnumerable<SessionAnswer> Answers(Random random, ProctoringSession session, PracticeExam exam)
    {
        var each = (session.FinishedAt!.Value - session.StartedAt!.Value) / exam.Questions.Count;
        foreach (var (index, question) in exam.Questions.Index())
        {
            var first = session.StartedAt.Value + (each * (index + (random.NextDouble() * 0.9)));
            var changes = random.Next(5) / 4;
            var right = question.Number % Choices;
            yield return new SessionAnswer
            {
                SessionId = session.Id,
                QuestionId = question.Id,
                Choice = index < session.CorrectAnswers ? right : (right + 1) % Choices,
                Points = index < session.CorrectAnswers ? 1 : 0,
                RightChoice = right,
                FirstAnsweredAt = session.Proctored ? first : null,
                AnsweredAt = first + (each * (changes * 0.1)),
                Changes = session.Proctored ? changes : 0,
            };
        }
    }
}
