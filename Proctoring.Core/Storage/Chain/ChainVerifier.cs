using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Proves that the records are unchanged, or names the first place at which they differ.</summary>
internal sealed class ChainVerifier(IDbContextFactory<ProctoringDb> databases, ChainSeal seal, ChainWitness witness, StoredFiles files)
{
    /// <summary>The number of sessions that are read with one query.</summary>
    const int BatchSize = 500;

    /// <summary>Returns every session in the database, and every session that a link or a witness names.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsAsync(CancellationToken cancellation)
    {
        // Read first: a session that begins after this has its witness later than its rows.
        var witnessed = await witness.ChainsAsync(cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var known = await database
            .Sessions.Select(row => row.Id)
            .Union(database.ChainHeads.Select(head => head.ChainId))
            .Union(database.ChainLinks.Select(link => link.ChainId))
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        var named = await Transitions(database).Select(link => link.SubjectId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return
        [
            .. known
                .Concat(witnessed)
                .Concat(named.Select(id => Guid.TryParse(id, out var session) ? session : ChainIds.Installation))
                .Where(ChainIds.IsSession)
                .Distinct()
                .Order(),
        ];
    }

    /// <summary>Verifies one session: hashes, signature, witness, each row against its last link, and the bytes of each file.</summary>
    public Task<ChainFinding> VerifyAsync(Guid sessionId, CancellationToken cancellation) => VerifyAsync(sessionId, null, cancellation);

    /// <summary>Verifies all sessions, many at once, and returns the findings in a fixed order.</summary>
    public async IAsyncEnumerable<ChainFinding> VerifyAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var sessions = await SessionsAsync(cancellation).ConfigureAwait(false);
        ILookup<string, ChainLink> transitions;
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
            transitions = (await Transitions(database).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(link => link.SubjectId);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Queue<Task<IReadOnlyList<ChainFinding>>> running = new();
        try
        {
            foreach (var batch in sessions.Chunk(BatchSize))
            {
                // One batch for each core: SQLite reads on the calling thread.
                var isFull = running.Count == Environment.ProcessorCount;
                IReadOnlyList<ChainFinding> ready = isFull ? await running.Dequeue().ConfigureAwait(false) : [];
                // Before the caller gets the findings: a core must not wait until the caller has written them.
                running.Enqueue(Task.Run(() => VerifyAsync(batch, transitions, stop.Token), stop.Token));
                foreach (var finding in ready)
                    yield return finding;
            }

            while (running.TryDequeue(out var remaining))
            {
                foreach (var finding in await remaining.ConfigureAwait(false))
                    yield return finding;
            }
        }
        finally
        {
            // After a failure or an early end of the caller, no batch keeps reading.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)Task.WhenAll(running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task<IReadOnlyList<ChainFinding>> VerifyAsync(
        IReadOnlyList<Guid> sessions,
        ILookup<string, ChainLink> transitions,
        CancellationToken cancellation
    )
    {
        // The transitions were read once for all sessions and may be older than the rest; later events do not count as missing from a
        // session's chain.
        var findings = await TryVerifyAsync(sessions, transitions, cancellation).ConfigureAwait(false);
        if (findings is not null)
            return findings;
        // A row of one session cannot be read.
        List<ChainFinding> single = [];
        foreach (var session in sessions)
            single.Add(await VerifyAsync(session, transitions, cancellation).ConfigureAwait(false));
        return single;
    }

    /// <summary>Verifies sessions, sorted by their ids, with one query for each kind of row; null if a row cannot be read.</summary>
    async Task<IReadOnlyList<ChainFinding>?> TryVerifyAsync(
        IReadOnlyList<Guid> sessions,
        ILookup<string, ChainLink> transitions,
        CancellationToken cancellation
    )
    {
        // Before the database: the chains may grow meanwhile, but never shrink.
        var witnesses = await witness.ReadManyAsync(sessions, cancellation).ConfigureAwait(false);
        if (await ReadSessionsAsync(new IdRange(sessions[0], sessions[^1]), cancellation).ConfigureAwait(false) is not { } read)
            return null;
        List<ChainFinding> findings = [];
        foreach (var session in sessions)
        {
            var chain = new ChainRead<SessionRest>(
                new WitnessReading(witnesses[session]),
                [.. read.Links[session]],
                read.Heads.GetValueOrDefault(session),
                new SessionRest([.. read.Rows[session]], [.. transitions[session.ToString("N")]], [.. read.Files[session]]),
                null
            );
            findings.Add(await FindAsync(session, chain, cancellation).ConfigureAwait(false));
        }

        return findings;
    }

    async Task<SessionsRead?> ReadSessionsAsync(IdRange sessions, CancellationToken cancellation)
    {
        var (first, last) = sessions;
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var snapshot = await ReadSnapshot.BeginAsync(database, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            try
            {
                var links = await database
                    .ChainLinks.AsNoTracking()
                    .Where(link => link.ChainId >= first && link.ChainId <= last)
                    .OrderBy(link => link.Sequence)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                var heads = await database
                    .ChainHeads.AsNoTracking()
                    .Where(head => head.ChainId >= first && head.ChainId <= last)
                    .ToDictionaryAsync(head => head.ChainId, cancellation)
                    .ConfigureAwait(false);
                var byChain = links.ToLookup(link => link.ChainId);
                var earlier = byChain.Where(LinkChecks.AreOfEarlierVersion).Select(chain => chain.Key).ToHashSet();
                var rows = await ChainRows.ReadSessionsAsync(database, sessions, earlier.Contains, cancellation).ConfigureAwait(false);
                var named = await StoredFiles.ReadAsync(database, sessions, cancellation).ConfigureAwait(false);
                return new SessionsRead(byChain, heads, rows, named);
            }
            catch (Exception cause) when (cause is not (OperationCanceledException or DbException) && !StorageFailure.IsUnavailable(cause))
            {
                // Read one by one, this becomes the finding of its session.
                return null;
            }
        }
    }

    async Task<ChainFinding> VerifyAsync(Guid sessionId, ILookup<string, ChainLink>? transitionsOfAll, CancellationToken cancellation)
    {
        var read = await ReadAsync(
                sessionId,
                async database =>
                {
                    var subject = sessionId.ToString("N");
                    var transitions = transitionsOfAll is not null
                        ? [.. transitionsOfAll[subject]]
                        : await Transitions(database)
                            .Where(link => link.SubjectId == subject)
                            .ToListAsync(cancellation)
                            .ConfigureAwait(false);
                    return new SessionRest(
                        await ChainRows.ReadSessionAsync(database, sessionId, cancellation).ConfigureAwait(false),
                        transitions,
                        [.. (await StoredFiles.ReadAsync(database, IdRange.Of(sessionId), cancellation).ConfigureAwait(false))[sessionId]]
                    );
                },
                cancellation
            )
            .ConfigureAwait(false);
        return await FindAsync(sessionId, read, cancellation).ConfigureAwait(false);
    }

    async Task<ChainFinding> FindAsync(Guid sessionId, ChainRead<SessionRest> read, CancellationToken cancellation)
    {
        if (read.Unreadable is not null)
            return new ChainFinding(sessionId, read.Links.Count, read.Unreadable);
        var (links, (rows, transitions, named)) = (read.Links, read.Rest);
        if (links.Count == 0 && read.Head is null && rows.Count == 0)
            return new ChainFinding(sessionId, 0, SessionChecks.Removed(read.Witness, transitions));
        // Earlier versions recorded fewer kinds of rows. The beginning of a chain cannot be changed afterwards.
        var complete = links.Count == 0 || links[0].Kind == ChainContent.Session;
        // The product removed the session: its rows are gone, and the chain of the installation says when.
        var removed =
            transitions is [.., { Kind: ChainContent.SessionRemoved }] && rows.All(row => row.Present.Kind != ChainContent.Session);
        var broken =
            Broken(read)
            ?? (removed ? null : LinkChecks.Rows(links, rows, row => complete || row.First is not null))
            ?? SessionChecks.Transitions(sessionId, links, transitions)
            ?? await files.BrokenAsync(named, links, cancellation).ConfigureAwait(false);
        return new ChainFinding(sessionId, links.Count, broken);
    }

    /// <summary>Verifies the chain of the installation: its exams, and the end of the audit log. Its links about a session are verified
    /// with the session.</summary>
    public async Task<ChainFinding> VerifyInstallationAsync(CancellationToken cancellation)
    {
        var read = await ReadAsync(
                ChainIds.Installation,
                async database =>
                    (
                        await ChainRows.ReadExamsAsync(database, cancellation).ConfigureAwait(false),
                        await database
                            .ChainLinks.AsNoTracking()
                            .Where(link => link.ChainId == ChainIds.Audit)
                            .Select(link => new ChainEnd(link.Sequence, link.Hash))
                            .ToListAsync(cancellation)
                            .ConfigureAwait(false)
                    ),
                cancellation
            )
            .ConfigureAwait(false);
        if (read.Unreadable is not null)
            return new ChainFinding(ChainIds.Installation, read.Links.Count, read.Unreadable);
        var (rows, audit) = read.Rest;
        if (read.IsEmpty && rows.Count == 0)
            return new ChainFinding(ChainIds.Installation, 0, null);
        var ofRows = read.Links.FindAll(link => link.Kind is ChainContent.Exam or ChainContent.Question or ChainContent.ExamFile);
        return new ChainFinding(
            ChainIds.Installation,
            read.Links.Count,
            Broken(read) ?? LinkChecks.Rows(ofRows, rows, _ => true) ?? SessionChecks.AuditLog(read.Links, audit)
        );
    }

    /// <summary>Verifies the entries of the audit log that concern no session.</summary>
    public async Task<ChainFinding> VerifyAuditAsync(CancellationToken cancellation)
    {
        var read = await ReadAsync(ChainIds.Audit, database => ChainRows.ReadAuditAsync(database, cancellation), cancellation)
            .ConfigureAwait(false);
        if (read.Unreadable is not null)
            return new ChainFinding(ChainIds.Audit, read.Links.Count, read.Unreadable);
        if (read.IsEmpty && read.Rest.Count == 0)
            return new ChainFinding(ChainIds.Audit, 0, null);
        return new ChainFinding(ChainIds.Audit, read.Links.Count, Broken(read) ?? LinkChecks.Rows(read.Links, read.Rest, _ => true));
    }

    /// <summary>Returns when sessions were adopted from a version without a chain over sessions, and how many.</summary>
    public async Task<IReadOnlyList<(DateTime At, int Sessions)>> AdoptionsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var adoptions = await database
            .ChainLinks.Where(link => link.ChainId == ChainIds.Installation && link.Kind == ChainContent.SessionAdopted)
            .GroupBy(link => link.At)
            .Select(group => new { group.Key, Count = group.Count() })
            .OrderBy(adoption => adoption.Key)
            .ToListAsync(cancellation)
            .ConfigureAwait(false);
        return [.. adoptions.Select(adoption => (adoption.Key, adoption.Count))];
    }

    /// <summary>Reads a chain and its rows as of one moment: a running session must not look broken because it continued
    /// meanwhile.</summary>
    async Task<ChainRead<TRest>> ReadAsync<TRest>(Guid chainId, Func<ProctoringDb, Task<TRest>> readRest, CancellationToken cancellation)
    {
        // Before the database: the chain may grow meanwhile, but never shrink.
        var known = await WitnessedAsync(chainId, cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var snapshot = await ReadSnapshot.BeginAsync(database, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            List<ChainLink> links = [];
            try
            {
                links = await database
                    .ChainLinks.AsNoTracking()
                    .Where(link => link.ChainId == chainId)
                    .OrderBy(link => link.Sequence)
                    .ToListAsync(cancellation)
                    .ConfigureAwait(false);
                var head = await database
                    .ChainHeads.AsNoTracking()
                    .SingleOrDefaultAsync(row => row.ChainId == chainId, cancellation)
                    .ConfigureAwait(false);
                return new ChainRead<TRest>(known, links, head, await readRest(database).ConfigureAwait(false), null);
            }
            catch (Exception cause) when (cause is not (OperationCanceledException or DbException) && !StorageFailure.IsUnavailable(cause))
            {
                // A column holds a value that the product never writes. That is a finding, not a failure.
                return new ChainRead<TRest>(
                    known,
                    links,
                    null,
                    default!,
                    new BrokenLink(
                        links.Count,
                        "row",
                        null,
                        $"of this chain can't be read, because a column holds an impossible value: {cause.GetBaseException().Message}"
                    )
                );
            }
        }
    }

    async Task<WitnessReading> WitnessedAsync(Guid chainId, CancellationToken cancellation)
    {
        try
        {
            return new WitnessReading(await witness.ReadAsync(chainId, cancellation).ConfigureAwait(false));
        }
        catch (EvidenceDamagedException)
        {
            // Part of the finding.
            return new WitnessReading(null);
        }
    }

    BrokenLink? Broken<TRest>(ChainRead<TRest> read) =>
        LinkChecks.Hashes(read.Links)
        ?? LinkChecks.Head(read.Links, read.Head, seal)
        ?? (
            read.Witness.Known is { } known
                ? LinkChecks.Witness(read.Links, known)
                : new BrokenLink(read.Links.Count, "head", null, "has a witness that was changed or can't be decrypted")
        );

    static IQueryable<ChainLink> Transitions(ProctoringDb database) =>
        database.ChainLinks.AsNoTracking().Where(link => link.ChainId == ChainIds.Installation && link.Kind.StartsWith("session_"));

    /// <summary>What the database holds about a session besides its chain.</summary>
    sealed record SessionRest(IReadOnlyList<ChainRow> Rows, List<ChainLink> Transitions, IReadOnlyList<StoredFile> Files);

    /// <summary>The chains of several sessions, and the rows that they record.</summary>
    sealed record SessionsRead(
        ILookup<Guid, ChainLink> Links,
        Dictionary<Guid, ChainHead> Heads,
        ILookup<Guid, ChainRow> Rows,
        ILookup<Guid, StoredFile> Files
    );

    /// <summary>A chain as read.</summary>
    sealed record ChainRead<TRest>(WitnessReading Witness, List<ChainLink> Links, ChainHead? Head, TRest Rest, BrokenLink? Unreadable)
    {
        public bool IsEmpty => Links.Count == 0 && Head is null && Witness.Known is { Nothing: true };
    }
}

/// <summary>A witness as read.</summary>
/// <param name="Known">Its content; null if it was changed or can't be decrypted.</param>
internal readonly record struct WitnessReading(Witnessed? Known);
