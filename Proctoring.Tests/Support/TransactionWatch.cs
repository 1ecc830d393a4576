using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Records the queries on other connections while a transaction is open.</summary>
internal sealed class TransactionWatch : DbCommandInterceptor, IDbTransactionInterceptor
{
    readonly ConcurrentQueue<string> others = new();
    int open;
    int begun;

    public IReadOnlyList<string> OtherQueries => [.. others];

    /// <summary>The number of transactions that began.</summary>
    public int Transactions => Volatile.Read(ref begun);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        if (eventData.Context is { Database.CurrentTransaction: null } && Volatile.Read(ref open) > 0)
            others.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }

    public ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref begun);
        Interlocked.Increment(ref open);
        return ValueTask.FromResult(result);
    }

    public Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Decrement(ref open);
        return Task.CompletedTask;
    }
}
