using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Exams.Questions;

namespace Proctoring.Core.Storage;

/// <summary>Reads the questions of a session: those of its version of the exam, in its own order. A session that was regraded has the
/// solutions of the version that scored it.</summary>
internal static class PaperQueries
{
    /// <summary>The questions of a session with the order of their parts; none if they are in another system.</summary>
    public static async Task<IReadOnlyList<(Question Question, IReadOnlyList<int>? Order)>> PaperAsync(
        this ProctoringDb database,
        ProctoringSession session,
        CancellationToken cancellation
    )
    {
        if (session.ExamId is not { } examId)
            return [];
        var questions = await database.QuestionsAsync(examId, session.ExamVersion, cancellation).ConfigureAwait(false);
        if (session.ScoredVersion is { } version)
            questions = QuestionCorrection.Apply(
                questions,
                await database.QuestionsAsync(examId, version, cancellation).ConfigureAwait(false)
            );
        return SessionPaper.Of(session.Paper, questions);
    }

    /// <summary>The questions of one version of an exam.</summary>
    public static Task<List<Question>> QuestionsAsync(
        this ProctoringDb database,
        int examId,
        int version,
        CancellationToken cancellation
    ) =>
        database
            .Questions.AsNoTracking()
            .Where(question => question.ExamId == examId && question.Version == version)
            .ToListAsync(cancellation);
}
