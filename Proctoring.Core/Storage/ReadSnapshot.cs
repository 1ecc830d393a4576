using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Proctoring.Core.Storage;

/// <summary>Lets several queries of one context read the same moment, without blocking writers.</summary>
internal sealed class ReadSnapshot : IAsyncDisposable
{
    readonly IDbContextTransaction? transaction;
    readonly SqliteTransaction? inner;

    ReadSnapshot(IDbContextTransaction? transaction, SqliteTransaction? inner) => (this.transaction, this.inner) = (transaction, inner);

    public static async Task<ReadSnapshot> BeginAsync(ProctoringDb database, CancellationToken cancellation)
    {
        // The caller's own transaction is already a snapshot.
        if (database.Database.CurrentTransaction is not null)
            return new ReadSnapshot(null, null);
        if (!database.Database.IsSqlite())
        {
            var begun = await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
            // It locks no rows, and its reader may take long with evidence between two queries.
            await SharedConnection.AllowIdleAsync(database, cancellation).ConfigureAwait(false);
            return new ReadSnapshot(begun, null);
        }

        // EF would use BEGIN IMMEDIATE, which takes the file's only write lock.
        await database.Database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        var inner = ((SqliteConnection)database.Database.GetDbConnection()).BeginTransaction(deferred: true);
        return new ReadSnapshot((await database.Database.UseTransactionAsync(inner, cancellation).ConfigureAwait(false))!, inner);
    }

    public async ValueTask DisposeAsync()
    {
        if (transaction is not null)
            await transaction.DisposeAsync().ConfigureAwait(false);
        if (inner is not null)
            await inner.DisposeAsync().ConfigureAwait(false);
    }
}
