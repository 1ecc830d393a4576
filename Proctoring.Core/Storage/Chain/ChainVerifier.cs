using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Proves that the records are those that were written, or names the first place where they are not.</summary>
internal sealed class ChainVerifier(IDbContextFactory<ProctoringDb> databases, ChainSeal seal, ChainWitness witness, StoredFiles files)
{
    const string Damaged = "has a witness that was changed or can't be decrypted";

    /// <summary>Every session that there is, or that a link or a witness says there should be.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsAsync(CancellationToken cancellation)
    {
        // First: a session that begins after this has its witness later than its rows.
        var witnessed = await witness.ChainsAsync(cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var known = await database.Sessions.Select(row => row.Id).Union(database.ChainHeads.Select(head => head.ChainId))
            .Union(database.ChainLinks.Select(link => link.ChainId)).ToListAsync(cancellation).ConfigureAwait(false);
        var named = await Turns(database).Select(link => link.SubjectId).Distinct().ToListAsync(cancellation).ConfigureAwait(false);
        return [.. known.Concat(witnessed).Concat(named.Select(Guid.Parse)).Where(ChainIds.IsSession).Distinct().Order()];
    }

    /// <summary>Verifies one session: hashes, signature, witness, each row against its last link, and the bytes of each file.</summary>
    public Task<ChainFinding> VerifyAsync(Guid sessionId, CancellationToken cancellation) => VerifyAsync(sessionId, null, cancellation);

    /// <summary>Verifies all sessions, one after the other.</summary>
    public async IAsyncEnumerable<ChainFinding> VerifyAllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var sessions = await SessionsAsync(cancellation).ConfigureAwait(false);
        ILookup<string, ChainLink> turns;
        await using (var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false))
            turns = (await Turns(database).ToListAsync(cancellation).ConfigureAwait(false)).ToLookup(link => link.SubjectId);
        foreach (var session in sessions)
            yield return await VerifyAsync(session, turns, cancellation).ConfigureAwait(false);
    }

    async Task<ChainFinding> VerifyAsync(Guid sessionId, ILookup<string, ChainLink>? read, CancellationToken cancellation)
    {
        var known = await WitnessedAsync(sessionId, cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        List<ChainLink> links, turns;
        ChainHead? head;
        IReadOnlyList<ChainRow> rows;
        // One moment for everything: a running session must not look broken because it went on meanwhile.
        var snapshot = await ReadSnapshot.BeginAsync(database, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            (links, head) = await ReadChainAsync(database, sessionId, cancellation).ConfigureAwait(false);
            rows = await ChainRows.ReadSessionAsync(database, sessionId, cancellation).ConfigureAwait(false);
            var subject = sessionId.ToString("N");
            // Read once for all sessions, they may be older than the rest; what has happened to a session since then is not missing from its chain.
            turns = read is not null ? [.. read[subject]]
                : await Turns(database).Where(link => link.SubjectId == subject).ToListAsync(cancellation).ConfigureAwait(false);
        }

        if (links.Count == 0 && head is null && rows.Count == 0)
            return new ChainFinding(sessionId, 0, SessionChecks.Removed(known, turns));
        // Earlier versions recorded fewer kinds of rows. What a chain begins with can't be changed afterwards.
        var complete = links.Count == 0 || links[0].Kind == ChainContent.Session;
        var broken = LinkChecks.Hashes(links) ?? LinkChecks.Head(links, head, seal) ?? Witness(links, known)
            ?? LinkChecks.Rows(links, rows, row => complete || row.First is not null)
            ?? SessionChecks.Turns(sessionId, links, turns)
            ?? await files.BrokenAsync(database, sessionId, links, cancellation).ConfigureAwait(false);
        return new ChainFinding(sessionId, links.Count, broken);
    }

    /// <summary>Verifies the chain of the installation: its exams, and how far the audit log had come. What it says about a session is verified with the session.</summary>
    public async Task<ChainFinding> VerifyInstallationAsync(CancellationToken cancellation)
    {
        var known = await WitnessedAsync(ChainIds.Installation, cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var snapshot = await ReadSnapshot.BeginAsync(database, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var (links, head) = await ReadChainAsync(database, ChainIds.Installation, cancellation).ConfigureAwait(false);
            var rows = await ChainRows.ReadExamsAsync(database, cancellation).ConfigureAwait(false);
            if (links.Count == 0 && head is null && rows.Count == 0 && known.Witnessed is { Nothing: true })
                return new ChainFinding(ChainIds.Installation, 0, null);
            var audit = await database.ChainLinks.AsNoTracking().Where(link => link.ChainId == ChainIds.Audit)
                .Select(link => new ChainEnd(link.Sequence, link.Hash)).ToListAsync(cancellation).ConfigureAwait(false);
            var ofRows = links.FindAll(link => link.Kind is ChainContent.Exam or ChainContent.Question);
            return new ChainFinding(ChainIds.Installation, links.Count, LinkChecks.Hashes(links) ?? LinkChecks.Head(links, head, seal)
                ?? Witness(links, known) ?? LinkChecks.Rows(ofRows, rows, _ => true) ?? SessionChecks.AuditLog(links, audit));
        }
    }

    /// <summary>Verifies the entries of the audit log that concern no session.</summary>
    public async Task<ChainFinding> VerifyAuditAsync(CancellationToken cancellation)
    {
        var known = await WitnessedAsync(ChainIds.Audit, cancellation).ConfigureAwait(false);
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var snapshot = await ReadSnapshot.BeginAsync(database, cancellation).ConfigureAwait(false);
        await using (snapshot.ConfigureAwait(false))
        {
            var (links, head) = await ReadChainAsync(database, ChainIds.Audit, cancellation).ConfigureAwait(false);
            var rows = await ChainRows.ReadAuditAsync(database, cancellation).ConfigureAwait(false);
            if (links.Count == 0 && head is null && rows.Count == 0 && known.Witnessed is { Nothing: true })
                return new ChainFinding(ChainIds.Audit, 0, null);
            return new ChainFinding(ChainIds.Audit, links.Count, LinkChecks.Hashes(links) ?? LinkChecks.Head(links, head, seal)
                ?? Witness(links, known) ?? LinkChecks.Rows(links, rows, _ => true));
        }
    }

    /// <summary>Says when sessions were adopted from a version without a chain over sessions, and how many.</summary>
    public async Task<IReadOnlyList<(DateTime At, int Sessions)>> AdoptionsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var adoptions = await database.ChainLinks.Where(link => link.ChainId == ChainIds.Installation && link.Kind == ChainContent.SessionAdopted)
            .GroupBy(link => link.At).Select(group => new { group.Key, Count = group.Count() }).OrderBy(adoption => adoption.Key)
            .ToListAsync(cancellation).ConfigureAwait(false);
        return [.. adoptions.Select(adoption => (adoption.Key, adoption.Count))];
    }

    /// <summary>Reads the witness. It is read before the database: the chain may have moved on meanwhile, but never back.</summary>
    async Task<(Witnessed? Witnessed, bool Damaged)> WitnessedAsync(Guid chainId, CancellationToken cancellation)
    {
        try
        {
            return (await witness.ReadAsync(chainId, cancellation).ConfigureAwait(false), false);
        }
        catch (EvidenceDamagedException)
        {
            // Part of the finding.
            return (null, true);
        }
    }

    static BrokenLink? Witness(List<ChainLink> links, (Witnessed? Witnessed, bool Damaged) known) =>
        known.Witnessed is { } witnessed ? LinkChecks.Witness(links, witnessed) : new BrokenLink(links.Count, "head", null, Damaged);

    static IQueryable<ChainLink> Turns(ProctoringDb database) => database.ChainLinks.AsNoTracking()
        .Where(link => link.ChainId == ChainIds.Installation && link.Kind.StartsWith("session_"));

    static async Task<(List<ChainLink> Links, ChainHead? Head)> ReadChainAsync(ProctoringDb database, Guid chainId, CancellationToken cancellation) => (
        await database.ChainLinks.AsNoTracking().Where(link => link.ChainId == chainId).OrderBy(link => link.Sequence)
            .ToListAsync(cancellation).ConfigureAwait(false),
        await database.ChainHeads.AsNoTracking().SingleOrDefaultAsync(row => row.ChainId == chainId, cancellation).ConfigureAwait(false));
}
