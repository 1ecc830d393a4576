using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Reports.Answering;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>Reads how the questions of a session were answered, for its reviewers and for its candidate.</summary>
internal sealed class CaseAnswering(IDbContextFactory<ProctoringDb> databases, AnsweringReader answering, TimeProvider time)
{
    /// <summary>The facts for staff; null if the viewer cannot see such a session, or it has none.</summary>
    public async Task<SessionAnswering?> FindAsync(StaffViewer viewer, Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ReadAsync(database, database.Sessions.ReadBy(database, viewer).Where(row => row.Id == sessionId), cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>The facts for the candidate; null if the token opens no ended session, or it has none.</summary>
    public async Task<SessionAnswering?> FindAsync(SessionAccess access, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        return await ReadAsync(database, database.Sessions.HeldBy(access), cancellation).ConfigureAwait(false);
    }

    Task<SessionAnswering?> ReadAsync(ProctoringDb database, IQueryable<ProctoringSession> session, CancellationToken cancellation) =>
        answering.FindAsync(database, session, time.GetUtcNow().UtcDateTime, cancellation);
}
