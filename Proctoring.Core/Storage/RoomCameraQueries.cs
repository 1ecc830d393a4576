using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;

namespace Proctoring.Core.Storage;

/// <summary>Whether a session uses a phone as room camera.</summary>
internal static class RoomCameraQueries
{
    /// <summary>A required room camera is always expected; an offered one only if a phone was connected.</summary>
    /// <param name="database">The database.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="use">What its policy says and its candidate agreed to.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static async Task<bool> UsesRoomCameraAsync(
        this ProctoringDb database,
        Guid sessionId,
        RoomCameraUse use,
        CancellationToken cancellation
    ) =>
        use == RoomCameraUse.Required
        || (
            use == RoomCameraUse.Offered
            && await database
                .RoomCameraLinks.AnyAsync(link => link.SessionId == sessionId && link.JoinedAt != null, cancellation)
                .ConfigureAwait(false)
        );
}
