namespace Proctoring.Core.Storage.Chain;

/// <summary>Checks between the chain of a session, the chain of the installation and the audit log.</summary>
internal static class SessionChecks
{
    /// <summary>Reports a session that is missing from the database, although a witness or the installation's chain names it.</summary>
    public static BrokenLink? Removed(WitnessReading witness, List<ChainLink> transitions)
    {
        if (transitions.Any(transition => transition.Kind == ChainContent.SessionRemoved))
            return null;
        if (transitions is [.., var last])
        {
            return new BrokenLink(
                last.Sequence,
                "session",
                null,
                "of the installation's chain names a session that is gone: it was removed outside the product"
            );
        }

        return witness.Known is not { Confirmed: null }
            ? new BrokenLink(0, "session", null, "is missing: its witness exists, but the database does not contain the session")
            : null;
    }

    /// <summary>Compares the session's chain with the installation's chain.</summary>
    public static BrokenLink? Transitions(Guid sessionId, List<ChainLink> links, List<ChainLink> transitions)
    {
        if (transitions.Count == 0)
            return new BrokenLink(
                1,
                "session",
                null,
                "is not named in the installation's chain: the session was inserted outside the product"
            );
        List<ChainEnd> ends = [ChainEnd.Empty, .. links.Select(link => new ChainEnd(link.Sequence, link.Hash))];
        var found = 0;
        foreach (var transition in transitions)
        {
            found = IndexOf(sessionId, transition, ends, found);
            if (found < 0)
                return new BrokenLink(
                    transition.Sequence,
                    transition.Kind,
                    null,
                    "of the installation's chain names another state of this session: its chain was replaced"
                );
        }

        return null;
    }

    /// <summary>Finds the end that a transition names; -1 if there is none. Transitions follow the chain, so the search begins where the
    /// previous one ended: otherwise long chains would be hashed once for each transition.</summary>
    static int IndexOf(Guid sessionId, ChainLink transition, List<ChainEnd> ends, int from)
    {
        for (var step = 0; step < ends.Count; step++)
        {
            var index = (from + step) % ends.Count;
            if (ChainAppender.OfTransition(transition.Kind, sessionId, ends[index]).Hash == transition.ContentHash)
                return index;
        }

        return -1;
    }

    /// <summary>Compares the audit log with the installation's chain.</summary>
    public static BrokenLink? AuditLog(List<ChainLink> links, List<ChainEnd> audit)
    {
        var contents = audit.Select(end => ChainAppender.OfAuditLog(end)).ToHashSet();
        return links
            .Where(link =>
                link.Kind == ChainContent.AuditLog && !contents.Contains(new ChainContent(link.Kind, link.SubjectId, link.ContentHash))
            )
            .Select(link => new BrokenLink(
                link.Sequence,
                link.Kind,
                link.SubjectId,
                "names an entry that the audit log does not have: the log was shortened or replaced"
            ))
            .FirstOrDefault();
    }
}
