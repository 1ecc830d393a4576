namespace Proctoring.Core.Storage.Chain;

/// <summary>One link of a session's chain: what a row looked like when it was written, and the hash of all that came before.</summary>
public sealed class ChainLink
{
    public Guid SessionId { get; init; }

    /// <summary>The place in the chain, from 1 without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>The kind of row: <c>violation</c>, <c>evidence</c>, <c>decision</c>, <c>verdict</c>, <c>note</c>, <c>action</c>…</summary>
    public required string Kind { get; init; }

    /// <summary>The row's id.</summary>
    public required string SubjectId { get; init; }

    /// <summary>SHA-256 of the row's content in its canonical form, lower-case hex; empty where the row was removed in order.</summary>
    public required string ContentHash { get; init; }

    public DateTime At { get; init; }

    /// <summary>SHA-256 over the hash before and this link's own fields, lower-case hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>The end of a session's chain, signed: without it a row missing at the end could not be noticed.</summary>
public sealed class ChainHead
{
    public Guid SessionId { get; init; }

    /// <summary>The number of links.</summary>
    public int Sequence { get; set; }

    /// <summary>The hash of the last link, lower-case hex.</summary>
    public required string Hash { get; set; }

    /// <summary>The signature over session, number and hash, base64.</summary>
    public required string Signature { get; set; }

    public DateTime SignedAt { get; set; }

    /// <summary>Whether what was kept outside the database of this chain lies on it, so that what comes next may be kept there. Not in the database.</summary>
    internal bool Follows { get; set; }
}
