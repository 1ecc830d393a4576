using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Stores outside the database how far each chain has come. An older end of a chain stays validly signed, so a database that was
/// set back would otherwise look intact.</summary>
/// <remarks>The intended end is written before the transaction commits, to a separate file, and replaces the previous witness afterwards. A
/// crash between the two leaves a witness that is one transaction behind, or an intention that was never fulfilled. Neither contradicts the
/// database.</remarks>
internal sealed class ChainWitness(IEvidenceStore store, TransactionKeeper keeper)
{
    const string Name = "chain";

    /// <summary>Stores the end that a transaction is about to commit.</summary>
    public Task IntendAsync(PendingEnd end, CancellationToken cancellation) =>
        store.PutAsync(IntentionOf(end), Encoding.ASCII.GetBytes($"{Text(end.Before)} {Text(end.After)}"), cancellation);

    /// <summary>Turns the stored intention of a committed transaction into the witness.</summary>
    public Task ConfirmAsync(PendingEnd end, CancellationToken cancellation) =>
        store.MoveAsync(IntentionOf(end), KeyOf(end.ChainId), cancellation);

    /// <summary>Reads the ends of a chain that are stored outside the database.</summary>
    /// <exception cref="EvidenceDamagedException">The witness was changed, or its key is lost.</exception>
    public async Task<Witnessed> ReadAsync(Guid chainId, CancellationToken cancellation)
    {
        if (await store.GetAsync(KeyOf(chainId), cancellation).ConfigureAwait(false) is { } bytes)
            return new Witnessed(Parse(chainId, bytes).Last(), []);
        List<ChainEnd> begun = [];
        foreach (var key in await IntentionsAsync(chainId, cancellation).ConfigureAwait(false))
        {
            // Only the first transaction of a chain finds no witness.
            if (
                await store.GetAsync(key, cancellation).ConfigureAwait(false) is { } intention
                && Parse(chainId, intention) is [{ Sequence: 0 }, var end]
            )
                begun.Add(end);
        }

        return new Witnessed(null, begun);
    }

    /// <summary>Reads the ends of several chains.</summary>
    /// <returns>For each chain its ends; null if its witness was changed, or its key is lost.</returns>
    public async Task<IReadOnlyDictionary<Guid, Witnessed?>> ReadManyAsync(
        IReadOnlyCollection<Guid> chains,
        CancellationToken cancellation
    )
    {
        var stored = await store.GetManyAsync([.. chains.Select(KeyOf)], cancellation).ConfigureAwait(false);
        var begun = await BegunAsync(chains.Where(chainId => !stored.ContainsKey(KeyOf(chainId))), cancellation).ConfigureAwait(false);
        Dictionary<Guid, Witnessed?> read = [];
        foreach (var chainId in chains)
        {
            try
            {
                read[chainId] =
                    stored.TryGetValue(KeyOf(chainId), out var bytes) ? Confirmed(chainId, bytes)
                    : begun.Contains(chainId.ToString("N")) ? await ReadAsync(chainId, cancellation).ConfigureAwait(false)
                    : new Witnessed(null, []);
            }
            catch (EvidenceDamagedException)
            {
                // Part of the result.
                read[chainId] = null;
            }
        }

        return read;
    }

    static Witnessed? Confirmed(Guid chainId, byte[]? bytes) =>
        bytes is null ? null : new Witnessed(Parse(chainId, bytes).Last(), []);

    /// <summary>Finds the chains that have an intention, or whose witness was stored since it was looked for.</summary>
    /// <returns>Their folders. The chains of the others have no witness, and need no query of their own.</returns>
    async Task<HashSet<string>> BegunAsync(IEnumerable<Guid> chains, CancellationToken cancellation)
    {
        List<string> folders = [.. chains.Select(chainId => chainId.ToString("N"))];
        if (folders.Count == 0)
            return [];
        var keys = await store.KeysOfManyAsync(folders, cancellation).ConfigureAwait(false);
        return [.. keys.Where(key => key.Contains($"/{Name}", StringComparison.Ordinal)).Select(EvidenceKey.FolderOf)];
    }

    /// <summary>Returns whether the chain in the database continues from its witness. If the chain was set back, the next save must not
    /// overwrite the witness, because it is the proof.</summary>
    public async Task<bool> FollowsAsync(ProctoringDb database, Guid chainId, ChainEnd end, CancellationToken cancellation)
    {
        Witnessed known;
        try
        {
            var reading = ReadAsync(chainId, cancellation);
            await keeper.WhileAsync(database.Database.GetDbConnection(), reading).ConfigureAwait(false);
            known = await reading.ConfigureAwait(false);
        }
        catch (EvidenceDamagedException)
        {
            // Verification reports it; the damaged file stays in place.
            return false;
        }

        if (known.Contains(end))
            return true;
        var sequences = known.Ends.Select(one => one.Sequence).ToList();
        var links = await LinksAsync(database, chainId, sequences, cancellation).ConfigureAwait(false);
        return links.Exists(known.Contains);
    }

