using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Advances the witnesses of the chains with each transaction that commits.</summary>
internal sealed partial class WitnessWriter(ChainWitness witness, TransactionKeeper keeper, ILogger<WitnessWriter> log)
    : DbTransactionInterceptor
{
    public override DbTransaction TransactionStarted(DbConnection connection, TransactionEndEventData eventData, DbTransaction result)
    {
        Clear(eventData);
        return result;
    }

    public override ValueTask<DbTransaction> TransactionStartedAsync(
        DbConnection connection,
        TransactionEndEventData eventData,
        DbTransaction result,
        CancellationToken cancellationToken = default
    )
    {
        Clear(eventData);
        return ValueTask.FromResult(result);
    }

    /// <summary>Fails the transaction if the witness can't be written: a record without its proof must not be confirmed.</summary>
    public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        if (Following(eventData).ToList() is { Count: > 0 } ends)
            await keeper.WhileAsync(transaction.Connection, IntendAsync(ends, cancellationToken), ends.Count).ConfigureAwait(false);
        return result;
    }

    async Task IntendAsync(List<PendingEnd> ends, CancellationToken cancellation)
    {
        foreach (var end in ends)
            await witness.IntendAsync(end, cancellation).ConfigureAwait(false);
    }

    public override InterceptionResult TransactionCommitting(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result
    ) =>
        Following(eventData).Any()
            ? throw new InvalidOperationException("A transaction with rows of a chain is committed with CommitAsync.")
            : result;

    public override async Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        foreach (var end in Following(eventData))
        {
            try
            {
                await witness.ConfirmAsync(end, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception cause) when (StorageFailure.IsOfFiles(cause))
            {
                // The records and the intention are stored: the next save or the next start turns it into the witness.
                LogNotConfirmed(cause, ChainIds.NameOf(end.ChainId));
            }
        }

        Clear(eventData);
    }

    static IEnumerable<PendingEnd> Following(TransactionEventData eventData) =>
        eventData.Context is ProctoringDb database ? database.PendingEnds.All.Where(end => end.Follows) : [];

    static void Clear(TransactionEventData eventData) => (eventData.Context as ProctoringDb)?.PendingEnds.Clear();

    [LoggerMessage(LogLevel.Warning, "The witness of the chain {Chain} is one transaction behind: it could not be replaced")]
    partial void LogNotConfirmed(Exception cause, string chain);
}
