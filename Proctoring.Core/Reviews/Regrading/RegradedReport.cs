using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews.Regrading;

/// <summary>Writes the new result into the stored report of a session. All other parts of the report stay.</summary>
internal static class RegradedReport
{
    /// <summary>Changes the report's row. The caller saves.</summary>
    /// <param name="database">The context of the transaction.</param>
    /// <param name="session">The session with its new score and its answers.</param>
    /// <param name="regrade">The regrade.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task WriteAsync(
        ProctoringDb database,
        ProctoringSession session,
        SessionRegrade regrade,
        CancellationToken cancellation
    )
    {
        var report = await database.Reports.SingleAsync(row => row.SessionId == session.Id, cancellation).ConfigureAwait(false);
        var before = ReportReader.Parse(report.Content)!;
        var pass = await database
            .Exams.Where(exam => exam.Id == session.ExamId)
            .Select(exam => exam.PassPercent)
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        var grades = await SessionScoring.GradesAsync(database, session.Id, cancellation).ConfigureAwait(false);
        var paper = await database.PaperAsync(session, cancellation).ConfigureAwait(false);
        var answers = session.Answers.ToDictionary(answer => answer.QuestionId);
        var content = before with
        {
            CorrectAnswers = session.CorrectAnswers,
            Score = session.Score,
            Points = session.Points,
            MaxPoints = session.MaxPoints,
            Ungraded = session.Ungraded,
            Passed = RegradeQueries.Passes(session.Score, pass),
            Correction = regrade.Changed ? new ReportedCorrection(regrade.RegradedAt, regrade.ScoreBefore) : before.Correction,
            Answers =
            [
                .. paper.Select(
                    (one, index) =>
                        ReportedAnswer.Of(one.Question, index + 1, answers.GetValueOrDefault(one.Question.Id)) with
                        {
                            Comment = grades.GetValueOrDefault(one.Question.Id)?.Comment,
                        }
                ),
            ],
        };
        database.Entry(report).Property(row => row.Content).CurrentValue = JsonSerializer.Serialize(content, ReportReader.Json);
    }
}
