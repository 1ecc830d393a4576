using System.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Proctoring.Core.Storage;

/// <summary>Lets several queries of one context see the same moment, without keeping anybody from writing.</summary>
internal sealed class ReadSnapshot : IAsyncDisposable
{
    readonly IDbContextTransaction? transaction;
    readonly SqliteTransaction? inner;

    ReadSnapshot(IDbContextTransaction? transaction, SqliteTransaction? inner) => (this.transaction, this.inner) = (transaction, inner);

    public static async Task<ReadSnapshot> BeginAsync(ProctoringDb database, CancellationToken cancellation)
    {
        // The caller's own transaction is a moment already.
        if (database.Database.CurrentTransaction is not null)
            return new ReadSnapshot(null, null);
        if (!database.Database.IsSqlite())
        {
            return new ReadSnapshot(
                await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false),
                null
            );
        }

        // EF would begin with BEGIN IMMEDIATE, which takes the only write lock of the file.
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
