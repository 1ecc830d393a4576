using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the messages of a session in both directions for staff.</summary>
internal static class MessageReader
{
    /// <summary>The messages, the oldest first. The caller has checked the right to the session.</summary>
    public static async Task<IReadOnlyList<CaseMessage>> MessagesAsync(
        this ProctoringDb database,
        Guid sessionId,
        string formerStaff,
        CancellationToken cancellation
    )
    {
        var staff = await database
            .StaffMessages.Where(row => row.SessionId == sessionId)
            .Select(row => new CaseMessage(
                row.Id,
                database.Users.Where(user => user.Id == row.AuthorId).Select(user => user.Name).FirstOrDefault() ?? formerStaff,
                row.Text,
                row.SentAt,
                row.ShownAt
            ))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var candidate = await database
            .CandidateMessages.Where(row => row.SessionId == sessionId)
            .Select(row => new CaseMessage(row.Id, "", row.Text, row.SentAt, null) { FromCandidate = true, PageState = row.PageState })
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. staff.Concat(candidate).OrderBy(message => message.SentAt)];
    }
}
