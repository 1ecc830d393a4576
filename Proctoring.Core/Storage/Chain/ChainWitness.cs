using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>
/// Keeps, outside the database, how far each session's chain had come: an older end is still validly signed, so a database that was set back could
/// not be told from one that was not. Written beside the pictures after each commit, encrypted and authenticated as they are.
/// </summary>
internal sealed partial class ChainWitness(IEvidenceStore store, ILogger<ChainWitness> log) : DbTransactionInterceptor
{
    public override async Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (eventData.Context is not ProctoringDb { Unchained: false } database)
            return;
        foreach (var entry in database.ChangeTracker.Entries<ChainHead>().Where(head => head.Entity.Follows).ToList())
        {
            var head = entry.Entity;
            try
            {
                await store.PutAsync(
                    KeyOf(head.SessionId), Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.Sequence} {head.Hash}")), CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // The records are kept; a witness that is behind still speaks for all before it.
                LogNotKept(cause, head.SessionId);
            }
        }
    }

    /// <summary>
    /// Whether the chain as it stands goes on from what was kept; a chain that was set back must not write over what shows it, by nothing more
    /// than going on.
    /// </summary>
    /// <param name="database">The database.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="head">Its chain's end before what is added now; null where it begins.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<bool> FollowsAsync(ProctoringDb database, Guid sessionId, ChainHead? head, CancellationToken cancellation)
    {
        try
        {
            if (await ReadAsync(sessionId, cancellation).ConfigureAwait(false) is not var (sequence, hash))
                return head is null;
            if (head is null || sequence > head.Sequence)
                return false;
            return sequence == head.Sequence
                ? hash == head.Hash
                : await database.ChainLinks.AnyAsync(link => link.SessionId == sessionId && link.Sequence == sequence && link.Hash == hash, cancellation).ConfigureAwait(false);
        }
        catch (EvidenceDamagedException)
        {
            return false;
        }
    }

    /// <summary>How far a chain had come; null where nothing was kept.</summary>
    /// <exception cref="EvidenceDamagedException">It was changed, or its key is gone.</exception>
    public async Task<(int Sequence, string Hash)?> ReadAsync(Guid sessionId, CancellationToken cancellation)
    {
        if (await store.GetAsync(KeyOf(sessionId), cancellation).ConfigureAwait(false) is not { } bytes)
            return null;
        return Encoding.ASCII.GetString(bytes).Split(' ') is [var number, var hash] && int.TryParse(number, CultureInfo.InvariantCulture, out var sequence) ? (sequence, hash) : null;
    }

    static string KeyOf(Guid sessionId) => $"{sessionId:N}/chain";

    [LoggerMessage(LogLevel.Warning, "How far the chain of session {SessionId} has come could not be kept beside its pictures")]
    partial void LogNotKept(Exception cause, Guid sessionId);
}
