using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Privacy;

/// <summary>Reads the lists in session.json, each in the order of its times. Names of staff are left out.</summary>
internal sealed class ExportedRows(ProctoringDb database, Guid sessionId, CancellationToken cancellation)
{
    public Task<object> HeadChallengesAsync() =>
        ReadAsync(
            database
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
        );

    public Task<object> GradesAsync() =>
        ReadAsync(
            database
                .AnswerGrades.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.GradedAt)
                .Select(row => new
                {
                    row.QuestionId,
                    row.Points,
                    row.Comment,
                    row.GradedAt,
                })
        );

    public Task<object> RegradesAsync() =>
        ReadAsync(
            database
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
        );

    public Task<object> DecisionsAsync() =>
        ReadAsync(
            database
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
        );

    public Task<object> VerdictsAsync() =>
        ReadAsync(
            database
                .SessionVerdicts.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.DecidedAt)
                .Select(row => new
                {
                    row.Verdict,
                    row.Reason,
                    row.DecidedAt,
                    row.WithdrawnAt,
                })
        );

    public Task<object> NotesAsync() =>
        ReadAsync(
            database
                .ReviewNotes.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.WrittenAt)
                .Select(row => new
                {
                    Flag = row.ViolationId,
                    row.Text,
                    row.WrittenAt,
                })
        );

    public Task<object> CommentsAsync() =>
        ReadAsync(
            database
                .CandidateReplies.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.WrittenAt)
                .Select(row => new
                {
                    Flag = row.ViolationId,
                    row.Text,
                    row.WrittenAt,
                })
        );

    public Task<object> MessagesOfStaffAsync() =>
        ReadAsync(
            database
                .StaffMessages.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.SentAt)
                .Select(row => new
                {
                    row.Text,
                    row.SentAt,
                    row.ShownAt,
                })
        );

    public Task<object> MessagesOfStudentAsync() =>
        ReadAsync(
            database
                .CandidateMessages.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.SentAt)
                .Select(row => new
                {
                    row.Text,
                    row.PageState,
                    row.SentAt,
                })
        );

    public Task<object> TimeChangesAsync() =>
        ReadAsync(
            database
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
        );

    public Task<object> PagesAsync() =>
        ReadAsync(
            database
                .CandidatePages.Where(row => row.SessionId == sessionId)
                .OrderBy(row => row.JoinedAt)
                .Select(row => new
                {
                    row.JoinedAt,
                    row.Address,
                    row.UserAgent,
                })
        );

    public Task<object> DeletionsAsync() =>
        ReadAsync(
            database
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
        );

    async Task<object> ReadAsync<TRow>(IQueryable<TRow> rows) => await rows.ToListAsync(cancellation).ConfigureAwait(false);
}
