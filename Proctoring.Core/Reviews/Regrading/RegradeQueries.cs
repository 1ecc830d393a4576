using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Finds the sessions that a regrade concerns.</summary>
internal static class RegradeQueries
{
    /// <summary>The ended sessions of an exam that the server scored, without practice and test sessions, whose score does not come from a
    /// version.</summary>
    /// <param name="database">The database.</param>
    /// <param name="examId">The exam.</param>
    /// <param name="version">The version; null for each session's own.</param>
    public static IQueryable<ProctoringSession> ToRegrade(this ProctoringDb database, int examId, int? version)
    {
        var ended = database
            .Sessions.Where(session => session.ExamId == examId && session.FinishedAt != null && session.StartedAt != null)
            .Where(session => session.MaxPoints != null && !session.Practice && !session.IsTest);
        return version is { } wanted
            ? ended.Where(session => (session.ScoredVersion ?? session.ExamVersion) != wanted)
            : ended.Where(session => session.ScoredVersion != null);
    }

    /// <summary>The version that scores a session: null if it is the session's own.</summary>
    public static int? ScoredBy(this ProctoringSession session, int? version) => version == session.ExamVersion ? null : version;

    /// <summary>The newest grades of several sessions, by session and question.</summary>
    public static async Task<ILookup<Guid, AnswerGrade>> NewestGradesAsync(
        this ProctoringDb database,
        IReadOnlyCollection<Guid> sessions,
        CancellationToken cancellation
    )
    {
        var grades = await database
            .AnswerGrades.AsNoTracking()
            .Where(grade => sessions.Contains(grade.SessionId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return grades
            .GroupBy(grade => (grade.SessionId, grade.QuestionId))
            .Select(group => group.MaxBy(grade => (grade.GradedAt, grade.Id))!)
            .ToLookup(grade => grade.SessionId);
    }

    /// <summary>Whether a score reaches a pass mark; null without either.</summary>
    public static bool? Passes(decimal? score, decimal? passPercent) =>
        score is { } reached && passPercent is { } least ? reached >= least : null;

    /// <summary>Scores a session with the solutions of a version, in memory.</summary>
    /// <param name="session">The session with its answers, not tracked.</param>
    /// <param name="asked">Its questions as the candidate read them.</param>
    /// <param name="later">The questions of the version.</param>
    /// <param name="grades">The newest grade of each answer, by question.</param>
    public static void ScoreWith(
        this ProctoringSession session,
        IReadOnlyList<Question> asked,
        IReadOnlyList<Question> later,
        IReadOnlyDictionary<int, AnswerGrade> grades
    ) =>
        SessionScoring.Score(
            session,
            SessionPaper.Of(session.Paper, QuestionCorrection.Apply(asked, later)),
            session.Answers.ToDictionary(answer => answer.QuestionId),
            grades
        );
}
