using System.Data;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Proctoring.Core.Exams;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Proves that what is kept of a session is what was written, or names the first place where it is not.</summary>
internal sealed class ChainVerifier(IDbContextFactory<ProctoringDb> databases, ChainSeal seal, ChainWitness witness, IEvidenceStore evidence)
{
    /// <summary>The sessions that must have a chain: those that are over, and those that already have one.</summary>
    public async Task<IReadOnlyList<Guid>> SessionsAsync(CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        var ended = database.Sessions.Where(row => row.Status != SessionStatus.Preparing && row.Status != SessionStatus.Running).Select(row => row.Id);
        return await ended.Union(database.ChainHeads.Select(head => head.SessionId)).Union(database.ChainLinks.Select(link => link.SessionId))
            .Order().ToListAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Checks one session: hashes, places, signature, each row against its last link, the bytes of each picture and sound.</summary>
    public async Task<ChainFinding> VerifyAsync(Guid sessionId, CancellationToken cancellation)
    {
        await using var database = await databases.CreateDbContextAsync(cancellation).ConfigureAwait(false);
        // One moment for all that is read: a session that runs must not look broken because it went on meanwhile.
        var moment = await database.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellation).ConfigureAwait(false);
        var links = await database.ChainLinks.AsNoTracking().Where(link => link.SessionId == sessionId)
            .OrderBy(link => link.Sequence).ToListAsync(cancellation).ConfigureAwait(false);
        var head = await database.ChainHeads.AsNoTracking().SingleOrDefaultAsync(row => row.SessionId == sessionId, cancellation).ConfigureAwait(false);
        var rows = await ChainRows.ReadAsync(database, sessionId, cancellation).ConfigureAwait(false);
        await moment.DisposeAsync().ConfigureAwait(false);
        if (links.Count == 0 && head is null && rows.Count == 0)
            return new ChainFinding(sessionId, 0, null);

        var broken = BrokenLink(links) ?? BrokenHead(links, head) ?? await SetBackAsync(sessionId, links, cancellation).ConfigureAwait(false)
            ?? BrokenRow(links, rows)
            ?? await BrokenPictureAsync(database, sessionId, links, cancellation).ConfigureAwait(false);
        return new ChainFinding(sessionId, links.Count, broken);
    }

    static BrokenLink? BrokenLink(List<ChainLink> links)
    {
        var before = ChainSeal.Beginning;
        for (var index = 0; index < links.Count; index++)
        {
            var link = links[index];
            if (link.Sequence != index + 1)
                return new BrokenLink(index + 1, "link", null, "is missing");
            if (!ChainSeal.Holds(before, link))
                return new BrokenLink(link.Sequence, link.Kind, link.SubjectId, "does not follow from the link before it: it was changed or put in");
            before = link.Hash;
        }

        return null;
    }

    BrokenLink? BrokenHead(List<ChainLink> links, ChainHead? head)
    {
        if (head is null)
            return new BrokenLink(links.Count + 1, "head", null, "is missing: nothing says where the chain ends");
        if (!seal.Verifies(head))
            return new BrokenLink(head.Sequence, "head", null, "is not signed by this installation's key");
        if (head.Sequence > links.Count)
            return new BrokenLink(links.Count + 1, "link", null, $"is missing: the signed end of the chain is link {head.Sequence}");
        return head.Sequence < links.Count || head.Hash != (links.LastOrDefault()?.Hash ?? ChainSeal.Beginning)
            ? new BrokenLink(head.Sequence + 1, "link", null, "lies beyond the signed end of the chain")
            : null;
    }

    /// <summary>An older end of a chain is still signed: only what was kept outside the database knows how far it had come.</summary>
    async Task<BrokenLink?> SetBackAsync(Guid sessionId, List<ChainLink> links, CancellationToken cancellation)
    {
        try
        {
            if (await witness.ReadAsync(sessionId, cancellation).ConfigureAwait(false) is not var (sequence, hash))
                return new BrokenLink(links.Count, "head", null, "has no witness: what is kept beside the pictures of how far the chain had come is gone");
            return sequence <= links.Count && links[sequence - 1].Hash == hash
                ? null
                : new BrokenLink(Math.Min(sequence, links.Count + 1), "link", null, $"is not the one that was written: the chain had come to link {sequence}, and the database was set back or written anew");
        }
        catch (EvidenceDamagedException)
        {
            return new BrokenLink(links.Count, "head", null, "has a witness that was changed or can't be read");
        }
    }

