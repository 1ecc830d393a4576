using Proctoring.Core.Sessions.Running;

namespace Proctoring.Web.Hubs;

/// <summary>Joins a picture that arrives in pieces, in their order, over one connection. Not thread-safe: the hub reads the calls of a
/// connection one after the other.</summary>
internal sealed class PieceBuffer
{
    /// <summary>The most pieces of a picture. A page sends pieces of at least 2 KB.</summary>
    public const int MostPieces = 512;

    /// <summary>Grows with the bytes that arrive, so that a stated length alone costs nothing.</summary>
    MemoryStream? picture;
    int expected;
    int pieces;

    /// <summary>Whether a picture has begun and is not complete.</summary>
    public bool Begun => picture is not null;

    int Filled => (int)(picture?.Length ?? 0);

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">Its bytes, at least one.</param>
    /// <param name="offset">The number of bytes before it. 0 begins a picture, and drops one that is not complete.</param>
    /// <param name="length">The bytes of the whole picture, the same for each of its pieces.</param>
    /// <param name="complete">The picture, if this was its last piece; otherwise null.</param>
    /// <returns>Null, or the reason for the refusal, which drops the picture.</returns>
    public Refusal? Add(ReadOnlySpan<byte> piece, int offset, int length, out byte[]? complete)
    {
        complete = null;
        if (offset == 0)
            Drop();
        var refusal = Check(piece.Length, offset, length);
        if (refusal is not null)
        {
            Drop();
            return refusal;
        }

        (picture, expected) = (picture ?? new MemoryStream(), length);
        picture.Write(piece);
        pieces++;
        if (Filled < length)
            return null;
        complete = picture.ToArray();
        Drop();
        return null;
    }

    Refusal? Check(int bytes, int offset, int length)
    {
        if (length > CandidateHubLimits.MaximumFrameBytes)
            return Refusal.TooLarge;
        var next = offset == Filled && (offset == 0 || length == expected);
        return next && bytes > 0 && bytes <= length - offset && pieces < MostPieces ? null : Refusal.Malformed;
    }

    void Drop() => (picture, expected, pieces) = (null, 0, 0);
}
