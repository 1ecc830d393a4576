using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Sessions.Opening;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the facts about a session's student that lie outside the session.</summary>
internal sealed class OtherSessions(IDbContextFactory<ProctoringDb> databases)
{
    const int Most = 10;

    /// <summary>Reads the student and the newest other sessions of the same student that the viewer may read; null if the viewer cannot
    /// read the session.</summary>
    public async Task<StudentFacts?> ReadAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var session = await database
            .Sessions.AsNoTracking()
            .ReadBy(database, viewer)
            .Where(row => row.Id == sessionId)
            .Select(row => new
            {
                row.StudentId,
                row.Student!.ExternalId,
                row.Student.Email,
                row.Score,
                row.CorrectAnswers,
                row.TotalQuestions,
                Description = row.Exam == null ? null : row.Exam.Description,
                Rules = row.Exam == null
                    ? null
                    : new ExamRules(row.Exam.AllowsPaper, row.Exam.AllowsCalculator, row.Exam.AllowsHeadphones, row.Exam.Rules ?? ""),
                Language = row.Exam == null ? null : row.Exam.Language,
                row.RegradedAt,
            })
            .SingleOrDefaultAsync(cancellation)
            .ConfigureAwait(false);
        if (session is null)
            return null;
        var others = await database
            .Sessions.AsNoTracking()
            .ReadBy(database, viewer)
            .Where(row => row.StudentId == session.StudentId && row.Id != sessionId && !row.Practice)
            .OrderByDescending(row => row.CreatedAt)
            .Select(row => row.Id)
            .Take(Most)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return new StudentFacts(
            session.ExternalId,
            session.Email,
            session.Score,
            session.CorrectAnswers,
            session.TotalQuestions,
            session.Description,
            session.Rules,
            session.Language ?? "",
            await SessionList.RowsAsync(database, others, cancellation).ConfigureAwait(false),
            session.RegradedAt is null ? [] : await RegradesAsync(database, sessionId, cancellation).ConfigureAwait(false)
        );
    }

    static async Task<IReadOnlyList<RegradeFacts>> RegradesAsync(ProctoringDb database, Guid sessionId, CancellationToken cancellation) =>
        await database
            .SessionRegrades.AsNoTracking()
            .Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.RegradedAt)
            .ThenBy(row => row.Id)
            .Select(row => new RegradeFacts(
                row.RegradedAt,
                database.Users.Where(user => user.Id == row.RegradedById).Select(user => user.Name).FirstOrDefault(),
                row.Reason,
                row.Version,
                row.ScoreBefore,
                row.ScoreAfter
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
}

/// <summary>Facts about the student and the result of a session.</summary>
/// <param name="StudentId">The owner's id of the student.</param>
/// <param name="Email">The e-mail address; null if unknown.</param>
/// <param name="Score">The score in per cent; null if it has not been reported.</param>
/// <param name="CorrectAnswers">The number of correct answers; null with the score.</param>
/// <param name="TotalQuestions">The number of questions.</param>
/// <param name="Description">The exam's description; null for another system's exam.</param>
/// <param name="Rules">The exam's present rules and permitted aids; null for another system's exam.</param>
/// <param name="Language">The language of the exam's own text; empty if unknown.</param>
/// <param name="Others">The newest other sessions of the student.</param>
/// <param name="Regrades">The regrades of the session, oldest first.</param>
public sealed record StudentFacts(
    string StudentId,
    string? Email,
    decimal? Score,
    int? CorrectAnswers,
    int TotalQuestions,
    string? Description,
    ExamRules? Rules,
    string Language,
    IReadOnlyList<SessionRow> Others,
    IReadOnlyList<RegradeFacts> Regrades
);

/// <summary>A regrade of a session.</summary>
/// <param name="At">When, UTC.</param>
/// <param name="By">The name of the administrator; null for the server's console and a removed account.</param>
/// <param name="Reason">Why.</param>
/// <param name="Version">The version of the exam whose solutions counted.</param>
/// <param name="Before">The score before, per cent; null while an answer waited for a grade.</param>
/// <param name="After">The score after.</param>
public sealed record RegradeFacts(DateTime At, string? By, string Reason, int Version, decimal? Before, decimal? After);
