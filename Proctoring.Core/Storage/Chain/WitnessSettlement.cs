using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Completes at the start the saves that a crash interrupted: a committed transaction gets its witness, and the intention of an
/// uncommitted one is removed.</summary>
internal sealed partial class WitnessSettlement(
    IDbContextFactory<ProctoringDb> databases,
    ChainWitness witness,
    IEvidenceStore evidence,
    ILogger<WitnessSettlement> log
)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var (settled, dropped) = (0, 0);
        await foreach (var folder in evidence.AllAsync(cancellation).ConfigureAwait(false))
        {
            if (!Guid.TryParseExact(folder.Name, "N", out var chainId))
                continue;
            foreach (var intention in ChainWitness.IntentionsIn(chainId, folder.Keys))
            {
                if (await SettleAsync(database, chainId, intention, cancellation).ConfigureAwait(false))
                    settled++;
                else
                    dropped++;
            }
        }

        if (settled + dropped > 0)
            LogSettled(settled, dropped);
    }

    /// <summary>Completes or removes one intention.</summary>
    /// <returns>Whether its transaction had committed and is the newest.</returns>
    async Task<bool> SettleAsync(ProctoringDb database, Guid chainId, string intention, CancellationToken cancellation)
    {
        try
        {
            if (
                await witness.IntendedAsync(chainId, intention, cancellation).ConfigureAwait(false) is { } intended
                && await database
                    .ChainLinks.AnyAsync(
                        link => link.ChainId == chainId && link.Sequence == intended.Sequence && link.Hash == intended.Hash,
                        cancellation
                    )
                    .ConfigureAwait(false)
                && (await witness.ReadAsync(chainId, cancellation).ConfigureAwait(false)).Confirmed is var confirmed
                && !(confirmed?.Sequence >= intended.Sequence)
            )
            {
                await witness.ConfirmAsync(new PendingEnd(chainId, ChainEnd.Empty, intended, true), cancellation).ConfigureAwait(false);
                return true;
            }
        }
        catch (EvidenceDamagedException cause)
        {
            LogDamaged(cause, ChainIds.NameOf(chainId));
            return false;
        }

        await witness.RemoveAsync(intention, cancellation).ConfigureAwait(false);
        return false;
    }

    [LoggerMessage(
        LogLevel.Information,
        "The server was stopped during a save: {Settled} witnesses were updated, {Dropped} intentions were dropped"
    )]
    partial void LogSettled(int settled, int dropped);

    [LoggerMessage(LogLevel.Error, "The witness of the chain {Chain} can't be read; verify this chain")]
    partial void LogDamaged(Exception cause, string chain);
}
