using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Record;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads the photo that a candidate took at the start of a session, for staff.</summary>
internal sealed class StartPhotos(IDbContextFactory<ProctoringDb> databases, EvidenceReader evidence)
{
    /// <summary>Reads the photo; null if the viewer cannot read the session, or it has no photo, or its file is missing or
    /// damaged.</summary>
    public async Task<byte[]?> ReadAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return
            await database.Sessions.ReadBy(database, viewer).AnyAsync(row => row.Id == sessionId, cancellation).ConfigureAwait(false)
            || await database
                .Sessions.CalibratedBy(database, viewer)
                .AnyAsync(row => row.Id == sessionId, cancellation)
                .ConfigureAwait(false)
            ? await evidence.ReadStartPhotoAsync(sessionId, cancellation).ConfigureAwait(false)
            : null;
    }
}