    static BrokenLink? BrokenRow(List<ChainLink> links, IReadOnlyList<ChainContent> rows)
    {
        // What a row was when it was last written stands in its last link; entries of the audit trail go by their content alone.
        var last = links.GroupBy(link => (link.Kind, link.SubjectId)).Select(group => group.Last()).OrderBy(link => link.Sequence).ToList();
        var kept = rows.ToLookup(row => (row.Kind, row.SubjectId));
        foreach (var link in last)
        {
            var found = kept[(link.Kind, link.SubjectId)].ToList();
            if (link.ContentHash.Length == 0 ? found.Count > 0 : found.Any(row => row.Hash != link.ContentHash))
                return new BrokenLink(link.Sequence, link.Kind, link.SubjectId, "is not what was written: the row was changed behind the product's back");
            if (link.ContentHash.Length > 0 && found.Count == 0)
                return new BrokenLink(link.Sequence, link.Kind, link.SubjectId, "is missing: the row was removed behind the product's back");
        }

        var known = last.Select(link => (link.Kind, link.SubjectId)).ToHashSet();
        return rows.Where(row => !known.Contains((row.Kind, row.SubjectId)))
            .Select(row => new BrokenLink(links.Count + 1, row.Kind, row.SubjectId, "is in no link: the row was put in behind the product's back"))
            .FirstOrDefault();
    }

    async Task<BrokenLink?> BrokenPictureAsync(ProctoringDb database, Guid sessionId, List<ChainLink> links, CancellationToken cancellation)
    {
        var pictures = await database.EvidenceImages.AsNoTracking().Where(image => image.Violation!.SessionId == sessionId)
            .Select(image => new { image.Id, image.StoreKey, image.Sha256, image.ContentType }).ToListAsync(cancellation).ConfigureAwait(false);
        foreach (var picture in pictures)
        {
            var id = picture.Id.ToString("N");
            var what = picture.ContentType == EvidenceImage.SoundType ? "sound" : "picture";
            var sequence = links.FindLast(link => link.Kind == ChainContent.Evidence && link.SubjectId == id)?.Sequence ?? 0;
            try
            {
                if (await evidence.GetAsync(picture.StoreKey, cancellation).ConfigureAwait(false) is not { } bytes)
                    return new BrokenLink(sequence, ChainContent.Evidence, id, $"has lost its {what}: the file is gone");
                if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != picture.Sha256)
                    return new BrokenLink(sequence, ChainContent.Evidence, id, $"has another {what} than the one that was kept");
            }
            catch (EvidenceDamagedException)
            {
                return new BrokenLink(sequence, ChainContent.Evidence, id, $"has a {what} that was changed or can't be read");
            }
        }

        return null;
    }
}

/// <summary>What a verification found.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Links">How many links its chain has.</param>
/// <param name="Broken">The first place that does not hold; null where all does.</param>
internal sealed record ChainFinding(Guid SessionId, int Links, BrokenLink? Broken)
{
    public bool Intact => Broken is null;
}

/// <summary>A place where a chain does not hold.</summary>
/// <param name="Sequence">The number of the link, from 1.</param>
/// <param name="Kind">The kind of row that it speaks of.</param>
/// <param name="SubjectId">That row's id; null where the link itself is wrong.</param>
/// <param name="Fault">What is wrong, as the rest of a sentence.</param>
internal sealed record BrokenLink(int Sequence, string Kind, string? SubjectId, string Fault)
{
    public override string ToString() => $"Link {Sequence} ({Kind}{(SubjectId is null ? "" : $" {SubjectId}")}) {Fault}.";
}
