using System.Text;
using Proctoring.Core.Storage.Keys;

namespace Proctoring.Core.Storage.Chain;

/// <summary>Hashes links and signs heads, for the writer and the verifier alike.</summary>
internal sealed class ChainSeal(SigningKey key)
{
    /// <summary>The hash that precedes the first link.</summary>
    public const string Beginning = "";

    /// <summary>Creates a link with its hash.</summary>
    /// <param name="before">The hash of the previous link.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="sequence">The position, from 1.</param>
    /// <param name="content">The row; its hash is empty if the row was removed.</param>
    /// <param name="at">The time, UTC.</param>
    public static ChainLink Link(string before, Guid chainId, int sequence, ChainContent content, DateTime at) =>
        new()
        {
            ChainId = chainId,
            Sequence = sequence,
            Kind = content.Kind,
            SubjectId = content.SubjectId,
            ContentHash = content.Hash,
            At = at,
            Hash = HashOf(before, chainId, sequence, content, at),
        };

    /// <summary>Whether a link's hash follows from its fields and the previous link.</summary>
    public static bool Holds(string before, ChainLink link) =>
        link.Hash == HashOf(before, link.ChainId, link.Sequence, new ChainContent(link.Kind, link.SubjectId, link.ContentHash), link.At);

    /// <summary>Signs the head in its present state.</summary>
    public void Sign(ChainHead head, DateTime at)
    {
        head.SignedAt = at;
        head.Signature = Convert.ToBase64String(key.Sign(Signed(head)));
    }

    /// <summary>Whether this installation signed the head in its present state.</summary>
    public bool Verifies(ChainHead head)
    {
        try
        {
            return key.Verifies(Signed(head), Convert.FromBase64String(head.Signature));
        }
        catch (FormatException)
        {
            // The column was edited: its value is not base64.
            return false;
        }
    }

    static string HashOf(string before, Guid chainId, int sequence, ChainContent content, DateTime at) =>
        Canonical.HexHash("link", before, chainId, sequence, content.Kind, content.SubjectId, content.Hash, at);

    static byte[] Signed(ChainHead head) =>
        Encoding.UTF8.GetBytes(Canonical.HexHash("head", head.ChainId, head.Sequence, head.Hash, head.SignedAt));
}
