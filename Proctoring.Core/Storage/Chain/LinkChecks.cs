namespace Proctoring.Core.Storage.Chain;

/// <summary>Checks that every chain must pass: the hashes, the signed end, the witness, and each row against its last link.</summary>
internal static class LinkChecks
{
    /// <summary>Finds a link that is missing or does not follow from the one before.</summary>
    public static BrokenLink? Hashes(IReadOnlyList<ChainLink> links)
    {
        var before = ChainSeal.Beginning;
        for (var index = 0; index < links.Count; index++)
        {
            var link = links[index];
            if (link.Sequence != index + 1)
                return new BrokenLink(index + 1, "link", null, "is missing");
            if (!ChainSeal.Holds(before, link))
                return new BrokenLink(
                    link.Sequence,
                    link.Kind,
                    link.SubjectId,
                    "does not follow from the previous link: it was changed or inserted"
                );
            before = link.Hash;
        }

        return null;
    }

    /// <summary>Compares the links with the signed end.</summary>
    public static BrokenLink? Head(IReadOnlyList<ChainLink> links, ChainHead? head, ChainSeal seal)
    {
        if (head is null)
            return new BrokenLink(links.Count + 1, "head", null, "is missing: nothing says where the chain ends");
        if (!seal.Verifies(head))
            return new BrokenLink(head.Sequence, "head", null, "is not signed by this installation's key");
        if (head.Sequence > links.Count)
            return new BrokenLink(links.Count + 1, "link", null, $"is missing: the signed end of the chain is link {head.Sequence}");
        return head.Sequence < links.Count || head.Hash != (links.Count == 0 ? ChainSeal.Beginning : links[^1].Hash)
            ? new BrokenLink(head.Sequence + 1, "link", null, "lies beyond the signed end of the chain")
            : null;
    }

    /// <summary>Compares the links with the witness outside the database, because an older end of a chain is still validly
    /// signed.</summary>
    public static BrokenLink? Witness(IReadOnlyList<ChainLink> links, Witnessed known)
    {
        if (known.Nothing)
        {
            return links.Count == 0
                ? null
                : new BrokenLink(
                    links.Count,
                    "head",
                    null,
                    "has no witness: the file beside the evidence that records the end of the chain is missing"
                );
        }

        if (links.Count == 0 ? known.Contains(ChainEnd.Empty) : links.Any(link => known.Contains(new ChainEnd(link.Sequence, link.Hash))))
            return null;
        var end = known.Ends.MaxBy(one => one.Sequence);
        return new BrokenLink(
            Math.Min(end.Sequence, links.Count + 1),
            "link",
            null,
            $"is not the one that was written: the chain had come to link {end.Sequence}, and the database was set back or rewritten"
        );
    }

    /// <summary>Compares each row with its last link.</summary>
    /// <param name="links">The links that record rows.</param>
    /// <param name="rows">The present rows.</param>
    /// <param name="recorded">Whether a row of this kind must be in a link.</param>
    public static BrokenLink? Rows(IReadOnlyList<ChainLink> links, IReadOnlyList<ChainRow> rows, Func<ChainRow, bool> recorded)
    {
        var present = rows.Select(row => row.Present).ToLookup(NameOf);
        var first = rows.Select(row => row.First).OfType<ChainContent>().ToLookup(NameOf);
        var subjects = links
            .GroupBy(link => (Kind: KindOf(link.Kind), link.SubjectId))
            .ToDictionary(group => group.Key, group => group.ToList());
        foreach (var about in subjects.Values.OrderBy(about => about[^1].Sequence))
        {
            var link = about[^1];
            var form = link.ContentHash.Length == 0 || ChainContent.IsPresentForm(link.ContentHash) ? present : first;
            if (Broken(about, [.. form[(KindOf(link.Kind), link.SubjectId)]]) is { } broken)
                return broken;
        }

        return rows.Where(row =>
                recorded(row)
                && !subjects.ContainsKey(NameOf(row.Present))
                && !(row.First is { } name && subjects.ContainsKey(NameOf(name)))
            )
            .Select(row => new BrokenLink(
                links.Count + 1,
                row.Present.Kind,
                row.Present.SubjectId,
                "is in no link: the row was inserted outside the product"
            ))
            .FirstOrDefault();
    }

    /// <summary>Whether an earlier version wrote a part of a session's chain: its rows are needed in the first form too.</summary>
    public static bool AreOfEarlierVersion(IEnumerable<ChainLink> links) =>
        links.Any(link =>
            (link.Sequence == 1 && link.Kind != ChainContent.Session)
            || (link.ContentHash.Length > 0 && !ChainContent.IsPresentForm(link.ContentHash))
        );

    static BrokenLink? Broken(List<ChainLink> about, List<ChainContent> found)
    {
        var link = about[^1];
        if (link.ContentHash.Length == 0 ? found.Count > 0 : found.Any(row => row.Hash != link.ContentHash))
            return new BrokenLink(
                link.Sequence,
                link.Kind,
                link.SubjectId,
                "differs from its row: the row was changed outside the product"
            );
        // The content distinguishes entries of the audit log, so equal entries share a subject.
        var expected =
            link.ContentHash.Length == 0 ? 0
            : link.Kind == ChainContent.Action ? about.Count
            : 1;
        return found.Count < expected
            ? new BrokenLink(link.Sequence, link.Kind, link.SubjectId, "is missing: the row was removed outside the product")
            : null;
    }

    static (string Kind, string SubjectId) NameOf(ChainContent content) => (KindOf(content.Kind), content.SubjectId);

    static string KindOf(string kind) => kind == FirstChainContent.Result ? ChainContent.Session : kind;
}
