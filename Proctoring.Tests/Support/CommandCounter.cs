using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>Records the text of each query that Entity Framework sends, and counts its round trips.</summary>
internal sealed class CommandCounter : DbCommandInterceptor, IDbTransactionInterceptor
{
    readonly ConcurrentQueue<string> texts = new();
    int others;

    /// <summary>The queries since the last <see cref="Reset"/>.</summary>
    public IReadOnlyList<string> Texts => [.. texts];

    /// <summary>The statements and commits since the last <see cref="Reset"/>. PostgreSQL's BEGIN goes with the next statement.</summary>
    public int RoundTrips => texts.Count + Volatile.Read(ref others);

    public void Reset()
    {
        texts.Clear();
        Volatile.Write(ref others, 0);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        texts.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref others);
        return ValueTask.FromResult(result);
    }

    public ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref others);
        return ValueTask.FromResult(result);
    }
}
