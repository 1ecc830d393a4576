using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Staff;

namespace Proctoring.Core.Reviews;

/// <summary>One act on one session: a transaction that holds the session's row, so that two reviewers at the same moment see each other's
/// work.</summary>
internal sealed class ReviewAct : IAsyncDisposable
{
    readonly IDbContextTransaction transaction;

    ReviewAct(ProctoringDb database, IDbContextTransaction transaction, ProctoringSession session, DateTime at) =>
        (Database, this.transaction, Session, At) = (database, transaction, session, at);

    public ProctoringDb Database { get; }

    /// <summary>The session, including the acts of everyone else before this one.</summary>
    public ProctoringSession Session { get; }

    public DateTime At { get; }

    public bool Over => Session.Status.IsOver();

    /// <summary>Begins an act; null if the viewer cannot see such a session.</summary>
    public static async Task<ReviewAct?> BeginAsync(
        IDbContextFactory<ProctoringDb> databases,
        StaffViewer viewer,
        Guid sessionId,
        DateTime at,
        CancellationToken cancellation
    )
    {
        var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        IDbContextTransaction? transaction = null;
        try
        {
            transaction = await database.Database.BeginTransactionAsync(cancellation).ConfigureAwait(false);
            // Simultaneous acts wait here.
            await database.LockAsync(sessionId, cancellation).ConfigureAwait(false);
            var session = await database
                .Sessions.ReviewedBy(database, viewer)
                .SingleOrDefaultAsync(row => row.Id == sessionId, cancellation)
                .ConfigureAwait(false);
            if (session is not null)
            {
                session.ReviewOpenedAt ??= at;
                return new ReviewAct(database, transaction, session, at);
            }
        }
        catch
        {
            await LeaveAsync(database, transaction).ConfigureAwait(false);
            throw;
        }

        await LeaveAsync(database, transaction).ConfigureAwait(false);
        return null;
    }

    /// <summary>Stores everything the act changed.</summary>
    public async Task StoreAsync(CancellationToken cancellation)
    {
        await Database.SaveChangesAsync(cancellation).ConfigureAwait(false);
        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync() => await LeaveAsync(Database, transaction).ConfigureAwait(false);

    static async Task LeaveAsync(ProctoringDb database, IDbContextTransaction? transaction)
    {
        if (transaction is not null)
            await transaction.DisposeAsync().ConfigureAwait(false);
        await database.DisposeAsync().ConfigureAwait(false);
    }
}
