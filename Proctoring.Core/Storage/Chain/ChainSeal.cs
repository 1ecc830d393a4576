using System.Text;

namespace Proctoring.Core.Storage.Chain;

/// <summary>How links are hashed and the head is signed; the one place that both the writer and the verifier ask.</summary>
internal sealed class ChainSeal(SigningKey key)
{
    /// <summary>The hash of a link that stands before the first.</summary>
    public const string Beginning = "";

    /// <summary>A link with its hash.</summary>
    /// <param name="before">The hash of the link before.</param>
    /// <param name="sessionId">The session.</param>
    /// <param name="sequence">The place, from 1.</param>
    /// <param name="content">What it says; an empty hash for a row removed in order.</param>
    /// <param name="at">When, UTC.</param>
    public static ChainLink Link(string before, Guid sessionId, int sequence, ChainContent content, DateTime at) => new()
    {
        SessionId = sessionId,
        Sequence = sequence,
        Kind = content.Kind,
        SubjectId = content.SubjectId,
        ContentHash = content.Hash,
        At = at,
        Hash = HashOf(before, sessionId, sequence, content, at),
    };

    /// <summary>Whether a link's own hash is that of its fields and of the link before.</summary>
    public static bool Holds(string before, ChainLink link) =>
        link.Hash == HashOf(before, link.SessionId, link.Sequence, new ChainContent(link.Kind, link.SubjectId, link.ContentHash), link.At);

    /// <summary>Signs the head as it stands.</summary>
    public void Sign(ChainHead head, DateTime at)
    {
        head.SignedAt = at;
        head.Signature = Convert.ToBase64String(key.Sign(Signed(head)));
    }

    /// <summary>Whether the head's signature is ours and for what it says.</summary>
    public bool Verifies(ChainHead head)
    {
        try
        {
            return key.Verifies(Signed(head), Convert.FromBase64String(head.Signature));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    static string HashOf(string before, Guid sessionId, int sequence, ChainContent content, DateTime at) =>
        ChainContent.HashOf("link", before, sessionId, sequence, content.Kind, content.SubjectId, content.Hash, at);

    static byte[] Signed(ChainHead head) => Encoding.UTF8.GetBytes(ChainContent.HashOf("head", head.SessionId, head.Sequence, head.Hash, head.SignedAt));
}
