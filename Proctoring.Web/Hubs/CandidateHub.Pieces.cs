namespace Proctoring.Web.Hubs;

/// <summary>Pictures in pieces, as pages on a slow line send them.</summary>
internal sealed partial class CandidateHub
{
    /// <summary>Accepts a piece of a frame. Pages send pieces on a slow line, so that a choice waits for a piece only. The pieces come in
    /// their order. The answer to the last one is that of <see cref="Frame"/>.</summary>
    /// <param name="piece">The bytes of the piece.</param>
    /// <param name="offset">The bytes before the piece.</param>
    /// <param name="length">The bytes of the whole frame.</param>
    /// <param name="seq">The number of the frame.</param>
    public async Task<FrameAck> FramePiece(byte[]? piece, int offset, int length, int seq)
    {
        // The session counts a piece that does not fit, as it counts every frame that it refuses.
        return Add(piece, offset, length, nameof(Frame), out var jpeg) ? await Frame(jpeg, seq) : new FrameAck(seq, pace.NextDelayMs, null);
    }

    /// <summary>Accepts a piece of a picture of the screen, like <see cref="FramePiece"/>.</summary>
    public async Task<string?> ScreenPiece(byte[]? piece, int offset, int length)
    {
        return Add(piece, offset, length, nameof(Screen), out var jpeg) ? await Screen(jpeg) : null;
    }

    /// <summary>Adds a piece to the picture of its kind.</summary>
    /// <returns>Whether the picture is complete, or null because the piece does not fit.</returns>
    bool Add(byte[]? piece, int offset, int length, string kind, out byte[]? picture)
    {
        picture = null;
        if (Joined is null)
            return true;
        var pieces = PiecesOf(kind);
        var begun = pieces.Begun;
        var refusal = pieces.Add(piece, offset, length, out picture);
        // The picture is still arriving, complete or dropped.
        if (begun && (offset == 0 || refusal is not null))
            incomplete.Dropped(kind == nameof(Frame));
        return picture is not null || refusal is not null;
    }

    PieceBuffer PiecesOf(string kind)
    {
        if (Context.Items[kind] is not PieceBuffer pieces)
            Context.Items[kind] = pieces = new PieceBuffer();
        return pieces;
    }

    void DropPieces()
    {
        foreach (var kind in (string[])[nameof(Frame), nameof(Screen)])
        {
            if (Context.Items[kind] is PieceBuffer { Begun: true })
                incomplete.Dropped(kind == nameof(Frame));
        }
    }
}
