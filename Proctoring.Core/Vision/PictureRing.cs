namespace Proctoring.Core.Vision;

/// <summary>The last pictures of a session. Memory grows in pages, so a short session takes little. Not thread-safe.</summary>
internal sealed class PictureRing(int capacity)
{
    const int PageFrames = 96;

    readonly List<byte[]> pages = [];

    // Beside each other, so that a comparison with all pictures does not read each of them from memory.
    readonly byte[] middles = new byte[capacity * PictureCells.MiddleCount];
    readonly (ulong Hash, DateTime At)[] stamps = new (ulong, DateTime)[capacity];
    int added;

    /// <summary>The number of remembered pictures.</summary>
    public int Count => Math.Min(added, capacity);

    /// <summary>Adds a picture; the oldest is forgotten if there is no room.</summary>
    public void Add(ReadOnlySpan<byte> cells, ulong hash, DateTime at)
    {
        var index = added % capacity;
        if (index / PageFrames >= pages.Count)
            pages.Add(new byte[PageFrames * PictureCells.Count]);
        cells.CopyTo(CellsAt(index));
        PictureCells.MiddleOf(cells).CopyTo(middles.AsSpan(index * PictureCells.MiddleCount));
        stamps[index] = (hash, at);
        added++;
    }

    /// <summary>Returns an earlier picture: 1 is the last added one.</summary>
    public Entry Back(int back) => new(this, (added - back) % capacity);

    Span<byte> CellsAt(int index) => pages[index / PageFrames].AsSpan(index % PageFrames * PictureCells.Count, PictureCells.Count);

    /// <summary>A remembered picture, valid until the next one is added.</summary>
    public readonly ref struct Entry(PictureRing ring, int index)
    {
        /// <summary>Its 32 × 24 cells.</summary>
        public ReadOnlySpan<byte> Cells => ring.CellsAt(index);

        /// <summary>Its cells in the middle, as <see cref="PictureCells.MiddleOf"/> returns them.</summary>
        public ReadOnlySpan<byte> Middle => ring.middles.AsSpan(index * PictureCells.MiddleCount, PictureCells.MiddleCount);

        /// <summary>The hash of its 64 × 48 cells.</summary>
        public ulong Hash => ring.stamps[index].Hash;

        /// <summary>The time of the frame, UTC.</summary>
        public DateTime At => ring.stamps[index].At;
    }
}