    /// <summary>Reads links of a chain as its ends.</summary>
    public static Task<List<ChainEnd>> LinksAsync(
        ProctoringDb database,
        Guid chainId,
        List<int> sequences,
        CancellationToken cancellation
    ) =>
        database
            .ChainLinks.AsNoTracking()
            .Where(link => link.ChainId == chainId && sequences.Contains(link.Sequence))
            .Select(link => new ChainEnd(link.Sequence, link.Hash))
            .ToListAsync(cancellation);

    /// <summary>The keys of the intentions of a chain that were not confirmed.</summary>
    async Task<IReadOnlyList<string>> IntentionsAsync(Guid chainId, CancellationToken cancellation) =>
        IntentionsIn(chainId, await store.KeysAsync(chainId.ToString("N"), cancellation).ConfigureAwait(false));

    /// <summary>The keys of a chain's folder that are intentions which were not confirmed.</summary>
    public static IReadOnlyList<string> IntentionsIn(Guid chainId, IEnumerable<string> keys) =>
        [.. keys.Where(key => key.StartsWith($"{KeyOf(chainId)}-", StringComparison.Ordinal))];

    /// <summary>The chains that have a witness.</summary>
    public async Task<IReadOnlyList<Guid>> ChainsAsync(CancellationToken cancellation)
    {
        HashSet<Guid> chains = [];
        await foreach (var folder in store.AllAsync(cancellation).ConfigureAwait(false))
        {
            if (Guid.TryParseExact(folder.Name, "N", out var chainId) && folder.Keys.Contains(KeyOf(chainId)))
                chains.Add(chainId);
        }

        return [.. chains];
    }

    /// <summary>Removes a witness that was never confirmed, of a chain that has no links.</summary>
    public Task RemoveAsync(string intention, CancellationToken cancellation) => store.DeleteAsync(intention, cancellation);

    /// <summary>Stores a witness for a chain that has none, because an earlier version was stopped before it could write it.</summary>
    public Task RestoreAsync(Guid chainId, ChainEnd end, CancellationToken cancellation) =>
        store.PutAsync(KeyOf(chainId), Encoding.ASCII.GetBytes(Text(end)), cancellation);

    /// <summary>Reads an intention; null if it is gone.</summary>
    public async Task<ChainEnd?> IntendedAsync(Guid chainId, string intention, CancellationToken cancellation) =>
        await store.GetAsync(intention, cancellation).ConfigureAwait(false) is { } bytes ? Parse(chainId, bytes).Last() : null;

    /// <summary>The key of a chain's witness in the evidence store.</summary>
    public static string KeyOf(Guid chainId) => $"{chainId:N}/{Name}";

    static string IntentionOf(PendingEnd end) => string.Create(CultureInfo.InvariantCulture, $"{KeyOf(end.ChainId)}-{end.After.Sequence}");

    static string Text(ChainEnd end) =>
        string.Create(CultureInfo.InvariantCulture, $"{end.Sequence} {(end.Hash.Length == 0 ? "-" : end.Hash)}");

    /// <summary>Reads one end (of an earlier version or a restored witness) or two (before and after).</summary>
    static List<ChainEnd> Parse(Guid chainId, byte[] bytes)
    {
        var words = Encoding.ASCII.GetString(bytes).Split(' ');
        if (words.Length is not (2 or 4))
            throw Damaged(chainId);
        return
        [
            .. words
                .Chunk(2)
                .Select(pair =>
                    int.TryParse(pair[0], CultureInfo.InvariantCulture, out var sequence)
                        ? new ChainEnd(sequence, pair[1] == "-" ? ChainSeal.Beginning : pair[1])
                        : throw Damaged(chainId)
                ),
        ];
    }

    static EvidenceDamagedException Damaged(Guid chainId) =>
        new(KeyOf(chainId), new FormatException("It does not have the form of a witness."));
}

/// <summary>The ends of a chain that are stored outside the database.</summary>
/// <param name="Confirmed">The last confirmed end; null if the chain has no witness.</param>
/// <param name="Begun">If there is no confirmed end: the ends that a first transaction intended.</param>
internal sealed record Witnessed(ChainEnd? Confirmed, IReadOnlyList<ChainEnd> Begun)
{
    /// <summary>Whether there are none.</summary>
    public bool Nothing => Confirmed is null && Begun.Count == 0;

    /// <summary>The ends of which the chain in the database must contain one.</summary>
    public IEnumerable<ChainEnd> Ends => Confirmed is { } end ? [end] : Begun;

    /// <summary>Returns whether a chain with this end, or this link, agrees with the witness.</summary>
    public bool Contains(ChainEnd end) => Confirmed is { } confirmed ? confirmed == end : end.Sequence == 0 || Begun.Contains(end);
}
