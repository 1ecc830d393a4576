using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Core.Storage;

/// <summary>Lets one transaction of this process write to SQLite at a time, in the order of their requests. SQLite itself makes a writer
/// poll for the lock, which blocks its thread, and lets later writers overtake it.</summary>
internal sealed class SqliteWriterQueue : IDbTransactionInterceptor, IDbConnectionInterceptor, IDisposable
{
    /// <summary>After this time a transaction begins out of turn; SQLite's own lock still protects the file.</summary>
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    readonly SemaphoreSlim free = new(1);
    readonly ConcurrentDictionary<DbConnection, bool> writing = new(ReferenceEqualityComparer.Instance);

    public InterceptionResult<DbTransaction> TransactionStarting(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result
    )
    {
        if (free.Wait(LongestWait))
            writing[connection] = true;
        return result;
    }

    public async ValueTask<InterceptionResult<DbTransaction>> TransactionStartingAsync(
        DbConnection connection,
        TransactionStartingEventData eventData,
        InterceptionResult<DbTransaction> result,
        CancellationToken cancellationToken = default
    )
    {
        if (await free.WaitAsync(LongestWait, cancellationToken).ConfigureAwait(false))
            writing[connection] = true;
        return result;
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context);

    public Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Leave(eventData.Context);
        return Task.CompletedTask;
    }

    public void TransactionRolledBack(DbTransaction transaction, TransactionEndEventData eventData) => Leave(eventData.Context);

    public Task TransactionRolledBackAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Leave(eventData.Context);
        return Task.CompletedTask;
    }

    // A transaction that fails or is abandoned reports no end. Its connection closes.
    public void ConnectionClosed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionClosedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    public void ConnectionDisposed(DbConnection connection, ConnectionEndEventData eventData) => Leave(connection);

    public Task ConnectionDisposedAsync(DbConnection connection, ConnectionEndEventData eventData)
    {
        Leave(connection);
        return Task.CompletedTask;
    }

    public void Dispose() => free.Dispose();

    void Leave(DbContext? context)
    {
        // A finished transaction no longer names its connection.
        if (context is not null)
            Leave(context.Database.GetDbConnection());
    }

    void Leave(DbConnection connection)
    {
        if (writing.TryRemove(connection, out _))
            free.Release();
    }
}
