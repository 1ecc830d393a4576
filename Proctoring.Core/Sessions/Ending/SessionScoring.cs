using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Sessions.Ending;

/// <summary>Scores the answers of a session that ends, and again after a person has graded one.</summary>
internal static class SessionScoring
{
    /// <summary>Stores the points of each answer with the solution they were scored with, and the result of the session. While an answer
    /// waits for a grade, the session has no score.</summary>
    public static async Task ScoreAsync(ProctoringDb database, ProctoringSession session, CancellationToken cancellation)
    {
        var paper = await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        var answers = await database
            .Answers.Where(answer => answer.SessionId == session.Id)
            .ToDictionaryAsync(answer => answer.QuestionId, cancellation)
            .ConfigureAwait(false);
        Score(session, paper, answers, await GradesAsync(database, session.Id, cancellation).ConfigureAwait(false));
    }

    /// <summary>Scores a session with its questions, answers and grades, all by question. The caller saves, or does not.</summary>
    public static void Score(
        ProctoringSession session,
        IReadOnlyList<(Question Question, IReadOnlyList<int>? Order)> paper,
        IReadOnlyDictionary<int, SessionAnswer> answers,
        IReadOnlyDictionary<int, AnswerGrade> grades
    )
    {
        var (correct, points, ungraded) = (0, 0m, 0);
        foreach (var (question, _) in paper)
        {
            if (answers.GetValueOrDefault(question.Id) is not { } answer)
                continue;
            Score(question, answer, grades.GetValueOrDefault(question.Id));
            ungraded += answer.Points is null ? 1 : 0;
            points += answer.Points ?? 0;
            correct += answer.Points >= question.Points && question.Points > 0 ? 1 : 0;
        }

        var most = paper.Sum(one => one.Question.Points);
        (session.Points, session.MaxPoints, session.Ungraded) = (points, most, ungraded);
        session.CorrectAnswers = ungraded > 0 ? null : correct;
        session.Score = ungraded > 0 ? null : PercentOf(points, most);
    }

    /// <summary>The newest grade of each answer.</summary>
    public static async Task<Dictionary<int, AnswerGrade>> GradesAsync(
        ProctoringDb database,
        Guid sessionId,
        CancellationToken cancellation
    )
    {
        var grades = await database
            .AnswerGrades.AsNoTracking()
            .Where(grade => grade.SessionId == sessionId)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return grades
            .GroupBy(grade => grade.QuestionId)
            .ToDictionary(group => group.Key, group => group.MaxBy(grade => (grade.GradedAt, grade.Id))!);
    }

    static void Score(Question question, SessionAnswer answer, AnswerGrade? grade)
    {
        if (answer.Choice == SessionAnswer.Deleted)
        {
            // The answer can't be scored again.
            answer.Points = grade?.Points ?? answer.Points;
            return;
        }

        var share = QuestionScoring.Share(question.Body, answer.ResponseTo(question));
        answer.Points = grade?.Points ?? (share is { } part ? Math.Round(part * question.Points, 3, MidpointRounding.AwayFromZero) : null);
        answer.RightChoice = question.Body is SingleChoice choice ? choice.RightChoice : null;
        answer.ScoredBody = question.BodyJson is { } body ? Hash(body) : null;
    }

    static string Hash(string body) => ExamFile.HashOf(System.Text.Encoding.UTF8.GetBytes(body));

    static decimal PercentOf(decimal points, decimal most) =>
        most <= 0 ? 0 : Math.Clamp(Math.Round(100 * points / most, 2, MidpointRounding.AwayFromZero), 0, 100);
}
