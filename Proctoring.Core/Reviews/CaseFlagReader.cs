using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the flags of a session with their decisions, replies and deletions.</summary>
internal static class CaseFlagReader
{
    /// <summary>The flags in the order of their beginning. The caller has checked the right to the session.</summary>
    /// <param name="database">The context.</param>
    /// <param name="session">The session with its violations and their evidence.</param>
    /// <param name="secondReviewer">Whether two reviewers decide each flag.</param>
    /// <param name="names">The names of the staff.</param>
    /// <param name="shows">Whether the viewer may see the decisions of a reviewer.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<List<CaseFlag>> FlagsAsync(
        this ProctoringDb database,
        ProctoringSession session,
        bool secondReviewer,
        StaffNames names,
        Func<Guid, bool> shows,
        CancellationToken cancellation
    )
    {
        var decisions = (
            await database
                .FlagDecisions.AsNoTracking()
                .Standing()
                .Where(row => row.SessionId == session.Id)
                .OrderBy(row => row.DecidedAt)
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        )
            .Where(row => shows(row.ReviewerId))
            .ToLookup(row => row.ViolationId);
        var replies = await database
            .CandidateReplies.Where(reply => reply.SessionId == session.Id)
            .ToDictionaryAsync(reply => reply.ViolationId, reply => reply.Text, cancellation)
            .ConfigureAwait(false);
        var deletions = (
            await database
                .DataDeletions.Where(deletion => deletion.SessionId == session.Id && deletion.ViolationId != null)
                .Select(deletion => new
                {
                    deletion.ViolationId,
                    deletion.DeletedAt,
                    deletion.Cause,
                })
                .ToListAsync(cancellation)
                .ConfigureAwait(false)
        ).ToLookup(deletion => deletion.ViolationId!.Value, deletion => new CaseDeletion(deletion.DeletedAt, deletion.Cause));
        return
        [
            .. session
                .Violations.OrderBy(row => row.BeganAt)
                .ThenBy(row => row.Id)
                .Select(row =>
                    CaseFlags.Of(
                        row,
                        session.FinishedAt,
                        [
                            .. decisions[row.Id]
                                .Select(one => new CaseDecision(
                                    one.Id,
                                    one.ReviewerId,
                                    names.Of(one.ReviewerId),
                                    one.Decision,
                                    one.Reason,
                                    one.DecidedAt
                                )),
                        ],
                        secondReviewer,
                        replies.GetValueOrDefault(row.Id)
                    ) with
                    {
                        Author = row.AuthorId is { } author ? names.Of(author) : null,
                        Deletion = deletions[row.Id].MaxBy(deletion => deletion.At),
                    }
                ),
        ];
    }
}
