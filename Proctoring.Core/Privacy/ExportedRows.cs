using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>Reads the lists in session.json, each in the order of its times. Names of staff are left out.</summary>
internal sealed class ExportedRows(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
{
    public async Task<object> HeadChallengesAsync() =>
        await database
            .HeadChallenges.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.AskedAt)
            .Select(row => new
            {
                row.Turns,
                row.AskedAt,
                row.EndedAt,
                row.Result,
                row.Reason,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> GradesAsync() =>
        await database
            .AnswerGrades.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.GradedAt)
            .Select(row => new
            {
                row.QuestionId,
                row.Points,
                row.Comment,
                row.GradedAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> RegradesAsync() =>
        await database
            .SessionRegrades.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.RegradedAt)
            .Select(row => new
            {
                row.Version,
                row.RegradedAt,
                row.Reason,
                row.ScoreBefore,
                row.ScoreAfter,
                row.PointsBefore,
                row.PointsAfter,
                row.MaxPointsBefore,
                row.MaxPointsAfter,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> DecisionsAsync() =>
        await database
            .FlagDecisions.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.DecidedAt)
            .Select(row => new
            {
                Flag = row.ViolationId,
                row.Decision,
                row.Reason,
                row.DecidedAt,
                row.WithdrawnAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> VerdictsAsync() =>
        await database
            .SessionVerdicts.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.DecidedAt)
            .Select(row => new
            {
                row.Verdict,
                row.Reason,
                row.DecidedAt,
                row.WithdrawnAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> NotesAsync() =>
        await database
            .ReviewNotes.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.WrittenAt)
            .Select(row => new
            {
                Flag = row.ViolationId,
                row.Text,
                row.WrittenAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> CommentsAsync() =>
        await database
            .CandidateReplies.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.WrittenAt)
            .Select(row => new
            {
                Flag = row.ViolationId,
                row.Text,
                row.WrittenAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> MessagesOfStaffAsync() =>
        await database
            .StaffMessages.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.SentAt)
            .Select(row => new
            {
                row.Text,
                row.SentAt,
                row.ShownAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> MessagesOfStudentAsync() =>
        await database
            .CandidateMessages.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.SentAt)
            .Select(row => new
            {
                row.Text,
                row.PageState,
                row.SentAt,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> TimeChangesAsync() =>
        await database
            .TimeChanges.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.ChangedAt)
            .Select(row => new
            {
                row.ChangedAt,
                row.Kind,
                row.Seconds,
                row.EndsAt,
                row.Reason,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> PagesAsync() =>
        await database
            .CandidatePages.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.JoinedAt)
            .Select(row => new
            {
                row.JoinedAt,
                row.Address,
                row.UserAgent,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);

    public async Task<object> DeletionsAsync() =>
        await database
            .DataDeletions.Where(row => row.SessionId == sessionId)
            .OrderBy(row => row.DeletedAt)
            .Select(row => new
            {
                row.Data,
                row.Count,
                Flag = row.ViolationId,
                row.DeletedAt,
                row.Cause,
            })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
}
