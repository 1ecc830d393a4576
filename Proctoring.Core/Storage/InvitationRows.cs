using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage;

/// <summary>Deletes invitations.</summary>
internal static class InvitationRows
{
    /// <summary>Deletes invitations at once, with the messages that wait for them.</summary>
    public static async Task RemoveInvitationsAsync(
        this ProctoringDb database,
        IReadOnlyCollection<Guid> invitations,
        CancellationToken cancellation
    )
    {
        // The deliveries of an event are deleted with it.
        await database
            .OutboxEvents.Where(row => row.InvitationId != null && invitations.Contains(row.InvitationId.Value))
            .ExecuteDeleteAsync(cancellation)
            .ConfigureAwait(false);
        await database.ExamInvitations.Where(row => invitations.Contains(row.Id)).ExecuteDeleteAsync(cancellation).ConfigureAwait(false);
    }
}
