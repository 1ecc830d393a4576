namespace Proctoring.Core.Storage.Chain;

/// <summary>One link of a chain: the hash of a row when it was saved, and the hash of everything before it.</summary>
public sealed class ChainLink
{
    /// <summary>The session, or one of <see cref="ChainIds"/>.</summary>
    public Guid ChainId { get; init; }

    /// <summary>The position in the chain, from 1 without gaps.</summary>
    public int Sequence { get; init; }

    /// <summary>The kind of row, for example <c>violation</c>; see <see cref="ChainContent"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The row's id.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The hash of the row's content in its canonical form; empty if the product removed the row.</summary>
    public required string ContentHash { get; init; }

    public DateTime At { get; init; }

    /// <summary>SHA-256 over the previous hash and this link's own fields, lower-case hex.</summary>
    public required string Hash { get; init; }
}

/// <summary>The signed end of a chain. Without it, a removal of the last links would go unnoticed.</summary>
public sealed class ChainHead
{
    public Guid ChainId { get; init; }

    /// <summary>The number of links.</summary>
    public int Sequence { get; set; }

    /// <summary>The hash of the last link, lower-case hex.</summary>
    public required string Hash { get; set; }

    /// <summary>The signature over chain, number and hash, base64.</summary>
    public required string Signature { get; set; }

    public DateTime SignedAt { get; set; }
}

/// <summary>An end that a chain has reached.</summary>
/// <param name="Sequence">The number of links; 0 for an empty chain.</param>
/// <param name="Hash">The hash of the last link; empty for an empty chain.</param>
internal readonly record struct ChainEnd(int Sequence, string Hash)
{
    public static readonly ChainEnd Empty = new(0, ChainSeal.Beginning);

    /// <summary>The end that a head names; the empty one without a head.</summary>
    public static ChainEnd Of(ChainHead? head) => head is null ? Empty : new ChainEnd(head.Sequence, head.Hash);
}
