using Microsoft.EntityFrameworkCore;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Adds links to chains, in the transaction of the rows that they record.</summary>
internal sealed class ChainAppender(ChainSeal seal, ChainWitness witness, TimeProvider time)
{
    /// <summary>Adds links to a chain and signs its new end.</summary>
    /// <returns>The new end.</returns>
    public async Task<ChainEnd> AppendAsync(
        ProctoringDb database,
        Guid chainId,
        IEnumerable<ChainContent> contents,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow().UtcDateTime;
        var head = await HeadAsync(database, chainId, cancellation).ConfigureAwait(false);
        var before = ChainEnd.Of(head);
        var pending = database.PendingEnds.Find(chainId);
        // The witness does not change before the transaction commits: the result of the first save remains valid.
        var follows = pending?.Follows ?? await witness.FollowsAsync(database, chainId, before, cancellation).ConfigureAwait(false);
        if (head is null)
            database.Add(
                head = new ChainHead
                {
                    ChainId = chainId,
                    Hash = ChainSeal.Beginning,
                    Signature = "",
                }
            );
        foreach (var content in contents)
        {
            var link = ChainSeal.Link(head.Hash, chainId, head.Sequence + 1, content, now);
            database.Add(link);
            (head.Sequence, head.Hash) = (link.Sequence, link.Hash);
        }

        seal.Sign(head, now);
        var after = ChainEnd.Of(head);
        database.PendingEnds.Set(new PendingEnd(chainId, pending?.Before ?? before, after, follows));
        return after;
    }

    /// <summary>Records in the chain of the installation the stages of sessions, and the ends of their chains and of the audit
    /// log's.</summary>
    public async Task AppendTransitionsAsync(
        ProctoringDb database,
        IReadOnlyList<SessionTransition> transitions,
        IReadOnlyDictionary<Guid, ChainEnd> ends,
        CancellationToken cancellation
    )
    {
        List<ChainContent> contents =
        [
            .. transitions.Select(transition =>
                OfTransition(transition.Kind, transition.SessionId, ends.GetValueOrDefault(transition.SessionId, ChainEnd.Empty))
            ),
        ];
        if (
            transitions.Any(transition => transition.Kind == ChainContent.SessionEnded)
            && await HeadAsync(database, ChainIds.Audit, cancellation).ConfigureAwait(false) is { } audit
        )
            contents.Add(OfAuditLog(ChainEnd.Of(audit)));
        await AppendAsync(database, ChainIds.Installation, contents, cancellation).ConfigureAwait(false);
    }

    /// <summary>The content of a link about a session in the chain of the installation.</summary>
    public static ChainContent OfTransition(string kind, Guid sessionId, ChainEnd end) =>
        ChainContent.Create(kind, sessionId.ToString("N"), sessionId, end.Sequence, end.Hash);

    /// <summary>The content of a link about the audit log in the chain of the installation.</summary>
    public static ChainContent OfAuditLog(ChainEnd end) =>
        ChainContent.Create(ChainContent.AuditLog, Canonical.Text(end.Sequence)!, end.Sequence, end.Hash);

    /// <summary>Reads the head from the database: this context may hold an outdated one.</summary>
    public static async Task<ChainHead?> HeadAsync(ProctoringDb database, Guid chainId, CancellationToken cancellation)
    {
        if (database.ChainHeads.Local.FindEntry(chainId) is { } known)
        {
            // Added or changed by this save: the database does not know it yet.
            if (known.State is EntityState.Added or EntityState.Modified)
                return known.Entity;
            known.State = EntityState.Detached;
        }

        return await database.ChainHeads.SingleOrDefaultAsync(head => head.ChainId == chainId, cancellation).ConfigureAwait(false);
    }
}
