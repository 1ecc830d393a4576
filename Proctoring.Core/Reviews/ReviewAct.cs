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

    /// <summary>Begins an act of a reviewer; null if the viewer cannot review such a session.</summary>
    public static async Task<ReviewAct?> BeginAsync(
        IDbContextFactory<ProctoringDb> databases,
        StaffViewer viewer,
        Guid sessionId,
        DateTime at,
        CancellationToken cancellation
    )
    {
        var act = await BeginAsync(databases, database => database.Sessions.ReviewedBy(database, viewer), sessionId, at, cancellation)
            .ConfigureAwait(false);
        act?.Session.ReviewOpenedAt ??= at;
        return act;
    }

    /// <summary>Begins an act on a session that the viewer has another right to; null if there is no such session.</summary>
    /// <param name="databases">Opens the context of the act.</param>
    /// <param name="permitted">The sessions that the viewer may act on.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="at">The time of the act, UTC.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public static async Task<ReviewAct?> BeginAsync(
        IDbContextFactory<ProctoringDb> databases,
        Func<ProctoringDb, IQueryable<ProctoringSession>> permitted,
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
            var session = await permitted(database).SingleOrDefaultAsync(row => row.Id == sessionId, cancellation).ConfigureAwait(false);
            if (session is not null)
                return new ReviewAct(database, transaction, session, at);
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
